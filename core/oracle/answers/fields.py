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
    values = []
    for name, value in pairs:
        plain = re.sub(r"[\W_]", "", name).lower()
        if _ANSWER.fullmatch(plain):
            if not isinstance(value, str):
                return ()
            values.append((value, place_of(text, start, name, value)))
        elif not _ASIDE.fullmatch(plain):
            return ()
    return tuple(values)


def numbered_fields(text: str) -> list[tuple[int, str, int]] | None:
    """The values of an object whose fields are numbers, with their numbers and places; None where it is none.

    Such an object may be the value of its only field.
    """
    found = pairs_in(text)
    if found is None:
        return None
    pairs, start = found
    while len(pairs) == 1 and isinstance(pairs[0][1], _Pairs):
        pairs = list(pairs[0][1])
    numbered = []
    for name, value in pairs:
        number = _NUMBER.fullmatch(re.sub(r"[\s]", "", name).lower())
        if number is None or not isinstance(value, str):
            return None
        numbered.append((int(number[1]), value, place_of(text, start, name, value)))
    return numbered


def place_of(text: str, start: int, name: str, value: str) -> int:
    """Where a field's value begins; the text's end where it is written in escapes."""
    form = re.compile(rf"[\"']{re.escape(name)}[\"']\s*:\s*[\"']{re.escape(value)}[\"']")
    match = form.search(text, start)
    return len(text) if match is None else match.end() - 1 - len(value)


def _leads_up(text: str) -> bool:
    """Whether there is nothing, or only what announces an answer."""
    words = " ".join(text.replace("`", " ").split())
    return not words or words.lower() == "json" or heading(words) or opening(words)
