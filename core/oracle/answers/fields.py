"""Answers in JSON: the fields of an object that are named like an answer."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from core.oracle.answers.asides import Asides, texts_in
from core.oracle.answers.declarations import heading, opening
from core.oracle.answers.explanations import announces, inverts

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
_NUMBERING: Final = re.compile(r"(?:principle|question|item)?(?:number|no|id|index|n)?")
_OPENS: Final = {"{": "}", "[": "]"}
_NUMBER: Final = re.compile(r"(?:principle|question|item|p|q|no|answer)?_?([0-9]{1,5})")


def pairs_in(text: str) -> tuple[list[tuple[str, Any]], int] | None:
    """The fields of the JSON object that a text is, but for words that lead up to it, and where it begins.

    A field that stands there twice is there twice. None where the text is something else as well, or no such object.
    """
    found = _json_in(text)
    return (list(found[0]), found[1]) if found is not None and isinstance(found[0], _Pairs) else None


def _json_in(text: str) -> tuple[Any, int] | None:
    """The JSON object or list that a text is, but for words that lead up to it, and where it begins."""
    start = next((at for at, character in enumerate(text) if character in _OPENS), len(text))
    end = text.rfind(_OPENS.get(text[start : start + 1], "\n"))
    if end < start or text[end + 1 :].strip(" \n\t`") or not _leads_up(text[:start]):
        return None
    body = text[start : end + 1]
    python = _PYTHON.fullmatch(body)
    if python is not None:
        return _Pairs([(python[1], python[2])]), start
    try:
        return json.loads(body, object_pairs_hook=_Pairs), start
    except (ValueError, RecursionError):
        return None


class _Pairs(list[tuple[str, Any]]):
    """An object as its fields, in their order."""


def answer_fields(text: str) -> tuple[tuple[str, int], ...] | None:
    """The values of the fields named like an answer, with their places; None where the text is no such object.

    An object in which another field may be an answer too, a value is no text, or what stands beside it takes it back,
    has none: then it is empty.
    """
    found = pairs_in(text)
    if found is None:
        return None
    pairs, start = found
    return tuple((value, place_of(text, start, name, value)) for name, value in _standing(pairs))


def numbered_fields(text: str) -> list[tuple[int, str | None, int]] | None:
    """The answers of an object whose fields are numbers, or of a list, with their numbers and places; None for others.

    It may be the value of the only field of an object whose name says that answers come, and reasons may stand beside
    the numbers. A value that is an object has its answer in a field; one that is no text, or has no such field, is
    None. The entries of a list are objects that tell their numbers.
    """
    found = _json_in(text)
    if found is None:
        return None
    value, start = found
    while isinstance(value, _Pairs):
        pairs = _beside_reasons(value)
        if _asides(value, pairs).name_answers():
            return []
        if len(pairs) != 1 or isinstance(pairs[0][1], str) or not _comes(pairs[0][0]):
            break
        value = pairs[0][1]
    entries = _entries(value)
    return None if entries is None else [_numbered(text, start, *each) for each in entries]


def _entries(value: object) -> list[tuple[int, str, Any]] | None:
    """Numbers, the names of the fields, and what stands there; None where some entry has no number."""
    if isinstance(value, _Pairs):
        numbers = [(_number(name), name, each) for name, each in _beside_reasons(value)]
    elif isinstance(value, list) and all(isinstance(each, _Pairs) for each in value):
        numbers = [_told_number(each) for each in value]
    else:
        return None
    found = [(number, name, each) for number, name, each in numbers if number is not None]
    return found if found and len(found) == len(numbers) else None


def _told_number(pairs: "_Pairs") -> tuple[int | None, str, Any]:
    """The number that an object tells, and its other fields."""
    told = [(name, value) for name, value in pairs if _NUMBERING.fullmatch(_plain(name)) and _number(str(value))]
    rest = _Pairs(each for each in pairs if each not in told)
    return (_number(str(told[0][1])) if len(told) == 1 else None), "", rest


def _numbered(text: str, start: int, number: int, name: str, value: object) -> tuple[int, str | None, int]:
    if isinstance(value, _Pairs):
        told = {each for _, each in _standing(value)}
        return number, told.pop() if len(told) == 1 else None, len(text)
    if isinstance(value, str):
        return number, value, place_of(text, start, name, value)
    return number, None, len(text)


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


def _standing(pairs: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    """The fields named like an answer, as `_answers`; none either where the others take one back."""
    answers = _answers(pairs)
    beside = _asides(pairs, answers)
    return [] if any(beside.take_back(value) for _, value in answers) else answers


def _asides(pairs: Sequence[tuple[str, Any]], answers: Sequence[tuple[str, Any]]) -> Asides:
    """What the other fields say, but for a principle, which is the question's."""
    first = next((place for place, each in enumerate(pairs) if each in answers), len(pairs))
    said = [
        (place, texts_in(value))
        for place, (name, value) in enumerate(pairs)
        if (name, value) not in answers and _plain(name) != "principle"
    ]
    before, after = ([text for place, text in said if (place < first) == early and text] for early in (True, False))
    return Asides(tuple(before), tuple(after))


def _beside_reasons(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in pairs if _number(name) is not None or not _ASIDE.fullmatch(_plain(name))]


def _number(name: str) -> int | None:
    number = _NUMBER.fullmatch(re.sub(r"\s", "", name).lower())
    return None if number is None else int(number[1])


def _comes(name: str) -> bool:
    """Whether a field's name says that answers come, and not of which kind."""
    words = re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    return announces(words) and not inverts(words)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _leads_up(text: str) -> bool:
    """Whether there is nothing, or only what announces an answer."""
    words = " ".join(text.replace("`", " ").split())
    return not words or words.lower() == "json" or heading(words) or opening(words)
