"""What a provider would answer to files of requests, by the rule of the tests: a line for each request."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.core.oracle.rule import rule


def requests_in(path: Path) -> list[dict[str, Any]]:
    """The requests of a file in either shape."""
    if path.suffix == ".json":
        requests: list[dict[str, Any]] = json.loads(path.read_bytes())["requests"]
        return requests
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def answered(path: Path) -> Iterator[dict[str, Any]]:
    """The answers to the requests of a file, in the shape that belongs to its own."""
    for request in requests_in(path):
        yield anthropic(request) if "params" in request else openai(request)


def openai(request: dict[str, Any], says: str | None = None) -> dict[str, Any]:
    """A line of OpenAI's output file; `says` in place of what the rule does."""
    told = rule("\n".join(each["content"] for each in request["body"]["messages"]))
    assert isinstance(told, tuple)
    top = [{"token": name, "logprob": math.log(share)} for name, share in zip("ABN", told, strict=True)]
    first = max(top, key=lambda each: float(str(each["logprob"])))
    choice: dict[str, Any] = {"index": 0, "message": {"role": "assistant", "content": says or first["token"]}}
    choice |= {"finish_reason": "stop", "logprobs": None}
    if request["body"].get("logprobs") and says is None:
        choice["logprobs"] = {"content": [{**first, "top_logprobs": top}]}
    usage = {"prompt_tokens": 1000, "completion_tokens": 1, "total_tokens": 1001}
    body = {"object": "chat.completion", "model": "gpt-4o-mini-2024-07-18", "choices": [choice], "usage": usage}
    response = {"status_code": 200, "request_id": "r", "body": body}
    return {"id": "batch_req_1", "custom_id": request["custom_id"], "response": response, "error": None}


def anthropic(request: dict[str, Any]) -> dict[str, Any]:
    """A line of Anthropic's results: a thought, then the answer."""
    (question,) = request["params"]["messages"]
    told = rule("".join(each["text"] for each in question["content"]))
    content = [
        {"type": "thinking", "thinking": "B or A?", "signature": "s"},
        {"type": "text", "text": "ABN"[most(told)]},
    ]
    usage = {"input_tokens": 400, "cache_read_input_tokens": 600, "cache_creation_input_tokens": 0, "output_tokens": 5}
    message: dict[str, Any] = {
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-4-5-20250929",
        "content": content,
    }
    message |= {"stop_reason": "end_turn", "usage": usage}
    return {"custom_id": request["custom_id"], "result": {"type": "succeeded", "message": message}}


def expired(request: dict[str, Any]) -> dict[str, Any]:
    """What stands in place of an answer where the batch ended before."""
    if "params" in request:
        return {"custom_id": request["custom_id"], "result": {"type": "expired"}}
    error = {"code": "batch_expired", "message": "This request could not be executed before the batch expired."}
    return {"id": "batch_req_1", "custom_id": request["custom_id"], "response": None, "error": error}


def failed(request: dict[str, Any], status: int, kind: str, message: str) -> dict[str, Any]:
    """What stands there where the request failed."""
    error = {"type": kind, "code": kind, "message": message}
    if "params" in request:
        whole = {"type": "error", "error": error}
        return {"custom_id": request["custom_id"], "result": {"type": "errored", "error": whole}}
    response = {"status_code": status, "request_id": "r", "body": {"error": error}}
    return {"id": "batch_req_1", "custom_id": request["custom_id"], "response": response, "error": None}


def written(path: Path, *lines: dict[str, Any]) -> Path:
    """Write lines to a file, and give it back."""
    path.write_text("".join(json.dumps(each) + "\n" for each in lines))
    return path


def most(told: object) -> int:
    """Which of three probabilities is the largest."""
    assert isinstance(told, tuple)
    return told.index(max(told))
