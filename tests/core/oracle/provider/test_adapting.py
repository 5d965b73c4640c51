"""What servers refuse, in their own words, is left out or said otherwise, and nothing else is."""

from typing import Any

import pytest

from core.oracle.provider.adapting import FOLDED, adapted, folded
from core.oracle.provider.client import LitellmClient
from core.oracle.provider.litellm import reasons
from core.oracle.terms import Messages

REQUEST = {"model": "openai/x", "temperature": 0.0, "max_tokens": 8, "logprobs": True, "top_logprobs": 20}


@pytest.mark.parametrize(
    ("said", "named", "changed"),
    [
        ("unsupported value: 'temperature' does not support 0.0, only the default (1)", "", {"temperature": None}),
        ("o-series models don't support temperature=0.0. only temperature=1 is supported", "", {"temperature": None}),
        (
            "unsupported parameter: use 'max_completion_tokens' instead of max_tokens",
            "max_tokens",
            {"max_tokens": None, "max_completion_tokens": 8},
        ),
        ("max_output_tokens: expected a value >= 16, but got 8", "max_output_tokens", {"max_tokens": 16}),
        ("system role not supported", "", {FOLDED: True}),
        ("developer instruction is not enabled for models/gemma", "", {FOLDED: True}),
        ("top_logprobs must be at most 5", "", {"top_logprobs": 5}),
        ("not implemented: logprobs", "", {"top_logprobs": 5}),
        ("the model is overloaded", "", {}),
        ("invalid value", "messages", {}),
        ("the temperature of the room", "", {}),
    ],
)
def test_one_thing_is_changed_that_the_server_names(said: str, named: str, changed: dict[str, Any]) -> None:
    found = adapted(REQUEST, said, named)
    expected = {name: value for name, value in (REQUEST | changed).items() if value is not None}
    assert (REQUEST if found is None else found.request) == expected
    assert found is None or found.notice.endswith(".")


def test_instructions_are_folded_into_the_question() -> None:
    asked: Messages = [{"role": "system", "content": "You judge."}, {"role": "user", "content": "Which?"}]
    assert folded(asked) == [{"role": "user", "content": "You judge.\n\nWhich?"}]


class Refusing(Exception):  # noqa: N818 - a server's, not one of ours
    status_code = 400


class Stub:
    """In place of litellm: a server that takes neither a temperature nor a system turn."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def acompletion(self, **sent: Any) -> dict[str, Any]:
        self.sent.append(sent)
        if "temperature" in sent:
            raise Refusing("temperature is not supported")
        if sent["messages"][0]["role"] == "system":
            raise Refusing("System role not supported")
        said = {"message": {"content": "A"}, "finish_reason": "stop"}
        return {"model": "nobodys-0.1", "choices": [said], "usage": {"prompt_tokens": 9}}


@pytest.mark.asyncio
async def test_a_client_finds_out_what_a_server_takes_and_tells_it_once() -> None:
    stub, told = Stub(), list[str]()
    client = LitellmClient(
        stub, "openai/nobodys", {"model": "openai/nobodys", "temperature": 0.0, "max_tokens": 8}, None
    )
    client.changed = lambda _, notice: told.append(notice)
    asked: Messages = [{"role": "system", "content": "You judge."}, {"role": "user", "content": "Which?"}]
    assert (await client.ask(asked)).text == "A"
    usage = (await client.ask(asked)).usage
    assert (usage.tokens_in, usage.served, usage.finish) == (9, "nobodys-0.1", "stop")
    assert len(stub.sent) == 4
    assert [each.split(":")[0] for each in told] == [
        "The server takes no temperature",
        "The server takes no system turn",
    ]
    assert client.parameters == {FOLDED: True, "max_tokens": 8}


def test_it_is_known_which_models_think_first() -> None:
    assert reasons("openai/o3", None)
    assert not reasons("openai/gpt-4o-mini", None)
    assert not reasons("anthropic/claude-sonnet-4-20250514", None)
    assert reasons("anthropic/claude-sonnet-4-20250514", "low")
