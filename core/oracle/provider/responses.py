"""What stands in a response: litellm's own, or the provider's JSON where litellm could not read it."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

import orjson

from core.oracle.terms import Finish, Token

_TEXT_PARTS: Final = ("text", "output_text")
_LONGEST_NAME: Final = 200
_MOST_TOKENS: Final = 1 << 40
"""Beyond which what a server says is no count of tokens."""
_FINISHES: Final = {
    "length": Finish.LENGTH,
    "max_tokens": Finish.LENGTH,
    "max_output_tokens": Finish.LENGTH,
    "model_length": Finish.LENGTH,
    "model_context_window_exceeded": Finish.LENGTH,
    "incomplete": Finish.LENGTH,
    "content_filter": Finish.FILTER,
    "content_filtered": Finish.FILTER,
    "safety": Finish.FILTER,
    "recitation": Finish.FILTER,
    "blocklist": Finish.FILTER,
    "prohibited_content": Finish.FILTER,
    "refusal": Finish.FILTER,
    "guardrail_intervened": Finish.FILTER,
    "sensitive": Finish.FILTER,
    "tool_calls": Finish.TOOL,
    "tool_call": Finish.TOOL,
    "tool_use": Finish.TOOL,
    "function_call": Finish.TOOL,
}
"""Why a model stopped, in the words of several providers."""


class UnreadableError(Exception):
    """A response that holds no answer; its text says in half a sentence why."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a model wrote, the log probabilities that came with it, its refusal, and the tokens that it took.

    `tokens` (in, out) is None where the server does not say, and so is `finish`.
    """

    text: str
    spoken: tuple[Token, ...]
    refusal: str | None
    tokens: tuple[int, int] | None
    finish: Finish | None


def reading(response: Any) -> Response:  # noqa: ANN401
    """Read a response, an object or JSON; UnreadableError where it holds no answer.

    Log probabilities that are null, as where a server means minus infinity, count as absent.
    """
    choices = _field(response, "choices")
    if not isinstance(choices, list) or not choices:
        raise UnreadableError("it has no choices")
    choice = choices[0]
    message = _field(choice, "message")
    if message is None:
        raise UnreadableError("it has no message")
    text = _text(_field(message, "content"))
    refusal = _field(message, "refusal") or _field(_field(message, "provider_specific_fields"), "refusal")
    finish = finish_of(_field(choice, "finish_reason"))
    if _field(message, "tool_calls") or _field(message, "function_call"):
        finish = Finish.TOOL
    if not refusal and finish is Finish.FILTER:
        refusal = text or "the provider's content filter stopped the answer"
    return Response(text, _spoken(choice), str(refusal) if refusal else None, tokens_of(response), finish)


def finish_of(said: object) -> Finish | None:
    """Why a model stopped writing, from a provider's word for it; None where it says nothing."""
    if not isinstance(said, str) or not said:
        return None
    return _FINISHES.get(said.lower(), Finish.STOP)


def tokens_of(response: Any) -> tuple[int, int] | None:  # noqa: ANN401
    """How many tokens the server says it took, in and out; None where it does not say."""
    usage = _field(response, "usage")
    tokens = count_of(_field(usage, "prompt_tokens")), count_of(_field(usage, "completion_tokens"))
    return tokens if tokens[0] else None  # litellm puts noughts where the server says nothing


def served_of(response: Any) -> tuple[str, str]:  # noqa: ANN401
    """The model that answered and why it stopped, in the server's words; empty where it does not say."""
    choices = _field(response, "choices")
    finish = _field(choices[0], "finish_reason") if isinstance(choices, list) and choices else None
    model = _field(response, "model")
    served, why = (each if isinstance(each, str) else "" for each in (model, finish))
    return served[:_LONGEST_NAME], why[:_LONGEST_NAME]


def cached_of(response: Any) -> int:  # noqa: ANN401
    """How many tokens of the question the server says it had read before."""
    usage = _field(response, "usage")
    return count_of(_field(_field(usage, "prompt_tokens_details"), "cached_tokens"))


def body_of(logged: object) -> Mapping[str, Any] | None:
    """The JSON object of a raw response as litellm logs it; None where it is none, or tells of an error."""
    try:
        body = orjson.loads(logged) if isinstance(logged, str) else logged
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, Mapping) and not body.get("error") else None


def _text(content: object) -> str:
    """The text of a message; of one in parts, all parts that are text."""
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        raise UnreadableError("its content is no text")
    parts = [_field(each, "text") for each in content if _field(each, "type") in _TEXT_PARTS]
    if not parts or not all(isinstance(each, str) for each in parts):
        raise UnreadableError("its content has no text")
    return "".join(map(str, parts))


def _spoken(choice: Any) -> tuple[Token, ...]:  # noqa: ANN401
    """The tokens of an answer with their alternatives; empty where the server left them out."""
    content = _field(_field(choice, "logprobs"), "content")
    if not isinstance(content, list):
        return ()
    return tuple(Token(str(_field(each, "token")), tuple(_alternatives(each))) for each in content)


def _alternatives(token: Any) -> Iterator[tuple[str, float]]:  # noqa: ANN401
    top = _field(token, "top_logprobs")
    for other in top if isinstance(top, list) else ():
        text, logprob = _field(other, "token"), _field(other, "logprob")
        if isinstance(text, str) and (isinstance(logprob, float) or is_finite(logprob)):
            yield text, float(logprob)


def _field(thing: Any, name: str) -> Any:  # noqa: ANN401
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def is_finite(said: object) -> TypeGuard[int | float]:
    """Whether it is a number, and one that a float can be: JSON has whole ones of any length."""
    return isinstance(said, int | float) and abs(said) <= sys.float_info.max


def count_of(said: object) -> int:
    """A count of tokens as a server says it; 0 where that is none."""
    return int(said) if isinstance(said, int | float) and 0 < said <= _MOST_TOKENS else 0
