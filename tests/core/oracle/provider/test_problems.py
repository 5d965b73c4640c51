"""Errors of many providers are told apart: the account's, the case's, the server's."""

import time
from typing import Any

import pytest

from core.oracle.provider.adapting import adapted
from core.oracle.provider.problems import problem, refusal_of
from core.oracle.provider.scrubbing import Scrubber
from core.oracle.terms import FailureKind


class ToldError(Exception):
    """An error as litellm raises it: a status, and what the server wrote."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(f"litellm.BadRequestError: {message}")
        self.status_code = status
        self.body: dict[str, Any] = {"error": {"message": message, "code": code}}


@pytest.mark.parametrize(
    ("status", "message", "code", "kind", "ends"),
    [
        (400, "Your credit balance is too low to access the API.", "", FailureKind.QUOTA, True),
        (403, "Insufficient balance", "", FailureKind.QUOTA, True),
        (429, "You exceeded your current quota", "insufficient_quota", FailureKind.QUOTA, True),
        (429, "You exceeded your current quota. Please retry in 34.5s.", "", FailureKind.QUOTA, False),
        (400, "The response was filtered", "content_filter", FailureKind.REFUSAL, False),
        (400, "Output data may contain inappropriate content.", "data_inspection_failed", FailureKind.REFUSAL, False),
        (400, "This model's maximum context length is 4096 tokens", "", FailureKind.TOO_LONG, False),
        (
            400,
            "the request exceeds the available context size",
            "exceed_context_size_error",
            FailureKind.TOO_LONG,
            False,
        ),
        (413, "Payload Too Large", "", FailureKind.TOO_LONG, False),
        (400, "Unknown parameter", "", FailureKind.SERVER, False),
    ],
)
def test_an_error_is_told_for_what_it_is(status: int, message: str, code: str, kind: FailureKind, ends: bool) -> None:
    found = problem(ToldError(status, message, code), "openai/x", Scrubber([]))
    assert (found.kind, found.ends_run) == (kind, ends)
    assert found.retry_after == (34.5 if "34.5s" in message else None)


def test_a_module_that_a_provider_needs_is_named() -> None:
    told = problem(ModuleNotFoundError("No module named 'google'"), "vertex_ai/gemini", Scrubber([]))
    assert (told.kind, told.ends_run) == (FailureKind.MODEL, True)
    assert told.message.startswith(
        "litellm asks vertex_ai/gemini with the help of google, a module to be installed first"
    )


@pytest.mark.parametrize("ways", ["Received Model Group=m\nAvailable", "LiteLLM: model group", "LiteLLM Retried: 2"])
def test_what_a_proxy_adds_about_its_ways_is_left_out(ways: str) -> None:
    said = problem(ToldError(500, f"It broke.  {ways} and more"), "m", Scrubber(()))
    assert said.message.endswith(": It broke")


@pytest.mark.parametrize("written", [" ", "maxa", "role", "try again ", "a: ", "at least ", "{"])
def test_a_long_error_is_told_at_once(written: str) -> None:
    messages = ({"role": "user", "content": "Which?"},)
    said = ToldError(400, f"at least 9 {written * 300_000}.")
    begun = time.perf_counter()
    assert problem(said, "m", Scrubber(["0123456789abcdef"])).kind is FailureKind.SERVER
    refusal = refusal_of(said, messages)
    assert refusal is not None
    adapted({"max_tokens": 1, "temperature": 0.0, "logprobs": True}, *refusal)
    assert time.perf_counter() - begun < 20  # a pattern that looks back at each place takes minutes
