"""Which key goes where: that of the provider to the provider, and to a server of one's own never that of OpenAI."""

import pytest

from core.model.errors import OracleError
from core.oracle.provider.addresses import azure_parts
from core.oracle.provider.keys import NO_KEY, key_for
from core.oracle.provider.litellm import litellm_quietly

HERE = "http://127.0.0.1:8000/v1"
NAMES = ("OPENAI_API_KEY", "HOSTED_VLLM_API_KEY", "LITELLM_PROXY_API_KEY", "GROQ_API_KEY")
AZURE = ("AZURE_API_KEY", "AZURE_API_BASE")


def key(model: str, api_base: str | None = None, variable: str | None = None) -> str | None:
    return key_for(litellm_quietly(), model, model.partition("/")[0], api_base, variable)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, *AZURE):
        monkeypatch.delenv(name, raising=False)


def test_a_server_of_ones_own_gets_the_key_of_its_kind_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for model in ("openai/m", "hosted_vllm/m", "litellm_proxy/m"):
        assert key(model, HERE) == NO_KEY
    for name in (*NAMES, *AZURE):
        monkeypatch.setenv(name, f"of-{name}")
    assert key("openai/m", HERE) == NO_KEY
    assert key("hosted_vllm/m", HERE) == "of-HOSTED_VLLM_API_KEY"
    assert key("litellm_proxy/m", HERE) == "of-LITELLM_PROXY_API_KEY"
    assert key("openai/m", HERE, "GROQ_API_KEY") == "of-GROQ_API_KEY"
    assert key("groq/m") is None


def test_azure_needs_an_address_and_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OracleError, match=r"^azure/m needs the address of its server: pass --api-base"):
        key("azure/m")
    with pytest.raises(OracleError, match="There is no key for azure/m: set the environment variable AZURE_API_KEY"):
        key("azure/m", "https://r.openai.azure.com")
    monkeypatch.setenv("AZURE_API_KEY", "k")
    assert key("azure/m", "https://r.openai.azure.com") is None
    monkeypatch.setenv("AZURE_API_BASE", "https://r.openai.azure.com")
    assert key("azure/m") is None


@pytest.mark.parametrize("provider", ["azure_ai", "litellm_proxy", "hosted_vllm", "lm_studio", "xinference"])
def test_what_has_no_address_of_its_own_needs_one_with_or_without_a_key(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINE", "k")
    variable = f"{provider.upper()}_API_BASE"
    for name in (None, "MINE"):
        with pytest.raises(OracleError, match=f"^{provider}/m needs the address .* variable {variable}[.]$"):
            key(f"{provider}/m", None, name)
    monkeypatch.setenv(variable, HERE)
    assert key(f"{provider}/m", None, "MINE") == "k"


@pytest.mark.parametrize(
    ("given", "base", "version"),
    [
        ("https://r.openai.azure.com", "https://r.openai.azure.com", None),
        ("https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com/openai/v1/", None),
        ("https://r.openai.azure.com/?api-version=2024-10-21", "https://r.openai.azure.com/", "2024-10-21"),
        (
            "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
            "https://r.openai.azure.com",
            "2024-10-21",
        ),
    ],
)
def test_azures_address_may_be_a_deployments(given: str, base: str, version: str | None) -> None:
    assert azure_parts(given) == (base, version)
