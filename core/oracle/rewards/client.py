"""Asks a server that scores, through litellm's own HTTP client, as a model is asked: one case after the other."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from core.model.times import utc_now
from core.oracle.batches.results import ResultError
from core.oracle.provider.addresses import checked
from core.oracle.provider.keys import NO_KEY, key_for
from core.oracle.provider.litellm import litellm_quietly
from core.oracle.provider.problems import problem
from core.oracle.provider.responses import UnreadableError, count_of
from core.oracle.provider.scrubbing import Scrubber, host_of, secrets_at_hand
from core.oracle.rewards.scoring import RAW, Posted, requests_for, rewards_in
from core.oracle.terms import Messages, ModelReply, Usage

_REFUSING: Final = {400, 422}
_LONGEST: Final = 2000
_OWN: Final = "hosted_vllm"


class RewardClient:
    """A reward model at an address; what it says of a case is a JSON list of two numbers.

    `changed` is as of any client. The key comes from the variable named, else from HOSTED_VLLM_API_KEY.
    """

    def __init__(self, way: str, model: str, api_base: str, api_key_env: str | None) -> None:
        self.model: Final = model.removeprefix(f"{_OWN}/").removeprefix("openai/")
        self.host: Final = host_of(checked(api_base))
        self.changed: Callable[[Mapping[str, Any], str], None] = lambda *_: None
        self._way = way
        self._root = api_base.rstrip("/").removesuffix("/v1")
        litellm = litellm_quietly()
        self._key = key_for(litellm, self.model, _OWN, api_base, api_key_env) or NO_KEY
        self._http = type(litellm.module_level_aclient)()
        self._scrub = Scrubber(secrets_at_hand(self._key, api_base))
        self._raw = True
        self._accepted = False

    async def ask(self, messages: Messages, principles: int) -> ModelReply:
        """Send a case, its prompt and its responses as three messages; AskError says what went wrong."""
        prompt, first, second = (each["content"] for each in messages)
        begun, raw = time.monotonic(), self._raw
        bodies: list[object] = []
        for each in requests_for(self._way, self.model, prompt, (first, second), raw=raw):
            try:
                bodies.append(await self._post(each))
            except ResultError as error:
                if raw and error.status_code in _REFUSING and RAW in str(error.body):
                    if self._raw:
                        self._raw = False
                        self.changed({}, f"The server takes no {RAW}: its rewards are as it gives them.")
                    return await self.ask(messages, principles)
                raise self._problem(error) from None
        self._accepted = True
        usage = Usage(*_tokens(bodies), None, round(time.monotonic() - begun, 4), utc_now(), served=self.model)
        try:
            rewards = rewards_in(self._way, bodies)
        except UnreadableError as error:
            said = self._scrub.answer(orjson.dumps(bodies).decode())[:_LONGEST]
            return ModelReply(said, usage=usage, unreadable=str(error))
        return ModelReply(orjson.dumps(rewards).decode(), usage=usage)

    def most(self, messages: Messages, principles: int) -> float | None:  # noqa: ARG002
        """What a case may cost, which nobody here knows."""
        return None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _post(self, posted: Posted) -> object:
        headers = {"authorization": f"Bearer {self._key}", "content-type": "application/json"}
        data = orjson.dumps(posted.body)
        try:
            response = await self._http.post(self._root + posted.path, data=data, headers=headers, timeout=86_400.0)
            content: bytes = response.content
        except Exception as error:  # noqa: BLE001 - as of every provider's library
            answered = getattr(error, "response", None)
            if answered is None:
                raise self._problem(error) from None
            raise ResultError(int(answered.status_code), _object(_content(answered))) from None
        return _object(content)

    def _problem(self, error: Exception) -> Exception:
        keyless = self._key == NO_KEY
        return problem(error, self.model, self._scrub, accepted=self._accepted, elsewhere=True, keyless=keyless)


def _content(response: Any) -> bytes:  # noqa: ANN401
    try:
        return bytes(response.content)
    except Exception:  # noqa: BLE001 - a stream that nobody read
        return b""


def _object(content: bytes) -> dict[str, Any]:
    try:
        read = orjson.loads(content)
    except orjson.JSONDecodeError:
        read = None
    return read if isinstance(read, dict) else {"error": {"message": content[:200].decode(errors="replace")}}


def _tokens(bodies: list[object]) -> tuple[int, int]:
    """How many tokens the server says it read."""
    read = [each.get("usage") for each in bodies if isinstance(each, dict)]
    told = [each.get("prompt_tokens") for each in read if isinstance(each, dict)]
    return sum(map(count_of, told)), 0
