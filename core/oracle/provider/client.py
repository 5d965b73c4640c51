"""Asks a model through litellm, which is imported when a client is made and never before: it takes seconds.

litellm neither retries nor prints here, sends nothing home, and no key gets into a text that leaves this module.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol, Self

from core.oracle.provider.adapting import FOLDED, WITHOUT_FORM, adapted, folded
from core.oracle.provider.addresses import address_of, as_asked, checked
from core.oracle.provider.answer_form import FORM, formed, with_form
from core.oracle.provider.keys import NO_KEY, key_for, provider_of
from core.oracle.provider.litellm import litellm_quietly
from core.oracle.provider.problems import AskError, is_refused, misread, problem, refusal_of
from core.oracle.provider.replies import Replies
from core.oracle.provider.responses import body_of
from core.oracle.provider.scrubbing import Scrubber, host_of, secrets_at_hand
from core.oracle.questions.estimate import Price, most_tokens
from core.oracle.terms import Messages, ModelReply

_MOST_ALTERNATIVES: Final = 20
_MOST_ADAPTATIONS: Final = 8
_LONGEST_WITHOUT_LIMIT: Final = 4096  # tokens, where the model takes no limit
_LITELLM_TIMEOUT: Final = 86_400.0  # the run has its own, which also ends a server that sends a byte a minute


class Client(Protocol):
    """What a run asks of a model: one answer to each conversation, AskError where there is none.

    `changed` is called with the parameters that are sent from then on, where the server does not take the others, and
    with a sentence on that.
    """

    changed: Callable[[Mapping[str, Any], str], None]

    async def ask(self, messages: Messages, principles: int) -> ModelReply:
        """Send a conversation about so many principles and give what the model said; AskError says what went wrong."""
        ...

    def most(self, messages: Messages, principles: int) -> float | None:
        """What that may cost, in dollars, estimated from above; None where the price is unknown."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class LitellmClient:
    """A model behind litellm, at its provider or at an OpenAI-compatible address.

    `parameters` are those that are really sent, `left_out` the names of those the model does not know, `logprobs`
    whether log probabilities are asked for, `price` what a token costs (None if unknown), `host` where requests go
    (None if to the provider).
    """

    def __init__(self, litellm: Any, model: str, request: dict[str, Any], address: str | None) -> None:  # noqa: ANN401
        self.model: Final = model
        self.price: Final = Price.of(model)
        self.host: Final = None if address is None else host_of(address)
        self.left_out: tuple[str, ...] = ()
        self.changed: Callable[[Mapping[str, Any], str], None] = lambda *_: None
        self._litellm = litellm
        self._request = request
        self._scrub = Scrubber(secrets_at_hand(request.get("api_key"), address))
        self._accepted = False
        self._adaptations = 0

    @classmethod
    def open(
        cls,
        model: str,
        parameters: Mapping[str, Any],
        *,
        api_base: str | None = None,
        api_key_env: str | None = None,
        logprobs: bool = True,
        sends: bool = True,
    ) -> Self:
        """Make a client; nothing is sent yet, and without `sends` nothing will be, so that no key is needed.

        The key comes from the variable `api_key_env`, else from the provider's own; a foreign OpenAI-compatible
        `api_base` gets a key only from a variable named here, never the one of OpenAI. OracleError if litellm is not
        installed, the model cannot be told apart, the address cannot be one, or there is no key.
        """
        if api_base is not None:
            checked(api_base)
        litellm = litellm_quietly()
        named, provider = provider_of(litellm, model, api_base)
        address = address_of(named, api_base)
        key = key_for(litellm, named, provider, api_base, api_key_env) if sends else None
        known = set(litellm.get_supported_openai_params(model=named) or ())
        sent = {name: value for name, value in parameters.items() if name in known}
        if logprobs and {"logprobs", "top_logprobs"} <= known:
            sent |= {"logprobs": True, "top_logprobs": _MOST_ALTERNATIVES}
        request = {"model": named, "timeout": _LITELLM_TIMEOUT, "num_retries": 0, "max_retries": 0, **sent}
        base, version = (None, None) if api_base is None else as_asked(provider, api_base)
        where = {"api_base": base, "api_key": key, "api_version": version}
        request |= {name: value for name, value in where.items() if value is not None}
        client = cls(litellm, named, request, address)
        client.left_out = tuple(sorted(set(parameters) - known))
        return client

    @property
    def logprobs(self) -> bool:
        """Whether log probabilities are asked for."""
        return bool(self._request.get("logprobs"))

    @property
    def access(self) -> dict[str, str]:
        """The address and the key that were given, whichever there are: not to be shown."""
        return {name: self._request[name] for name in ("api_base", "api_key", "api_version") if name in self._request}

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that are sent with every request, without address and key."""
        kept = ("api_base", "api_key", "api_version", "model", "timeout", "num_retries", "max_retries")
        return {name: value for name, value in sorted(self._request.items()) if name not in kept}

    def most(self, messages: Messages, principles: int) -> float | None:
        """What that may cost, in dollars, estimated from above; None where the price is unknown."""
        whole = with_form(messages, principles) if FORM in self._request else messages
        return None if self.price is None else self.price.cost(most_tokens(self.model, whole), self._longest)

    async def ask(self, messages: Messages, principles: int = 1) -> ModelReply:
        """Send a conversation about so many principles and give what the model said; AskError says what went wrong."""
        begun = time.monotonic()
        sent = self._request
        logged: list[object] = []  # what came, last of all, as it came
        try:
            response = await self._completion(sent, messages, principles, logged)
        except Exception as error:  # noqa: BLE001 - litellm raises what its providers' libraries raise, besides its own
            if self._adapts(error, messages, sent):
                return await self.ask(messages, principles)
            response = body_of(logged[-1]) if logged and misread(error) else None
            means = self._problem(error, sent)
            if response is None and FORM in sent and is_refused(error, means):
                response = await self._without_form(sent, messages, principles, logged)
            if response is None:
                raise means from None  # the cause may hold the key in its request
        self._accepted = True
        raw = str(logged[-1]) if logged else ""
        return self.replies.reply(response, messages, raw, time.monotonic() - begun)

    async def close(self) -> None:
        """Close the connections, so that none outlives the event loop."""
        await self._litellm.close_litellm_async_clients()
        self._litellm.in_memory_llm_clients_cache.flush_cache()
        await asyncio.sleep(0.05)  # transports close in the loop's next rounds

    @property
    def replies(self) -> Replies:
        """What reads its responses."""
        return Replies(self.model, self.price, self._scrub, self._longest)

    @property
    def _longest(self) -> int:
        """How many tokens an answer may have."""
        limit = self._request.get("max_tokens") or self._request.get("max_completion_tokens")
        return int(limit or _LONGEST_WITHOUT_LIMIT)

    async def _completion(
        self, sent: Mapping[str, Any], messages: Messages, principles: int, logged: list[object]
    ) -> Any:  # noqa: ANN401
        """What litellm makes of the response to a conversation, which is also logged as it came."""
        return await self._litellm.acompletion(
            messages=[dict(each) for each in (folded(messages) if sent.get(FOLDED) else messages)],
            logger_fn=lambda details: logged.append(details.get("original_response")),
            **{name: value for name, value in formed(sent, principles).items() if name != FOLDED},
        )

    async def _without_form(
        self, sent: dict[str, Any], messages: Messages, principles: int, logged: list[object]
    ) -> Any:  # noqa: ANN401
        """The response to a request without its form, which it stays without; None where that is refused as well."""
        plain = {name: value for name, value in sent.items() if name != FORM}
        try:
            response = await self._completion(plain, messages, principles, logged)
        except Exception:  # noqa: BLE001 - then it was not the form
            return None
        if self._request is sent:
            self._request = plain
            self.changed(self.parameters, WITHOUT_FORM)
        return response

    def _problem(self, error: Exception, sent: Mapping[str, Any]) -> AskError:
        """What an error means, without the key in it."""
        elsewhere, keyless = "api_base" in sent, sent.get("api_key") == NO_KEY
        return problem(error, self.model, self._scrub, accepted=self._accepted, elsewhere=elsewhere, keyless=keyless)

    def _adapts(self, error: Exception, messages: Messages, sent: dict[str, Any]) -> bool:
        """Whether to ask again, as the server refuses something that can be left out or said otherwise."""
        refusal = refusal_of(error, messages)
        found = None if refusal is None else adapted(sent, *refusal)
        if self._request is not sent:
            return refusal is not None  # another request met the same before
        if found is None or self._adaptations >= _MOST_ADAPTATIONS:
            return False
        self._adaptations += 1
        self._request = found.request
        self.changed(self.parameters, found.notice)
        return True
