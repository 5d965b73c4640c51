"""Asks a model through litellm, which is imported when a client is made and never before: it takes seconds.

litellm neither retries nor prints here, sends nothing home, and no key gets into a text that leaves this module.
"""

import asyncio
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final, Protocol, Self

from core.errors import OracleError
from core.oracle.cost import Price, litellm_quietly
from core.oracle.model import FailureKind, Messages, Said, Token, Usage
from core.oracle.problems import AskError, problem
from core.oracle.scrubbing import Scrubber, secrets_at_hand

_NO_KEY_NEEDED: Final = "none"
_OPENAI_COMPATIBLE: Final = {
    "openai",
    "hosted_vllm",
    "custom_openai",
    "text-completion-openai",
    "lm_studio",
    "llamafile",
}
_MOST_ALTERNATIVES: Final = 20
_FEWER_ALTERNATIVES: Final = (5, 0)
_LONGEST_ANSWER: Final = 100_000
_LITELLM_TIMEOUT: Final = 86_400.0  # the run has its own, which also ends a server that sends a byte a minute


class Client(Protocol):
    """What a run asks of a model: one answer to each conversation, AskError where there is none."""

    async def ask(self, messages: Messages) -> Said:
        """Send a conversation and give what the model said; AskError says what went wrong."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class LitellmClient:
    """A model behind litellm, at its provider or at an OpenAI-compatible address.

    `parameters` are those that are really sent, `left_out` the names of those the model does not know, `logprobs`
    whether log probabilities are asked for, `price` what a token costs (None if unknown).
    """

    def __init__(self, litellm: Any, model: str, request: dict[str, Any], price: Price | None, scrub: Scrubber) -> None:  # noqa: ANN401
        self.model: Final = model
        self.price: Final = price
        self.left_out: tuple[str, ...] = ()
        self._litellm = litellm
        self._request = request
        self._scrub = scrub

    @classmethod
    def open(
        cls,
        model: str,
        parameters: Mapping[str, Any],
        *,
        api_base: str | None = None,
        api_key_env: str | None = None,
        logprobs: bool = True,
    ) -> Self:
        """Make a client; nothing is sent yet.

        The key comes from the variable `api_key_env`, else from the provider's own; a foreign OpenAI-compatible
        `api_base` gets a key only from a variable named here, never the one of OpenAI. OracleError if litellm is not
        installed, the model cannot be told apart, or there is no key.
        """
        litellm = litellm_quietly()
        named, provider = _provider(litellm, model, api_base)
        key = _key(litellm, named, provider, api_base, api_key_env)
        known = set(litellm.get_supported_openai_params(model=named) or ())
        sent = {name: value for name, value in parameters.items() if name in known}
        if logprobs and {"logprobs", "top_logprobs"} <= known:
            sent |= {"logprobs": True, "top_logprobs": _MOST_ALTERNATIVES}
        request = {"model": named, "timeout": _LITELLM_TIMEOUT, "num_retries": 0, "max_retries": 0, **sent}
        request |= {name: value for name, value in (("api_base", api_base), ("api_key", key)) if value is not None}
        client = cls(litellm, named, request, Price.of(named), Scrubber(secrets_at_hand(key, api_base)))
        client.left_out = tuple(sorted(set(parameters) - known))
        return client

    @property
    def logprobs(self) -> bool:
        """Whether log probabilities are asked for."""
        return bool(self._request.get("logprobs"))

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that are sent with every request, without address and key."""
        kept = ("api_base", "api_key", "model", "timeout", "num_retries", "max_retries")
        return {name: value for name, value in sorted(self._request.items()) if name not in kept}

    async def ask(self, messages: Messages) -> Said:
        """Send a conversation and give what the model said; AskError says what went wrong."""
        begun = time.monotonic()
        sent = self._request
        try:
            response = await self._litellm.acompletion(messages=[dict(each) for each in messages], **sent)
        except Exception as error:  # noqa: BLE001 - litellm raises what its providers' libraries raise, besides its own
            if self._asks_for_less(error, sent):
                return await self.ask(messages)
            raise problem(error, self.model, self._scrub) from None  # the cause may hold the key in its request
        try:
            return self._said(response, time.monotonic() - begun)
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            raise AskError(FailureKind.SERVER, f"unreadable answer: {type(error).__name__}") from None

    async def close(self) -> None:
        """Close the connections, so that none outlives the event loop."""
        await self._litellm.close_litellm_async_clients()
        self._litellm.in_memory_llm_clients_cache.flush_cache()
        await asyncio.sleep(0.05)  # transports close in the loop's next rounds

    def _asks_for_less(self, error: Exception, sent: dict[str, Any]) -> bool:
        """Whether to ask again for fewer log probabilities, in the end for none, as the server cannot give so many."""
        if getattr(error, "status_code", None) != HTTPStatus.BAD_REQUEST or "logprobs" not in str(error):
            return False
        if self._request is not sent:
            return True  # another request met the same before
        fewer = next((each for each in _FEWER_ALTERNATIVES if each < sent.get("top_logprobs", 0)), None)
        if fewer is None:
            return False
        kept = {name: value for name, value in sent.items() if name not in {"logprobs", "top_logprobs"}}
        self._request = kept | ({"logprobs": True, "top_logprobs": fewer} if fewer else {})
        return True

    def _said(self, response: Any, seconds: float) -> Said:  # noqa: ANN401
        """Read a response: its text, the log probabilities if there are any, what it took, and whether it refused."""
        choice = response.choices[0]
        message = choice.message
        text = self._scrub.answer(message.content or "")[:_LONGEST_ANSWER]
        refusal = getattr(message, "refusal", None) or (message.get("provider_specific_fields") or {}).get("refusal")
        if not refusal and choice.finish_reason == "content_filter":
            refusal = text or "the provider's content filter stopped the answer"
        said = self._scrub.answer(str(refusal)) if refusal else None
        return Said(text, _spoken(choice), self._usage(response, seconds), said)

    def _usage(self, response: Any, seconds: float) -> Usage:  # noqa: ANN401
        """What the request took, at the list price."""
        usage = getattr(response, "usage", None)
        tokens_in = int(getattr(usage, "prompt_tokens", 0) or 0)
        tokens_out = int(getattr(usage, "completion_tokens", 0) or 0)
        cost = None if self.price is None else self.price.cost(tokens_in, tokens_out)
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return Usage(tokens_in, tokens_out, cost, round(seconds, 4), at)


