"""Answers in JSON: the fields of an object that are named like an answer."""

import json
import re
from typing import Any, Final

from core.oracle.answers.declarations import heading, opening

_ANSWER: Final = re.compile(
    r"(?:my|the)?(?:final|best|better|preferred|chosen|selected|overall)?"
    r"(?:answer|choice|verdict|decision|judge?ment|vote|preference|response|winner|selection|selected|label|option|result"
    r"|pick|preferred|better|chosen|final|output|conclusion)"
)
_ASIDE: Final = re.compile(
    r"(?:\w*(?:reason|expla|rational|justif|thought|thinking|analy|confiden|certain|comment|note|summary|strength)\w*"
    r"|principle)"
)
_PYTHON: Final = re.compile(r"\{\s*'([\w ]+)'\s*:\s*'([^'\\]*)'\s*,?\s*\}")
_NUMBER: Final = re.compile(r"(?:principle|question|item|p|q|no|answer)?_?([0-9]{1,5})")


def pairs_in(text: str) -> tuple[list[tuple[str, Any]], int] | None:
    """The fields of the JSON object that a text is, but for words that lead up to it, and where it begins.

    A field that stands there twice is there twice. None where the text is something else as well, or no such object.
    """
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start or text[end + 1 :].strip(" \n\t`") or not _leads_up(text[:start]):
        return None
    body = text[start : end + 1]
    python = _PYTHON.fullmatch(body)
    if python is not None:
        return [(python[1], python[2])], start
    try:
        read = json.loads(body, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return None
    return (list(read), start) if isinstance(read, _Pairs) else None


class _Pairs(list[tuple[str, Any]]):
    """An object as its fields, in their order."""


def answer_fields(text: str) -> tuple[tuple[str, int], ...] | None:
    """The values of the fields named like an answer, with their places; None where the text is no such object.

    An object in which another field may be an answer too, or a value is no text, has none: then it is empty.
    """
    found = pairs_in(text)
    if found is None:
        return None
    pairs, start = found
    return tuple((value, place_of(text, start, name, value)) for name, value in _answers(pairs))


def numbered_fields(text: str) -> list[tuple[int, str | None, int]] | None:
    """The values of an object whose fields are numbers, with their numbers and places; None where it is none.

    Such an object may be the value of its only field, and reasons may stand beside the numbers. A value that is an
    object has its answer in a field; one that is no text, or has no such field, is None.
    """
    found = pairs_in(text)
    if found is None:
        return None
    pairs, start = _beside_reasons(found[0]), found[1]
    while len(pairs) == 1 and isinstance(pairs[0][1], _Pairs) and _number(pairs[0][0]) is None:
        pairs = _beside_reasons(pairs[0][1])
    numbered: list[tuple[int, str | None, int]] = []
    for name, value in pairs:
        number = _number(name)
        if number is None:
            return None
        if isinstance(value, _Pairs):
            told = {each for _, each in _answers(value)}
            numbered.append((number, told.pop() if len(told) == 1 else None, len(text)))
        elif isinstance(value, str):
            numbered.append((number, value, place_of(text, start, name, value)))
        else:
            numbered.append((number, None, len(text)))
    return numbered


def place_of(text: str, start: int, name: str, value: str) -> int:
    """Where a field's value begins; the text's end where it is written in escapes, or may stand elsewhere as well."""
    form = re.compile(rf"[\"']{re.escape(name)}[\"']\s*:\s*[\"']{re.escape(value)}[\"']")
    places = [match.end() - 1 - len(value) for match in form.finditer(text, start)]
    return places[0] if len(places) == 1 else len(text)


def _answers(pairs: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    """The fields named like an answer; none where another field may be one too, or such a value is no text."""
    found = []
    for name, value in pairs:
        plain = _plain(name)
        if _ANSWER.fullmatch(plain) and isinstance(value, str):
            found.append((name, value))
        elif not _ASIDE.fullmatch(plain):
            return []
    return found


def _beside_reasons(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in pairs if _number(name) is not None or not _ASIDE.fullmatch(_plain(name))]


def _number(name: str) -> int | None:
    number = _NUMBER.fullmatch(re.sub(r"\s", "", name).lower())
    return None if number is None else int(number[1])


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _leads_up(text: str) -> bool:
    """Whether there is nothing, or only what announces an answer."""
    words = " ".join(text.replace("`", " ").split())
    return not words or words.lower() == "json" or heading(words) or opening(words)
