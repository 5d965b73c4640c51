"""The formats and whims of twelve providers, imitated: each is answered, or says in one sentence what to do."""

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.oracle.answers.reading import reader
from core.oracle.provider.client import LitellmClient
from core.oracle.provider.problems import AskError
from core.oracle.run.understanding import understood
from core.oracle.terms import Ask, Failure, FailureKind
from tests.core.oracle.provider.imitating import Body, Imitation, Wire, chat, gemini, imitating

MESSAGES = [{"role": "system", "content": "Answer with A, B or N."}, {"role": "user", "content": "Which is better?"}]
KEY = "sk-canary-0123456789-wire"


def refusing(status: int, message: str, when: Callable[[Body], bool], then: object = None, **error: object) -> Wire:
    """A server that refuses some requests in such words, and answers the others."""

    def answer(_path: str, body: Body) -> tuple[int, Any]:
        if when(body):
            return status, {"error": {"message": message, "type": "invalid_request_error", "param": None, **error}}
        return 200, chat("A") if then is None else then

    return answer


def saying(body: object) -> Wire:
    return lambda *_: (200, body)


def reasoning_openai(_path: str, body: Body) -> tuple[int, Any]:
    """Models that think, at OpenAI."""
    if "max_tokens" in body or "temperature" in body or "logprobs" in body:
        return 400, {
            "error": {"message": "Unsupported parameter", "type": "invalid_request_error", "param": "temperature"}
        }
    return 200, chat("A")


def anthropic(text: str, stop: str) -> Body:
    content = [{"type": "thinking", "thinking": "B?", "signature": "x"}, {"type": "text", "text": text}]
    usage = {"input_tokens": 20, "output_tokens": 9}
    return {"id": "1", "type": "message", "role": "assistant", "model": "c", "content": content} | {
        "stop_reason": stop, "stop_sequence": None, "usage": usage,
    }  # fmt: skip


COHERE = {"id": "1", "finish_reason": "COMPLETE", "message": {"role": "assistant"}} | {
    "usage": {"tokens": {"input_tokens": 20, "output_tokens": 1}}
}
COHERE["message"]["content"] = [{"type": "text", "text": "A"}]  # type: ignore[index]
OLLAMA = {"model": "m", "created_at": "2026-01-01T00:00:00Z", "done": True, "done_reason": "stop"} | {
    "message": {"role": "assistant", "content": "A"}, "prompt_eval_count": 20, "eval_count": 1,
}  # fmt: skip
THINKING = [{"type": "thinking", "thinking": [{"type": "text", "text": "B?"}]}, {"type": "text", "text": "A"}]
AZURE_FILTER = "The response was filtered due to the prompt triggering Azure OpenAI's content management policy."

BEDROCK: Body = {
    "output": {"message": {"role": "assistant", "content": [{"text": "A"}]}},
    "stopReason": "end_turn",
    "usage": {"inputTokens": 20, "outputTokens": 1, "totalTokens": 21},
}
NOVA = "bedrock/us.amazon.nova-pro-v1:0"


def at(path: str, said: object) -> Wire:
    """A server that has this path alone."""
    return lambda asked, _: (200, said) if asked.partition("?")[0] == path else (404, {"message": f"no {asked}"})


def bedrock(_path: str, body: Body) -> tuple[int, Any]:
    """A model at Bedrock without system turns."""
    if "system" in body:
        return 400, {"message": "This model doesn't support system messages. Try again without a system message."}
    thought = {"reasoningContent": {"reasoningText": {"text": "B?", "signature": "x"}}}
    return 200, {**BEDROCK, "output": {"message": {"role": "assistant", "content": [thought, {"text": "A"}]}}}


