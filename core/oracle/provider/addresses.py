"""Where requests go: an address that was given or stands in the environment, refused where it cannot be one."""

import os
from typing import Final
from urllib.parse import parse_qs, urlsplit

from core.model.errors import OracleError
from core.oracle.provider.litellm import litellm_quietly
from core.oracle.provider.scrubbing import host_of

_OPTION: Final = "--api-base"
_VARIABLES: Final = ("BASE_URL", "API_BASE")
_COHERE: Final = {"cohere", "cohere_chat"}
_NO_VERSION: Final = {"anthropic", "ollama", "ollama_chat", "bedrock"}
"""Providers whose addresses litellm puts the whole path behind."""
_SUCH_AS: Final = "such as http://localhost:8000/v1"


def address_of(model: str, given: str | None) -> str | None:
    """The address that requests to a model go to; None where that is the provider's own.

    `model` is as litellm names it, with its provider. OracleError for an address that cannot be one.
    """
    if given is not None:
        return checked(given)
    _, provider, _, address = litellm_quietly().get_llm_provider(model=model)
    names = _VARIABLES if provider == "openai" else reversed(_VARIABLES)  # as litellm looks for them
    for variable in (f"{provider.upper()}_{each}" for each in names):
        if os.environ.get(variable):
            return checked(os.environ[variable], variable)
    return str(address) if address else None


def as_asked(provider: str, address: str) -> tuple[str, str | None]:
    """An address as litellm wants it of a provider, from one as people type it, and the version in Azure's."""
    if provider == "azure":
        return azure_parts(address)
    parts, plain = urlsplit(address), address.rstrip("/")
    if parts.query or parts.fragment:
        return address, None
    path = parts.path.rstrip("/")
    if provider == "gemini" and not path:
        return f"{plain}/v1beta", None
    if provider in _COHERE and (not path or path.endswith(("/v1", "/v2"))):
        return (f"{plain}/chat" if path else f"{plain}/v2/chat"), None
    if provider in _NO_VERSION:
        return plain.removesuffix("/v1").removesuffix("/api"), None
    return address, None


def path_hint(provider: str) -> str:
    """What paths addresses of a provider often have, to end a sentence with; empty where they have none."""
    if provider in _NO_VERSION:
        return ""
    usual = "/v1beta" if provider == "gemini" else "/v2/chat" if provider in _COHERE else "/v1"
    return f", which is often {usual}"


def azure_parts(address: str) -> tuple[str, str | None]:
    """The address of an Azure resource and the version of its API, from one that may be the whole of a deployment's."""
    base, found, _ = address.partition("/openai/deployments/")
    version = parse_qs(urlsplit(address).query).get("api-version", [None])[0]
    return (base if found else address.partition("?")[0] if version else address), version


def host_in_effect(model: str, given: str | None) -> str | None:
    """The host that requests to a model would go to; None where it is the provider's, or the provider is unknown."""
    try:
        address = address_of(model, given)
    except litellm_quietly().BadRequestError:  # no provider that it knows
        return None
    return None if address is None else host_of(address)


def checked(address: str, source: str = _OPTION) -> str:
    """Give the address back; OracleError if it is none, which says where it comes from and never shows it."""
    if not address.strip():
        raise OracleError(f"{source} is empty: give a whole address, {_SUCH_AS}, or leave it out.")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise OracleError(f"{source} is no address: give a whole one, {_SUCH_AS}.") from error
    if parts.scheme not in {"http", "https"} or not host or any(each.isspace() for each in address):
        raise OracleError(f"{source} is no address: give one with http:// or https:// and a host, {_SUCH_AS}.")
    if parts.username is not None:
        raise OracleError(
            f"{source} holds a user or password, which cannot be sent beside a key: leave it out, and name the "
            "variable that holds the key with --api-key-env."
        )
    return address