def _spoken(choice: Any) -> tuple[Token, ...]:  # noqa: ANN401
    """The tokens of an answer with their alternatives; empty where the server left them out."""
    logprobs = getattr(choice, "logprobs", None)
    content = getattr(logprobs, "content", None) or ()
    return tuple(
        Token(each.token, tuple((other.token, float(other.logprob)) for other in each.top_logprobs or ()))
        for each in content
    )


def _provider(litellm: Any, model: str, api_base: str | None) -> tuple[str, str]:  # noqa: ANN401
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


def _key(
    litellm: Any,  # noqa: ANN401
    model: str,
    provider: str,
    api_base: str | None,
    api_key_env: str | None,
) -> str | None:
    """The key to send, None to leave it to litellm; OracleError if one is needed and there is none."""
    if api_key_env is not None:
        key = os.environ.get(api_key_env)
        if not key:
            raise OracleError(f"The environment variable {api_key_env} is not set; put the key for {model} in it.")
        return key
    if api_base is not None and provider in _OPENAI_COMPATIBLE:
        return _NO_KEY_NEEDED
    found = litellm.validate_environment(model=model)
    missing = [name for name in found["missing_keys"] if name.endswith(("_API_KEY", "_TOKEN"))]
    if missing and not found["keys_in_environment"]:
        raise OracleError(
            f"There is no key for {model}: set the environment variable {' or '.join(missing)}, or name your own with "
            "--api-key-env."
        )
    return None