ANSWERED: dict[str, tuple[str, str, Wire]] = {
    "openai, reasoning": ("openai/o3", "/v1", reasoning_openai),
    "openai, unknown reasoning": (
        "openai/o9-new",
        "/v1",
        refusing(
            400,
            "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
            lambda body: "max_tokens" in body,
            param="max_tokens",
        ),
    ),
    "anthropic, thinking": ("anthropic/claude-sonnet-4-5", "", saying(anthropic("A", "end_turn"))),
    "gemini, thoughts": (
        "gemini/gemini-2.5-flash",
        "/v1beta",
        saying(gemini("STOP", {"text": "B?", "thought": True}, {"text": "A"})),
    ),
    "gemini, an address without its version": (
        "gemini/gemini-2.5-flash",
        "",
        at("/v1beta/models/gemini-2.5-flash:generateContent", gemini("STOP", {"text": "A"})),
    ),
    "cohere, an address without its path": ("cohere/command-r", "", at("/v2/chat", COHERE)),
    "cohere, an address up to its version": ("cohere/command-r", "/of/cohere/v2", at("/of/cohere/v2/chat", COHERE)),
    "anthropic, an address with a version": (
        "anthropic/claude-sonnet-4-5",
        "/v1",
        at("/v1/messages", anthropic("A", "end_turn")),
    ),
    "ollama, an address with a version": ("ollama_chat/llama3", "/v1", at("/api/chat", OLLAMA)),
    "bedrock, converse": (NOVA, "", at("/model/us.amazon.nova-pro-v1%3A0/converse", BEDROCK)),
    "bedrock, thoughts and no system turn": ("bedrock/converse/some.model-v1:0", "", bedrock),
    "deepseek, reasoning_content": ("deepseek/deepseek-reasoner", "/v1", saying(chat("A", reasoning_content="B?"))),
    "vllm, qwen's thought without its beginning": ("hosted_vllm/qwen3", "/v1", saying(chat("B or A?\n</think>\n\nA"))),
    "vllm, reasoning": ("hosted_vllm/qwen3", "/v1", saying(chat("\n\nA", reasoning="B?"))),
    "mistral, magistral": ("mistral/magistral-small", "/v1", saying(chat(THINKING))),
    "cohere": ("cohere/command-r", "/v2/chat", saying(COHERE)),
    "ollama": ("ollama_chat/llama3", "", saying(OLLAMA)),
    "tgi, no temperature of nought": (
        "tgi",
        "/v1",
        refusing(422, "Input validation: `temperature` must be strictly positive", lambda body: "temperature" in body),
    ),
    "gemma, no system turn": (
        "hosted_vllm/gemma",
        "/v1",
        refusing(400, "System role not supported", lambda body: body["messages"][0]["role"] == "system"),
    ),
    "llama.cpp, no log probabilities": (
        "llama",
        "/v1",
        refusing(501, "logprobs is not implemented", lambda body: bool(body.get("logprobs"))),
    ),
    "azure": ("azure/deployment", "", saying(chat("A"))),
    "azure, a deployment's whole address": (
        "azure/deployment",
        "/openai/deployments/deployment/chat/completions?api-version=2024-10-21",
        saying(chat("A")),
    ),
    "together, fenced": ("together_ai/m", "/v1", saying(chat("```\nA\n```", "eos"))),
    "xai, at least sixteen": (
        "openai/grok",
        "/v1",
        refusing(400, "max_tokens must be at least 16", lambda body: body.get("max_tokens", 99) < 16),
    ),
}  # fmt: skip

