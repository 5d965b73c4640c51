"""A line of a batch's answers, in either provider's shape: an answer, an error, never asked, or nothing of that."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.oracle.batches.results import asks, result_in
from core.oracle.provider.problems import problem
from core.oracle.provider.responses import UnreadableError, cached_of, reading
from core.oracle.provider.scrubbing import Scrubber
from core.oracle.terms import FailureKind, Finish
from tests.core.oracle.any_json import any_json
from tests.core.oracle.batch_answers import anthropic, expired, failed

OPENAI = {"custom_id": "k", "method": "POST", "url": "/v1/chat/completions", "body": {}}
ANTHROPIC: dict[str, Any] = {"custom_id": "k", "params": {}}


def line(read: object) -> bytes:
    return json.dumps(read).encode()


@pytest.mark.parametrize("request_", [OPENAI, ANTHROPIC])
def test_what_was_never_asked_is_neither_answer_nor_failure(request_: dict[str, Any]) -> None:
    found = result_in(line(expired(request_)))
    assert found is not None
    assert (found.key, found.response, found.error) == ("k", None, None)


@pytest.mark.parametrize("request_", [OPENAI, ANTHROPIC])
@pytest.mark.parametrize(
    ("status", "kind", "message", "meant"),
    [
        (400, "invalid_request_error", "maximum context length is 8192 tokens", FailureKind.TOO_LONG),
        (400, "invalid_request_error", "blocked by the content filter", FailureKind.REFUSAL),
        (429, "rate_limit_error", "slow down", FailureKind.QUOTA),
        (500, "api_error", "oops", FailureKind.SERVER),
        (404, "not_found_error", "no such model", FailureKind.MODEL),
    ],
)
def test_errors_mean_what_they_mean_at_once(
    request_: dict[str, Any], status: int, kind: str, message: str, meant: FailureKind
) -> None:
    found = result_in(line(failed(request_, status, kind, message)))
    assert found is not None
    assert found.error is not None
    told = problem(found.error, "a/model", Scrubber([]), accepted=True)
    assert told.kind is meant
    assert message in told.message


def test_a_message_of_anthropics_is_its_text_without_thoughts() -> None:
    message = {
        "model": "claude",
        "content": [{"type": "thinking", "thinking": "B"}, {"type": "text", "text": "A"}],
        "stop_reason": "max_tokens",
        "usage": {
            "input_tokens": 3,
            "cache_read_input_tokens": 5,
            "cache_creation_input_tokens": 7,
            "output_tokens": 2,
        },
    }
    found = result_in(line({"custom_id": "k", "result": {"type": "succeeded", "message": message}}))
    assert found is not None
    read = reading(found.response)
    assert (read.text, read.finish, read.tokens) == ("A", Finish.LENGTH, (15, 2))
    assert cached_of(found.response) == 5


@pytest.mark.parametrize(
    "said",
    [b"", b"null", b"7", b"{}", b'{"custom_id":7}', b'{"custom_id":"k"}', b'{"custom_id":"k","result":{}}', b"<h"],
)
def test_what_is_no_answer_is_none(said: bytes) -> None:
    assert result_in(said) is None


def test_a_200_with_an_error_inside_and_an_empty_body_are_errors() -> None:
    for body in ({"error": {"message": "overloaded"}}, None, "oops"):
        found = result_in(line({"custom_id": "k", "response": {"status_code": 200, "body": body}, "error": None}))
        assert found is not None
        assert found.error is not None
        assert found.error.status_code == 500


def test_requests_are_told_from_answers() -> None:
    assert all(map(asks, (line(OPENAI), line(ANTHROPIC), b'{"requests":[\n')))
    assert not asks(line(expired(OPENAI)))
    assert not asks(line(anthropic_answer()))
    assert not asks(b"garbage")


def anthropic_answer() -> dict[str, Any]:
    text = (
        "BEGIN principle 0123456789ab\nx\nEND principle 0123456789ab\nBEGIN prompt 0123456789ab\nx\n"
        "END prompt 0123456789ab\nBEGIN response A 0123456789ab\nx\nEND response A 0123456789ab\n"
        "BEGIN response B 0123456789ab\ny\nEND response B 0123456789ab\n"
    )
    return anthropic({"custom_id": "k", "params": {"messages": [{"content": [{"text": text}]}]}})


@pytest.mark.parametrize("odd", [None, [], {}, 3, 1e308, True, "x", [[]], {"a": []}])
def test_whatever_stands_where_a_word_should_no_line_is_an_error_of_ours(odd: object) -> None:
    for said in (
        {"response": odd, "error": odd},
        {"response": None, "error": {"code": odd, "message": odd}},
        {"response": {"status_code": odd, "body": odd}, "error": odd},
        {"response": {"status_code": 200, "body": {"choices": odd, "usage": odd}}},
        {"result": {"type": odd, "error": odd}},
        {"result": {"type": "errored", "error": {"type": odd, "error": {"type": odd, "message": odd}}}},
        {"result": {"type": "succeeded", "message": {"content": [{"type": odd, "text": odd}], "usage": odd}}},
    ):
        found = result_in(line({"custom_id": "k", **said}))
        assert found is None or found.key == "k"
        if found is not None and found.error is not None:
            assert problem(found.error, "a/model", Scrubber([]), accepted=True).message


ANY = any_json("body", "status_code", "error", "type", "message", "content", "text", "usage", "result", "code")


@given(st.fixed_dictionaries({"custom_id": st.just("k")}, optional=dict.fromkeys(("response", "error", "result"), ANY)))
def test_whatever_is_on_a_line_is_read_or_refused(read: dict[str, Any]) -> None:
    found = result_in(line(read))
    if found is not None and found.response is not None:
        with suppress(UnreadableError):
            reading(found.response)
        cached_of(found.response)
    if found is not None and found.error is not None:
        problem(found.error, "openai/x", Scrubber(()), accepted=False)
