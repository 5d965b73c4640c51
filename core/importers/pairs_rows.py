"""The shapes of a pair: strings or message lists, with a prompt or with one that both conversations begin with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.importers.cells import preference as preference_of
from core.importers.hh_rlhf import split_transcript
from core.inert import inert_line

_SPEAKERS: Final = {"user": "Human", "assistant": "Assistant", "system": "System"}
_LAST_BLANK: Final = re.compile(r".*\s", re.DOTALL)
_SHOWN: Final = 40


class MalformedRowError(ValueError):
    """A row is no pair; the message says why."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What a row says of one case; `preference` is +1, 0, -1 or None where none was given."""

    prompt: str
    response_a: str
    response_b: str
    preference: int | None


def pair(fields: Mapping[str, Any]) -> Pair:
    """Read a row with `chosen` and `rejected`, or with `prompt`, `response_a` and `response_b`.

    A chosen response is A and preferred. Raises MalformedRowError with what is wrong.
    """
    if fields.get("chosen") is not None or fields.get("rejected") is not None:
        a, b = _given(fields, "chosen"), _given(fields, "rejected")
        if fields.get("prompt") is None:
            return Pair(*_without_shared_prompt(a, b), 1)
        prompt = _given(fields, "prompt")
        return Pair(_prompt(prompt), _response(a, prompt), _response(b, prompt), 1)
    prompt, a, b = (_given(fields, name) for name in ("prompt", "response_a", "response_b"))
    return Pair(_prompt(prompt), _response(a, prompt), _response(b, prompt), _preference(fields.get("preference")))


def _given(fields: Mapping[str, Any], name: str) -> str | list[tuple[str, str]]:
    """Take a field as a string or as messages (speaker, text)."""
    value = fields.get(name)
    if value is None:
        raise MalformedRowError(f"{name} is missing")
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not value:
        raise MalformedRowError(f"{name} is neither text nor a list of messages")
    return [_message(item, name) for item in value]


def _message(item: object, name: str) -> tuple[str, str]:
    if not isinstance(item, Mapping) or not isinstance(item.get("role"), str):
        raise MalformedRowError(f"{name} has a message without a role")
    content = item.get("content")
    if isinstance(content, list):
        content = "".join(part["text"] for part in content if _is_text_part(part)) if content else None
    if not isinstance(content, str):
        raise MalformedRowError(f"{name} has a message without text")
    role = item["role"].strip()
    return _SPEAKERS.get(role.lower(), role.capitalize()), content


def _is_text_part(part: object) -> bool:
    return isinstance(part, Mapping) and isinstance(part.get("text"), str)


def _prompt(value: str | Sequence[tuple[str, str]]) -> str:
    """Write messages as turns with blank lines between; a single message is its text alone."""
    if isinstance(value, str):
        return value
    if len(value) == 1:
        return value[0][1]
    return "\n\n".join(f"{speaker}: {text}" for speaker, text in value)


def _response(value: str | list[tuple[str, str]], prompt: str | list[tuple[str, str]]) -> str:
    """Leave out the prompt where the response is the whole conversation."""
    if isinstance(value, str):
        return value
    before = _prompt(prompt)
    length = next((n for n in range(len(value) - 1, 0, -1) if _prompt(value[:n]) == before), 0)
    return _prompt(value[length:])


def _without_shared_prompt(a: str | list[tuple[str, str]], b: str | list[tuple[str, str]]) -> tuple[str, str, str]:
    """Split off what both conversations begin with, as TRL does for its implicit prompts."""
    if isinstance(a, str) and isinstance(b, str):
        return _without_shared_text(a, b)
    if isinstance(a, str) or isinstance(b, str):
        raise MalformedRowError("prompt is missing, and chosen and rejected are not of the same kind")
    limit = min(len(a), len(b)) - 1
    shared = next((n for n in range(limit) if a[n] != b[n]), limit)
    return _prompt(a[:shared]) if shared else "", _prompt(a[shared:]), _prompt(b[shared:])


def _without_shared_text(a: str, b: str) -> tuple[str, str, str]:
    """Split transcripts at their last turn, other texts after the last whole word that they share."""
    first, second = split_transcript(a), split_transcript(b)
    if first is not None and second is not None and first[0] == second[0]:
        return first[0], first[1], second[1]
    same = next((n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    words = _LAST_BLANK.match(a[:same])
    length = words.end() if words else 0
    return a[:length].strip(), a[length:].strip(), b[length:].strip()


def _preference(value: object) -> int | None:
    """Read a preference; None where it is empty."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    found = None if isinstance(value, bool) or not isinstance(value, str | int | float) else preference_of(str(value))
    if found is None:
        raise MalformedRowError(f'preference is "{inert_line(str(value), _SHOWN)}" and not one of a, b, tie, 1, 0, -1')
    return found
