"""Which provider a model is of, and which key its requests carry: from the environment, and to nobody else's server."""

import os
import re
from typing import Any, Final

from core.model.errors import OracleError

NO_KEY: Final = "none"
"""What is sent for a key where none is known; servers of one's own rarely want any."""
_ONES_OWN: Final = {
    "openai",
    "hosted_vllm",
    "custom_openai",
    "text-completion-openai",
    "lm_studio",
    "llamafile",
    "litellm_proxy",
}
"""Providers that at an address are whatever server stands there."""
_OF_OPENAI: Final = {"openai", "text-completion-openai", "custom_openai"}
_AT_AN_ADDRESS: Final = {
    "azure": "https://NAME.openai.azure.com",
    "azure_ai": "https://NAME.services.ai.azure.com",
    "litellm_proxy": "http://localhost:4000",
    "hosted_vllm": "http://localhost:8000/v1",
    "lm_studio": "http://localhost:1234/v1",
    "xinference": "http://localhost:9997/v1",
}
"""Providers that have no address of their own, and one such as they have."""
_KEYS: Final = ("_API_KEY", "_TOKEN")
_LIKE_A_NAME: Final = re.compile(r"[A-Z][A-Z0-9]{0,30}(_[A-Z0-9]{1,30})+")


def provider_of(litellm: Any, model: str, api_base: str | None) -> tuple[str, str]:  # noqa: ANN401
    """The model's full name and its provider; a bare name at an address is taken for an OpenAI-compatible one."""
    try:
        name, provider = litellm.get_llm_provider(model=model)[:2]
    except litellm.BadRequestError as error:
        if api_base is None:
            raise OracleError(
                f"{model} names no provider that litellm knows: write PROVIDER/NAME, such as openai/gpt-4o-mini, or "
                "give the address of an OpenAI-compatible server with --api-base."
            ) from error
        return f"openai/{model}", "openai"
    return (model if model.startswith(f"{provider}/") else f"{provider}/{name}"), provider


def key_for(
    litellm: Any,  # noqa: ANN401
    model: str,
    provider: str,
    api_base: str | None,
    api_key_env: str | None,
) -> str | None:
    """The key to send, None to leave it to litellm; OracleError if one is needed, or an address, and there is none.

    A server of one's own gets the key named here, else the one that has its provider's name, and never that of OpenAI.
    """
    variable = f"{provider.upper()}_API_BASE"
    if api_base is None and provider in _AT_AN_ADDRESS and not os.environ.get(variable):
        raise OracleError(
            f"{model} needs the address of its server: pass --api-base, such as {_AT_AN_ADDRESS[provider]}, or set "
            f"the environment variable {variable}."
        )
    if api_key_env is not None:
        return _named(api_key_env, model)
    if api_base is not None and provider in _ONES_OWN:
        return (None if provider in _OF_OPENAI else os.environ.get(f"{provider.upper()}_API_KEY")) or NO_KEY
    names = [name for name in litellm.validate_environment(model=model)["missing_keys"] if name.endswith(_KEYS)]
    missing = [name for name in names if not os.environ.get(name)]
    others = any(
        value and name.startswith(f"{provider.upper()}_") and name.endswith(_KEYS) for name, value in os.environ.items()
    )
    if missing and missing == names and not others:
        raise OracleError(
            f"There is no key for {model}: set the environment variable {' or '.join(missing)}, or name your own with "
            "--api-key-env."
        )
    return None


def _shown(variable: str) -> str:
    """A variable's name where it is like one: it may be the key itself that was given."""
    return variable if _LIKE_A_NAME.fullmatch(variable) else "that --api-key-env names"


def _named(variable: str, model: str) -> str:
    key = os.environ.get(variable)
    if not key:
        raise OracleError(f"The environment variable {_shown(variable)} is not set; put the key for {model} in it.")
    if not key.isascii():
        raise OracleError(f"The key in {_shown(variable)} has characters that no request can carry; put it in anew.")
    return key