TOLD: dict[str, tuple[str, str, Wire, FailureKind, str]] = {
    "azure, content filter": (
        "azure/deployment",
        "",
        refusing(400, AZURE_FILTER, lambda _: True, code="content_filter"),
        FailureKind.REFUSAL,
        "the provider declined: The response was filtered",
    ),
    "openrouter, 200 with an error": (
        "openrouter/some/model",
        "/v1",
        saying({"error": {"code": 402, "message": "Insufficient credits. Add more."}, "user_id": "u"}),
        FailureKind.QUOTA,
        "Insufficient credits",
    ),
    "gemini, safety": ("gemini/gemini-2.5-flash", "/v1beta", saying(gemini("SAFETY")), FailureKind.REFUSAL, "declined"),
    "anthropic, refusal": (
        "anthropic/claude-sonnet-4-5",
        "",
        saying(anthropic("I cannot", "refusal")),
        FailureKind.REFUSAL,
        "declined",
    ),
    "bedrock, guardrail": (
        NOVA,
        "",
        saying({**BEDROCK, "stopReason": "guardrail_intervened"}),
        FailureKind.REFUSAL,
        "declined",
    ),
    "bedrock, too long": (
        NOVA,
        "",
        lambda *_: (400, {"message": "Input is too long for requested model."}),
        FailureKind.TOO_LONG,
        f"the case is too long for {NOVA}: Input is too long for requested model.",
    ),
    "bedrock, throttled": (
        NOVA,
        "",
        lambda *_: (429, {"message": "Too many tokens, please wait before trying again."}),
        FailureKind.QUOTA,
        "too many requests (HTTP 429): Too many tokens, please wait",
    ),
    "gemini, another path": (
        "gemini/gemini-2.5-flash",
        "/v3",
        lambda *_: (404, {"error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}}),
        FailureKind.MODEL,
        "--api-base has another path than the server, which is often /v1beta (HTTP 404): Requested entity was",
    ),
    "litellm's proxy without a key": (
        "judge-model",
        "",
        refusing(400, "No connected db.", lambda _: True, type="no_db_connection"),
        FailureKind.KEY,
        "The server wants a key, and none was sent: name the variable that holds it with --api-key-env (HTTP 400)",
    ),
    "litellm's proxy with a key that it does not know": (
        "litellm_proxy/judge",
        "",
        refusing(400, "No connected db.", lambda _: True, type="no_db_connection"),
        FailureKind.KEY,
        "The key for litellm_proxy/judge was not accepted (HTTP 400): No connected db.",
    ),
    "litellm's proxy, budget": (
        "judge-model",
        "",
        refusing(400, "Budget has been exceeded! Current cost: 1.2, Max budget: 1.0", lambda _: True),
        FailureKind.QUOTA,
        "The account has no credit left",
    ),
    "litellm's proxy, no such model": (
        "nope",
        "",
        refusing(400, "Invalid model name passed in model=nope. Call `/v1/models`", lambda _: True),
        FailureKind.MODEL,
        "There is no model openai/nope: Invalid model name",
    ),
    "an address without its path": (
        "llama",
        "",
        lambda *_: (404, {"detail": "Not Found"}),
        FailureKind.MODEL,
        "--api-base has another path than the server, which is often /v1",
    ),
    "a key that is wanted": (
        "llama",
        "/v1",
        lambda *_: (401, {"error": "Unauthorized"}),
        FailureKind.KEY,
        "none was sent: name the variable that holds it with --api-key-env",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def imitation() -> Iterator[Imitation]:
    with imitating() as server:
        yield server


def asked(server: Imitation, model: str, path: str, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> object:
    """What asking a model comes to: the answer's probabilities, or a failure."""
    server.wire = wire
    provider = model.partition("/")[0].upper() if "/" in model else "NOBODY"
    monkeypatch.setenv(f"{provider}_API_KEY", KEY)
    for name in ("GEMINI_API_KEY", "COHERE_API_KEY", "TOGETHERAI_API_KEY", "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("AWS_REGION_NAME", "us-east-1")
    base = f"http://127.0.0.1:{server.server_port}{path}"
    client = LitellmClient.open(model, {"temperature": 0.0, "max_tokens": 8}, api_base=base)
    ask = Ask("k", "c", ("p",), 0)

    async def once() -> object:
        try:
            said = await client.ask(MESSAGES)
        except AskError as error:
            return Failure.of(ask, error.kind, error.message)
        finally:
            await client.close()
        return understood(reader(1, 8), ask, said)

    return asyncio.run(once())


@pytest.mark.parametrize("name", ANSWERED)
def test_an_answer_is_read_in_every_format(name: str, imitation: Imitation, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asked(imitation, *ANSWERED[name], monkeypatch)
    assert isinstance(found, tuple), found
    assert (found[0].prob_a, found[0].prob_b, found[0].prob_na) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize("name", TOLD)
def test_what_is_no_answer_says_what_to_do(name: str, imitation: Imitation, monkeypatch: pytest.MonkeyPatch) -> None:
    model, path, wire, kind, words = TOLD[name]
    found = asked(imitation, model, path, wire, monkeypatch)
    assert isinstance(found, Failure), found
    assert (found.kind, words in found.message) == (kind, True), found.message
    assert not re.search(r"litellm\.|Traceback|\n", found.message)
    assert KEY not in found.message
