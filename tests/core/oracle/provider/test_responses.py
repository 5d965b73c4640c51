"""Responses of all forms: read, or refused in half a sentence, and never with another error."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given

from core.oracle.provider.responses import UnreadableError, body_of, reading, tokens_of
from tests.core.oracle.any_json import any_json

JSON = any_json(
    *("choices", "message", "content", "logprobs", "token", "logprob", "top_logprobs", "text", "type", "usage")
)


def response(**message: Any) -> dict[str, Any]:
    return {"choices": [{"message": message}]}


@example(choices=None, content=None, logprobs=None, usage={"prompt_tokens": 1e300, "completion_tokens": 1})
@example(choices=None, content=None, logprobs=None, usage={"prompt_tokens": 1, "completion_tokens": 1e300})
@example(
    choices=None,
    content="A",
    logprobs=[{"token": "A", "top_logprobs": [{"token": "A", "logprob": -(10**400)}]}],
    usage={"prompt_tokens": 10**400, "completion_tokens": 10**400},
)
@example(choices=[{"message": {"content": 7}}], content="A", logprobs=[{"token": "A", "top_logprobs": 3}], usage=3)
@given(choices=JSON, content=JSON, logprobs=JSON, usage=JSON)
def test_whatever_a_server_sends_is_read_or_refused(choices: Any, content: Any, logprobs: Any, usage: Any) -> None:
    for body in (
        {"choices": choices, "usage": usage},
        {"choices": [{"message": {"content": content}, "logprobs": {"content": logprobs}}], "usage": usage},
    ):
        with suppress(UnreadableError):
            found = reading(body)
            assert isinstance(found.text, str)
            assert all(isinstance(logprob, float) for token in found.spoken for _, logprob in token.top)
        told = tokens_of(body)
        assert told is None or 0 <= min(told) <= max(told) < 1 << 62


def test_parts_are_put_together_and_other_parts_left_out() -> None:
    parts = [{"type": "thinking", "thinking": "Hm"}, {"type": "text", "text": "A"}, {"type": "text", "text": "."}]
    assert reading(response(content=parts)).text == "A."
    for content in ([], [{"type": "image"}], 7, {"text": "A"}, [{"type": "text", "text": 7}]):
        with pytest.raises(UnreadableError, match="its content"):
            reading(response(content=content))
    assert reading(response(content=None)).text == ""


def test_a_null_log_probability_is_left_out_and_the_others_stay() -> None:
    top = [{"token": "A", "logprob": -0.1}, {"token": "B", "logprob": None}, {"token": "N", "logprob": -3}]
    body = response(content="A")
    body["choices"][0]["logprobs"] = {"content": [{"token": "A", "logprob": None, "top_logprobs": top}]}
    (token,) = reading(body).spoken
    assert (token.text, token.top) == ("A", (("A", -0.1), ("N", -3.0)))


@pytest.mark.parametrize("logged", ["<html>", "[1]", '{"error": {"message": "no"}}', None, 7])
def test_what_is_no_answer_is_no_body(logged: object) -> None:
    assert body_of(logged) is None


def test_a_body_is_read_from_its_text() -> None:
    assert body_of('{"choices": [], "error": null}') == {"choices": [], "error": None}
