"""The numbers that pandas and R write beside the rows: of where each once stood, which may not be where it stands."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import orjson

from core.importers.containers.names import field_name
from core.model.safe_text import inert_line

MOVED: Final = (
    "the numbers beside the rows are not those of where they stand, by which their cases are called, from 0; to call "
    "them by these numbers, give their column the name case_id"
)
FROM_ONE: Final = (
    "the rows are numbered from 1 beside them, and their cases from 0, so that answers by these numbers go to the next "
    "case; to call the cases by these numbers, give their column the name case_id"
)
_CALLED: Final = frozenset({"index", "idx"})
"""Columns that say more than that they number the rows only where they have a number twice."""
_WHOLE: Final = re.compile(r"([+-]?[0-9]{1,18})(?:\.0*)?")
_HEAD: Final = 50
_KINDS: Final = 2
"""Distances from the numbers of the rows that are kept: of more than one, all that counts is that there are several."""


def index_name(name: str) -> str | None:
    """What a column is called, in lower case, where it may number the rows; None for any other."""
    plain = name.strip().lower()
    return plain if plain in _CALLED or field_name(name) is None else None


def whole(value: object) -> int | None:
    """The whole number that a value is, also as a float or a text; None where it is none."""
    if type(value) is int:
        return value
    if isinstance(value, str):
        found = _WHOLE.fullmatch(value.strip())
        return None if found is None else int(found[1])
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return int(value) if isinstance(value, Decimal) and value.is_finite() and value == int(value) else None


class RowNumbers:
    """How the columns that may number the rows of a file do so, as far as it was read; rows may be looked at again."""

    def __init__(self, header: Sequence[str] = ()) -> None:
        """Look for the columns of numbers in a header, where there is one."""
        found = ((place, index_name(name)) for place, name in enumerate(header))
        self.places: Final = tuple((place, name) for place, name in found if name is not None)
        self._beside: dict[str, set[int]] = {}
        """How far each column's numbers are from those of the rows."""
        self._head: dict[str, dict[int, int]] = {}
        self._usual: dict[str, int] = {}
        """How far they were in all rows so far; and the columns in which they differ, of which no more is asked."""
        self._several: set[str] = set()

    def look(self, name: str, numbers: Iterable[int], values: Iterable[object]) -> None:
        """Hold numbers of rows, from 0, against what stands beside them in a column."""
        if name in self._several:
            return
        beside, head = self._beside.setdefault(name, set()), self._head.setdefault(name, {})
        for number, value in zip(numbers, values, strict=True):
            said = whole(value)
            if said is None:
                continue  # a column without a name that numbers nothing
            if len(beside) < _KINDS:
                beside.add(said - number)
            if len(head) < _HEAD:
                head[number] = said
        if len(head) == _HEAD and len(beside) == 1:
            self._usual[name] = next(iter(beside))
        elif len(head) == _HEAD:
            self._several.add(name)

    def look_at(self, number: int, fields: Mapping[str, object], names: Mapping[str, str]) -> None:
        """The same for a row, of whose fields some have the names of such columns."""
        for key, name in names.items():
            value = fields.get(key)
            if type(value) is not int or value - number != self._usual.get(name):
                self.look(name, (number,), (value,))

    def look_past(self, first: int, count: int, index: tuple[int, int] | None) -> None:
        """The same for so many rows of an index that pandas keeps beside them, as where it starts and its step."""
        if index is not None and index != (0, 1):
            start, step = index
            rows = range(min(count, _HEAD))
            self.look("", (first + row for row in rows), (start + step * row for row in rows))

    def of(self, name: str) -> set[int]:
        """How far a column's numbers are from those of the rows; nothing where it numbers none."""
        head = self._head.get(name, {})
        twice = name in _CALLED and len(set(head.values())) < len(head)
        return set() if twice else self._beside.get(name, set())

    @property
    def names(self) -> Collection[str]:
        """The columns that were looked at."""
        return self._beside.keys()


def numbering(files: Sequence[RowNumbers], used: Collection[str]) -> str | None:
    """What to say of the numbers beside the rows of a dataset's files, by which nothing is called; mostly nothing.

    A column that is used is no number beside the rows.
    """
    names = dict.fromkeys(name for each in files for name in each.names if name not in used)
    beside = {name: {distance for each in files for distance in each.of(name)} for name in names}
    others = [name for name, distances in beside.items() if distances and distances not in ({0}, {1})]
    from_one = [name for name, distances in beside.items() if distances == {1}]
    if not others and not from_one:
        return None
    called = ", ".join(inert_line(name) for name in others or from_one if name)
    return f"{MOVED if others else FROM_ONE}{f' (it is called {called} now)' if called else ''}."


def pandas_index(schema: Any) -> tuple[int, int] | None:  # noqa: ANN401 - of Arrow, which is imported where it is used
    """Where an index that pandas keeps beside the rows starts, and its step; None where there is none."""
    try:
        told = orjson.loads((schema.metadata or {}).get(b"pandas", b"{}"))
    except orjson.JSONDecodeError:
        return None
    indexes = told.get("index_columns") if isinstance(told, dict) else None
    ranges = [each for each in indexes if isinstance(each, dict)] if isinstance(indexes, list) else []
    found = [(each.get("start"), each.get("step")) for each in ranges]
    return next(((start, step) for start, step in found if type(start) is int and type(step) is int), None)
