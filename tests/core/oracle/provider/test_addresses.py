"""Addresses: those that cannot be one are refused without being shown, and the one in effect is known."""

import pytest

from core.model.errors import OracleError
from core.oracle.provider.addresses import address_of, checked, host_in_effect
from core.oracle.provider.client import LitellmClient
from tests.core.oracle.asked import PARAMETERS

MODEL = "openai/gpt-4o-mini"
VARIABLES = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "ANTHROPIC_API_BASE", "ANTHROPIC_BASE_URL", "OLLAMA_API_BASE")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("localhost:8000/v1", "http://"),
        ("ftp://host-secret/v1", "http://"),
        ("https://", "a host"),
        ("http:///v1-secret", "a host"),
        ("http://host:port-secret/v1", "no address"),
        ("http://[secret/v1", "no address"),
        ("http://ho st-secret/v1", "no address"),
        ("http://user:pass-secret@host/v1", "user or password"),
        ("http://secret@host/v1", "user or password"),
    ],
)
def test_what_can_be_no_address_is_refused_in_a_sentence_that_does_not_show_it(address: str, why: str) -> None:
    for act in (lambda: checked(address), lambda: LitellmClient.open(MODEL, PARAMETERS, api_base=address)):
        with pytest.raises(OracleError, match=why) as refused:
            act()
        assert "--api-base" in str(refused.value)
        assert "secret" not in str(refused.value)
        assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("address", ["http://localhost:8000/v1", "https://host", "http://[::1]:80/v1?key=x"])
def test_an_address_is_given_back(address: str) -> None:
    assert checked(address) == address_of(MODEL, address) == address


def test_the_address_in_the_environment_is_the_one_in_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k" * 20)
    assert LitellmClient.open(MODEL, PARAMETERS).host is None
    monkeypatch.setenv("OPENAI_API_BASE", "http://second:1/v1?key=secret")
    assert LitellmClient.open(MODEL, PARAMETERS).host == "second:1"
    monkeypatch.setenv("OPENAI_BASE_URL", "https://first:2/v1")
    assert LitellmClient.open(MODEL, PARAMETERS).host == "first:2"
    assert LitellmClient.open(MODEL, PARAMETERS, api_base="http://given:3/v1").host == "given:3"
    monkeypatch.setenv("OPENAI_BASE_URL", "")
    assert host_in_effect(MODEL, None) == "second:1"
    monkeypatch.setenv("OPENAI_BASE_URL", "nothing")
    with pytest.raises(OracleError, match="OPENAI_BASE_URL is no address"):
        host_in_effect(MODEL, None)


def test_other_providers_are_looked_for_as_litellm_does(monkeypatch: pytest.MonkeyPatch) -> None:
    model = "anthropic/claude-3-5-haiku-latest"
    assert host_in_effect(model, None) is None
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "https://second/v1")
    monkeypatch.setenv("ANTHROPIC_API_BASE", "https://first/v1")
    assert host_in_effect(model, None) == "first"
    assert host_in_effect("ollama/llama3", None) == "localhost:11434"
    assert host_in_effect("nobodys-model", None) is None
