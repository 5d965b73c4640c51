"""What a line to type says of the values of a column of preferences: what they plainly mean, else a place to fill."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from core.importers.containers.records import Records
from core.importers.formats.column_names import filled, is_label, partner, words_of
from core.importers.formats.named_answers import rules_of, standing, stands_elsewhere, told
from core.importers.formats.values import OBJECTS, UNKNOWN, ReadPreference, known, number_of, shown

PLACEHOLDER: Final = "COLUMN"
_SIDES: Final = {1: "a", -1: "b", 0: "tie"}
_VALUES: Final = 6
_MARKS: Final = frozenset(",=")
_LOST: Final = (
    "rejected reject worse worst weaker weakest least less loser loses lose lost losing dispreferred nonpreferred "
    "unpreferred disliked discard discarded eliminated inferior bad bottom unsafe toxic harmful wrong incorrect flawed "
    "refused error runner not non"
)
"""Words in a name that say that a column holds the response that was not preferred."""
_WON: Final = (
    "prefer prefers preferred better best win wins winner won chosen choose pick picked select selected is the"
)
_PLACES: Final = "a b left right first second one two j k"
_LETTERS: Final = re.compile("[a-z]+")


def names_loser(records: Records, label: str) -> bool:
    """Whether a column, or one of two words in it, is called as what was not preferred."""
    words = {str(value).strip().casefold() for value in filled(records, label) if known(value) is UNKNOWN}
    return says(label, _LOST) or any(says(word, _LOST) and partner(word) in words for word in words)


def says(name: str, words: str) -> bool:
    """Whether one of some words is a word of a name."""
    return not set(words.split()).isdisjoint(words_of(name))


def rules_for(records: Records, label: str, pair: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The rules that the values of a column ask for, and what is not known of them, where they are not understood.

    `pair` is what the two responses' columns are called. Where rules cannot say it, another column is to be named.
    """
    values = filled(records, label)
    loser = names_loser(records, label)
    if loser and (turned := _turned(values)):
        return {"values": turned}, []
    signs = all(number_of(value) in (1, 0, -1) for value in values) and -1 in map(number_of, values)
    if (is_label(values) or signs) and not loser:
        return {}, []
    words = sorted({str(value).strip() for value in values if known(value) is UNKNOWN})
    sides = _columns(words, pair, records.columns)
    if sides is None and (found := standing(records, label)):
        sides = rules_of(records, label, found)
        if sides is None:
            return {"preference": PLACEHOLDER}, [told(label, found)]
    sides = sides or (None if stands_elsewhere(records, label) else _partners(words, label, pair))
    if sides is not None:
        return {"values": _written(sides[::-1] if loser else sides, values)}, []
    asked = f"{label} holds {shown(words[:_VALUES])}, of which it is not known what they mean"
    return {"values": "a=VALUE,b=VALUE"}, [asked]


def _columns(words: Sequence[str], pair: Sequence[str], columns: Sequence[str]) -> tuple[str, str] | None:
    """The names of two columns, the responses' or others that tell of both, where words are nothing else."""
    named = {word.casefold() for word in words}
    pairs = [(name, partner(name)) for name in columns if partner(name) in columns]
    found = (
        [each for each in pairs if named <= {*each}] if not named <= {*pair} or len(pair) != 2 else [(pair[0], pair[1])]
    )
    return found[0] if named and len(found) == 1 and not _MARKS & {*"".join(found[0])} else None


def _partners(words: Sequence[str], label: str, pair: Sequence[str]) -> tuple[str, str] | None:
    """Two words that both occur, and are called the first and the second of what responses are called."""
    first = next((word for word in words if {word, partner(word)} == {*words}), None)
    if first is None or _MARKS & {*"".join(words)}:
        return None
    second = partner(first)
    if number_of(first) is not None or not _calls_a_response((first, second), (label, *pair)):
        return None
    if len(pair) == 2:
        ends, columns = _apart(first.casefold(), second.casefold()), _apart(pair[0], pair[1])
        # The first of the one is the second of the other: counted from 0 here, and from 1 there.
        if ends[0] == columns[1] or ends[1] == columns[0]:
            return None
    return first, second


def _calls_a_response(words: Sequence[str], names: Sequence[str]) -> bool:
    """Whether words are made of those for a response or for what wins or loses, and are no names of models."""
    plain = {*OBJECTS.split(), *_LOST.split(), *_WON.split(), *_PLACES.split()}
    plain.update(part for name in names for part in _LETTERS.findall(name.casefold()))
    return all(plain.issuperset(_LETTERS.findall(word.casefold())) for word in words)


def _apart(first: str, second: str) -> tuple[str, str]:
    """In what two names differ."""
    start = _common(first, second)
    end = _common(first[start:][::-1], second[start:][::-1])
    return first[start : len(first) - end], second[start : len(second) - end]


def _common(first: str, second: str) -> int:
    """With how many letters two names begin alike."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    return sum(1 for _ in same)


def _written(sides: Sequence[str], values: Sequence[object]) -> str:
    """The rules as they are typed, with the words for a tie that occur."""
    said = {str(value).strip(): known(value) for value in values}
    ties = [word for word, found in sorted(said.items()) if found == ReadPreference(0) and not _MARKS & {*word}]
    return ",".join((f"a={sides[0]}", f"b={sides[1]}", *(f"tie={word}" for word in ties)))


def _turned(values: Sequence[object]) -> str:
    """The rules of a column that names who lost: what is a word for the one is for the other; empty for other words."""
    said = {str(value).strip(): known(value) for value in values}
    sides = [
        f"{_SIDES[-found.preference]}={word}"
        for word, found in sorted(said.items())
        if isinstance(found, ReadPreference) and not _MARKS & set(word)
    ]
    return ",".join(sides) if len(sides) == len(said) else ""
