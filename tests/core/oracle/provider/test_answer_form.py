"""A form of answers is asked for where it helps, and nothing is lost where a server ignores or refuses it."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from core.oracle.answers.reading import reader
from core.oracle.provider.adapting import WITHOUT_FORM
from core.oracle.provider.answer_form import FORM, SCHEMA, answer_form, form_helps
from core.oracle.provider.client import LitellmClient
from core.oracle.provider.problems import AskError
from core.oracle.terms import Ask, FailureKind
from tests.core.oracle.provider.imitating import Body, Imitation, Wire, chat, gemini, imitating

ASKED = [{"role": "system", "content": "Answer by number."}, {"role": "user", "content": "Is a grammar given?"}]
ASK = Ask("k", "c", ("p", "q"), 0)
HELD = '{"principle_1": "A", "principle_2": "N"}'


def test_a_form_has_letters_under_numbers_and_nothing_of_a_case() -> None:
    letter = {"type": "string", "enum": ["A", "B", "N"]}
    schema = {
        "type": "object",
        "properties": {"principle_1": letter, "principle_2": letter},
        "required": ["principle_1", "principle_2"],
        "additionalProperties": False,
    }
    assert answer_form(2) == {"type": SCHEMA, SCHEMA: {"name": "answers", "strict": True, "schema": schema}}
    for alone in (0, 1):
        assert answer_form(alone)[SCHEMA]["schema"]["required"] == ["answer"]


@pytest.mark.parametrize(
    ("model", "together", "effort", "sampled", "helps"),
    [
        ("openai/gpt-4o-mini", 5, None, False, True),
        ("openai/gpt-4o-mini", 1, None, False, False),  # log probabilities of the letter
        ("openai/gpt-4o-mini", 1, None, True, False),
        ("openai/gpt-5", 1, None, False, True),
        ("openai/gpt-5", 0, None, False, True),
        ("gemini/gemini-2.5-flash", 1, None, False, False),
        ("gemini/gemini-2.5-flash", 1, None, True, True),
        ("anthropic/claude-sonnet-4-5", 5, None, False, True),
        ("anthropic/claude-opus-4-1", 5, None, False, False),  # a tool would stand in for it
        ("openai/nobody-knows-it", 5, None, False, False),
        ("nobody-knows-it", 5, None, False, False),
    ],
)
def test_it_is_asked_for_where_it_helps(
    *, model: str, together: int, effort: str | None, sampled: bool, helps: bool
) -> None:
    assert form_helps(model, together, effort, sampled=sampled) is helps


@pytest.fixture(scope="module")
def imitation() -> Iterator[Imitation]:
    with imitating() as server:
        yield server


def takes(_path: str, body: Body) -> tuple[int, Any]:
    """A server that holds answers to their form."""
    names = body[FORM][SCHEMA]["schema"]["required"]
    return 200, chat(json.dumps(dict(zip(names, "AN", strict=True)), indent=1))


def takes_as_gemini(_path: str, body: Body) -> tuple[int, Any]:
    assert body["generationConfig"]["response_mime_type"] == "application/json"
    return 200, gemini("STOP", {"text": HELD})


def takes_as_anthropic(_path: str, body: Body) -> tuple[int, Any]:
    assert body["output_format"]["type"] == SCHEMA
    assert "tools" not in body
    usage = {"input_tokens": 20, "output_tokens": 9}
    return 200, {"id": "1", "type": "message", "role": "assistant", "model": "c", "usage": usage} | {
        "content": [{"type": "text", "text": HELD}], "stop_reason": "end_turn", "stop_sequence": None,
    }  # fmt: skip


def refuses(status: int, said: str, **more: str) -> Wire:
    def answer(_path: str, body: Body) -> tuple[int, Any]:
        if FORM in body:
            return status, {"error": {"message": said, "type": "invalid_request_error", "param": None, **more}}
        return 200, chat("1: A\n2: N")

    return answer


SERVERS: dict[str, tuple[str, str, Wire, list[str]]] = {
    "takes it": ("openai/gpt-4o-mini", "/v1", takes, []),
    "gemini": ("gemini/gemini-2.5-flash", "/v1beta", takes_as_gemini, []),
    "anthropic": ("anthropic/claude-sonnet-4-5", "", takes_as_anthropic, []),
    "ignores it": ("openai/gpt-4o-mini", "/v1", lambda *_: (200, chat("1: A\n2: N")), []),
    "openai's words": (
        "openai/gpt-4o-mini",
        "/v1",
        refuses(400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported", param=FORM),
        [WITHOUT_FORM],
    ),
    "deepseek's words": (
        "deepseek/deepseek-chat",
        "/v1",
        refuses(400, "This response_format type is unavailable now"),
        [WITHOUT_FORM],
    ),
    "groq's words": (
        "openai/gpt-4o-mini",
        "/v1",
        refuses(400, "Failed to generate JSON. Please adjust your prompt.", code="json_validate_failed"),
        [WITHOUT_FORM],
    ),
    "no words": ("openai/gpt-4o-mini", "/v1", refuses(422, "Unprocessable"), [WITHOUT_FORM]),
    "a word of the case": ("openai/gpt-4o-mini", "/v1", refuses(400, "Is a grammar given?"), [WITHOUT_FORM]),
    "not implemented": ("openai/gpt-4o-mini", "/v1", refuses(501, "Not implemented"), [WITHOUT_FORM]),
}


@pytest.mark.parametrize("name", SERVERS)
def test_answers_are_read_whatever_a_server_makes_of_it(
    name: str, imitation: Imitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, path, wire, notices = SERVERS[name]
    told, said = asked(imitation, model, path, wire, monkeypatch)
    found = [reader(1, numbers=True)(ASK, each) for each in said]
    assert [[(each.prob_a, each.prob_na) for each in answers] for answers in found if isinstance(answers, tuple)] == [
        [(1.0, 0.0), (0.0, 1.0)]
    ] * 2
    assert [notice for _, notice in told] == notices
    assert all(FORM not in parameters for parameters, _ in told)


def test_what_is_refused_without_a_form_as_well_is_not_laid_to_it(
    imitation: Imitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    with pytest.raises(AskError) as refused:
        told, _ = asked(imitation, "openai/gpt-4o-mini", "/v1", lambda *_: (400, {"error": "No."}), monkeypatch)
    assert (refused.value.kind, told) == (FailureKind.SERVER, [])
    with pytest.raises(AskError) as long:
        asked(imitation, "openai/gpt-4o-mini", "/v1", refuses(400, "prompt is too long"), monkeypatch)
    assert long.value.kind is FailureKind.TOO_LONG


def asked(
    server: Imitation, model: str, path: str, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Any], list[Any]]:
    """What a client tells, and what it gives, where it asks twice for a form."""
    server.wire = wire
    monkeypatch.setenv(f"{model.partition('/')[0].upper()}_API_KEY", "k")
    base = f"http://127.0.0.1:{server.server_port}{path}"
    client = LitellmClient.open(model, {"max_tokens": 40, FORM: SCHEMA}, api_base=base, logprobs=False)
    assert client.parameters[FORM] == SCHEMA
    told: list[Any] = []
    client.changed = lambda parameters, notice: told.append((parameters, notice))

    async def twice() -> list[Any]:
        try:
            return [await client.ask(ASKED, 2) for _ in range(2)]
        finally:
            await client.close()

    return told, asyncio.run(twice())
