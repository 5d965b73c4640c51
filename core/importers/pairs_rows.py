"""The shapes of a pair: strings or message lists, with a prompt or with one that both conversations begin with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.importers.cells import preference as preference_of
from core.model.conversation import Turn, speaker_of, split_transcript, without_open_turn, written
from core.model.safe_text import inert_line
from core.model.terms import Shape

_LAST_BLANK: Final = re.compile(r".*\s", re.DOTALL)
_SHOWN: Final = 40

Text = str | list[Turn]


class MalformedRowError(ValueError):
    """A row is no pair; the message says why."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What a row says of one case; `preference` is +1, 0, -1 or None where none was given."""

    prompt: str
    response_a: str
    response_b: str
    preference: int | None
    shape: Shape | None = None


def pair(fields: Mapping[str, Any]) -> Pair:
    """Read a row with `chosen` and `rejected`, or with `prompt`, `response_a` and `response_b`.

    A chosen response is A and preferred. Raises MalformedRowError with what is wrong.
    """
    if fields.get("chosen") is not None or fields.get("rejected") is not None:
        a, b = _given(fields, "chosen"), _given(fields, "rejected")
        if fields.get("prompt") is None:
            return _without_shared_prompt(a, b)
        return _with_prompt(_given(fields, "prompt"), a, b, 1)
    prompt, a, b = (_given(fields, name) for name in ("prompt", "response_a", "response_b"))
    return _with_prompt(prompt, a, b, _preference(fields.get("preference")))


def _with_prompt(prompt: Text, a: Text, b: Text, preference: int | None) -> Pair:
    """Take the texts as they are, but an open transcript as its prompt and two answers."""
    if isinstance(prompt, str) and isinstance(a, str) and isinstance(b, str):
        asked = without_open_turn(prompt)
        if asked is None:
            return Pair(prompt, a, b, preference)
        return Pair(asked, a.strip(), b.strip(), preference, Shape.TRANSCRIPT)
    return Pair(_prompt(prompt), _response(a, prompt), _response(b, prompt), preference, Shape.MESSAGES)


def _given(fields: Mapping[str, Any], name: str) -> Text:
    """Take a field as a string or as messages (speaker, text)."""
    value = fields.get(name)
    if value is None:
        raise MalformedRowError(f"{name} is missing")
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not value:
        raise MalformedRowError(f"{name} is neither text nor a list of messages")
    return [_message(item, name) for item in value]


def _message(item: object, name: str) -> Turn:
    if not isinstance(item, Mapping) or not isinstance(item.get("role"), str):
        raise MalformedRowError(f"{name} has a message without a role")
    content = item.get("content")
    if isinstance(content, list):
        content = "".join(part["text"] for part in content if _is_text_part(part)) if content else None
    if not isinstance(content, str):
        raise MalformedRowError(f"{name} has a message without text")
    return speaker_of(item["role"]), content


def _is_text_part(part: object) -> bool:
    return isinstance(part, Mapping) and isinstance(part.get("text"), str)


def _prompt(value: str | Sequence[Turn]) -> str:
    return value if isinstance(value, str) else written(value)


def _response(value: Text, prompt: Text) -> str:
    """Leave out the prompt where the response is the whole conversation."""
    if isinstance(value, str):
        return value
    before = _prompt(prompt)
    length = next((n for n in range(len(value) - 1, 0, -1) if _prompt(value[:n]) == before), 0)
    return _prompt(value[length:])


def _without_shared_prompt(a: Text, b: Text) -> Pair:
    """Split off what both conversations begin with, as TRL does for its implicit prompts."""
    if isinstance(a, str) and isinstance(b, str):
        return _without_shared_text(a, b)
    if isinstance(a, str) or isinstance(b, str):
        raise MalformedRowError("prompt is missing, and chosen and rejected are not of the same kind")
    limit = min(len(a), len(b)) - 1
    shared = next((n for n in range(limit) if a[n] != b[n]), limit)
    prompt = _prompt(a[:shared]) if shared else ""
    return Pair(prompt, _prompt(a[shared:]), _prompt(b[shared:]), 1, Shape.MESSAGES)


def _without_shared_text(a: str, b: str) -> Pair:
    """Split transcripts at their last turn, other texts after the last whole word that they share.

    The blank after that word begins the responses, so that prompt and response together are the text as it was.
    """
    first, second = split_transcript(a), split_transcript(b)
    if first is not None and second is not None and first[0] == second[0]:
        return Pair(first[0], first[1], second[1], 1, Shape.TRANSCRIPT)
    same = next((n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    words = _LAST_BLANK.match(a[:same])
    length = len(words[0].rstrip()) if words else 0
    return Pair(a[:length], a[length:], b[length:], 1)


def _preference(value: object) -> int | None:
    """Read a preference; None where it is empty."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    found = None if isinstance(value, bool) or not isinstance(value, str | int | float) else preference_of(str(value))
    if found is None:
        raise MalformedRowError(f'preference is "{inert_line(str(value), _SHOWN)}" and not one of a, b, tie, 1, 0, -1')
    return found
