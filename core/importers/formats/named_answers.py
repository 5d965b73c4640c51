"""A column of preferences that names what won by what stands in other columns of its row, such as the models' names."""

from collections.abc import Mapping
from typing import Final

from core.importers.containers.records import Records
from core.importers.formats.column_names import partner, texts_in
from core.importers.formats.field_path import json_of
from core.importers.formats.values import UNKNOWN, known, number_of
from core.model.safe_text import inert_line

_SHOWN: Final = 120
_NUMBERED: Final = frozenset({"-1", "0", "1", "2", "3"})
"""Numbers that may say anything, and that a name seldom is."""
_MARKS: Final = frozenset(",=")


def standing(records: Records, label: str) -> tuple[str, ...]:
    """The columns that hold, on the same row, what a column of preferences names; nothing where none does.

    These are two whose names tell that they are about the one and the other response, or lists and objects.
    """
    rows = [(word, record.fields) for record in records.head if (word := _unknown(record.fields.get(label)))]
    if not rows or {word for word, _ in rows} <= _NUMBERED:
        return ()
    others = [name for name in records.columns if name != label]
    for first, second in ((name, partner(name)) for name in others if partner(name) in others):
        held = [word in _words(row.get(first)) | _words(row.get(second)) for word, row in rows]
        if all(held) if _are_numbers(rows) else any(held):
            return first, second
    found = [name for name in others if any(_holds(row.get(name), word) for word, row in rows)]
    return () if _are_numbers(rows) else tuple(found)


def stands_elsewhere(records: Records, label: str) -> bool:
    """Whether another column has the very word on some row, whatever that column is about."""
    rows = [(word, record.fields) for record in records.head if (word := _unknown(record.fields.get(label)))]
    return any(word in _words(row.get(name)) for word, row in rows for name in records.columns if name != label)


def rules_of(records: Records, label: str, found: tuple[str, ...]) -> tuple[str, str] | None:
    """What is said of A and of B, where two columns hold one name each in all rows; None where names change sides."""
    if len(found) != 2 or partner(found[0]) != found[1]:
        return None
    held: list[set[str]] = [set(), set()]
    for record in records:
        for names, column in zip(held, found, strict=True):
            value = record.fields.get(column)
            names.add(value.strip() if isinstance(value, str) else "")
        if max(map(len, held)) > 1:
            return None
    a, b = (names.pop() if names else "" for names in held)
    said = {_unknown(record.fields.get(label)) for record in records.head} - {""}
    plain = a and b and not _MARKS & {*a, *b} and number_of(a) is None and number_of(b) is None
    return (a, b) if plain and a.casefold() != b.casefold() and said <= {a.casefold(), b.casefold()} else None


def told(label: str, found: tuple[str, ...]) -> str:
    """What to say where `--values` cannot tell which response is meant."""
    columns = inert_line(" and ".join(found), _SHOWN)
    return (
        f"{inert_line(label, _SHOWN)} names what stands in {columns}, which may be either response from row to row, so "
        "that --values cannot say which is meant: add a column that says a, b or tie, and name that one as preference"
    )


def _unknown(value: object) -> str:
    """What is named, if it is no word for a side; empty where it is."""
    if not isinstance(value, str | int) or isinstance(value, bool) or known(value) is not UNKNOWN:
        return ""
    return str(value).strip().casefold()


def _are_numbers(rows: list[tuple[str, Mapping[str, object]]]) -> bool:
    return all(number_of(word) is not None for word, _ in rows)


def _words(value: object) -> set[str]:
    if isinstance(value, int) and not isinstance(value, bool):
        return {str(value)}
    return {text.strip().casefold() for text in texts_in(value)}


def _holds(value: object, word: str) -> bool:
    """Whether a list or object holds a word, or has it as a name."""
    held = json_of(value)
    if isinstance(held, Mapping) and word in {str(name).strip().casefold() for name in held}:
        return True
    return isinstance(held, Mapping | list) and word in _words(held)
