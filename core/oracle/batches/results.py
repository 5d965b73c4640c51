"""What a provider answers to a batch, line by line: OpenAI's shape and Anthropic's, told apart by the line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.storage.tail import json_object

_NEVER_ASKED: Final = {"batch_expired", "batch_cancelled", "batch_canceled", "expired", "canceled", "cancelled"}
_STATUS: Final = {
    "invalid_request_error": 400,
    "invalid_request": 400,
    "billing_error": 402,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "overloaded_error": 529,
}
"""Anthropic's names for what a server says with these numbers."""
_SERVER_ERROR: Final = 500
_FINE: Final = 200


class ResultError(Exception):
    """An answer of a provider that is an error: its HTTP status, and its body as it would have come at once."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(str(body)[:1000])
        self.status_code: Final = status
        self.body: Final = dict(body)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the request `key`: a `response` in the shape of a chat completion, or an `error`, or neither.

    Neither is a request that was never asked, since the batch ended before.
    """

    key: str
    response: Mapping[str, Any] | None = None
    error: ResultError | None = None


def result_in(line: bytes) -> Result | None:
    """Read a line of a batch's answers; None where it is none."""
    read = json_object(line)
    key = None if read is None else read.get("custom_id")
    if read is None or not isinstance(key, str):
        return None
    if isinstance(read.get("result"), Mapping):
        return _of_anthropic(key, read["result"])
    if "response" in read or "error" in read:
        return _of_openai(key, read.get("response"), read.get("error"))
    return None


def key_in(line: bytes) -> str | None:
    """The name of the request on a line of a file of requests, in either shape; None where there is none."""
    read = json_object(line.rstrip().removesuffix(b","))
    key = None if read is None else read.get("custom_id")
    return key if isinstance(key, str) else None


def asks(line: bytes) -> bool:
    """Whether a line is a request, or the beginning of a file of requests, rather than an answer."""
    read = json_object(line)
    return line.strip() == b'{"requests":[' or (read is not None and bool({"body", "params", "requests"} & set(read)))


def _of_openai(key: str, response: object, error: object) -> Result:
    if not isinstance(response, Mapping):
        told = error if isinstance(error, Mapping) else {"message": str(error or "the answer is empty")}
        if str(told.get("code")) in _NEVER_ASKED:
            return Result(key)
        return Result(key, error=ResultError(_SERVER_ERROR, {"error": dict(told)}))
    body, status = response.get("body"), response.get("status_code", _FINE)
    if not isinstance(body, Mapping):
        body = {"error": {"message": str(body or error or "the answer is empty")[:1000]}}
    if status == _FINE and not body.get("error"):
        return Result(key, body)
    failed = status if isinstance(status, int) and status != _FINE else _SERVER_ERROR
    return Result(key, error=ResultError(failed, body))


def _of_anthropic(key: str, result: Mapping[str, Any]) -> Result | None:
    kind, message = result.get("type"), result.get("message")
    if str(kind) in _NEVER_ASKED:
        return Result(key)
    if kind == "succeeded" and isinstance(message, Mapping):
        return Result(key, _completion(message))
    outer = result.get("error")
    if kind != "errored" or not isinstance(outer, Mapping):
        return None
    inner = outer.get("error", outer)
    name = inner.get("type") if isinstance(inner, Mapping) else None
    return Result(key, error=ResultError(_STATUS.get(str(name), _SERVER_ERROR), {"error": inner}))


def _completion(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message of Anthropic's as a chat completion: its text without its thoughts."""
    content = message.get("content")
    blocks = [each for each in content if isinstance(each, Mapping)] if isinstance(content, list) else []
    text = "".join(str(each.get("text", "")) for each in blocks if each.get("type") == "text")
    tools = [each for each in blocks if each.get("type") == "tool_use"]
    usage = message.get("usage")
    return {
        "model": message.get("model"),
        "choices": [
            {"message": {"content": text, "tool_calls": tools or None}, "finish_reason": message.get("stop_reason")}
        ],
        "usage": _tokens(usage) if isinstance(usage, Mapping) else None,
    }


def _tokens(usage: Mapping[str, Any]) -> dict[str, Any]:
    """What a message took; Anthropic counts what was cached apart from the rest of the question."""
    parts = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    counts = [usage.get(each) for each in parts]
    known = [each for each in counts if isinstance(each, int | float)]
    return {
        "prompt_tokens": sum(known),
        "completion_tokens": usage.get("output_tokens"),
        "prompt_tokens_details": {"cached_tokens": usage.get("cache_read_input_tokens")},
    }
