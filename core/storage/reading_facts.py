"""Facts of cases, strengths of preferences and messages as they came, read from the store."""

import operator
import re
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np
import orjson
from numpy.typing import NDArray

from core.storage.reading import Reader
from core.storage.rules import broken
from core.storage.schema import FACTS_SINCE

Facts: TypeAlias = tuple[tuple[str, str], ...]
"""Name and value of each fact of a case, in the order of the columns."""
_EXACT: Final = r"[+-]?[0-9]{1,15}(\.[0-9]{0,15})?([eE][+-][0-9]{1,2})?"
"""A number in its usual forms; one of up to 16 signs has no other beside it that a float cannot tell from it.

An exponent has a sign: ids that are digits around an e are no numbers.
"""
_SIGNS: Final = 16
_A_NUMBER: Final = r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*"
_WHOLE: Final = 1 << 53
"""Up to here floats tell whole numbers apart."""
_COMPARED: Final = {">=": ">=", "<=": "<=", ">": ">", "<": "<", "=": "="}
_HOLDS: Final = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq}


class StoredFacts:
    """What else came with the cases; there is nothing of it in stores of earlier versions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def of(self, n: int) -> Facts:
        """The facts of one case."""
        return tuple(self._rows("SELECT name, value FROM facts WHERE case_n = ? ORDER BY rowid", [n]))

    def names(self) -> dict[str, int]:
        """The names of facts, in the order in which they came, with how many cases have one."""
        return dict(self._rows("SELECT name, count(DISTINCT case_n) FROM facts GROUP BY name ORDER BY min(rowid)"))

    def between(self, first: int, end: int) -> dict[int, Facts]:
        """The facts of those cases from `first` to `end` that have any, by the cases' numbers."""
        found: dict[int, list[tuple[str, str]]] = {}
        query = "SELECT case_n, name, value FROM facts WHERE case_n >= ? AND case_n < ? ORDER BY case_n, rowid"
        for n, name, value in self._rows(query, [first, end]):
            found.setdefault(n, []).append((name, value))
        return {n: tuple(facts) for n, facts in found.items()}

    def values(self, name: str) -> tuple[NDArray[np.int32], NDArray[np.object_]]:
        """The numbers of the cases that have a fact, and its value in each, in order: (found,) both."""
        if not self._there:
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=object)
        query = "SELECT case_n, value FROM facts WHERE name = ? ORDER BY case_n, rowid"
        found = self._reader.arrays(query, [name])
        return np.asarray(found["case_n"], dtype=np.int32), np.asarray(found["value"], dtype=object)

    def alike(self, name: str, text: str) -> NDArray[np.int32]:
        """The cases of which a fact is this text or number, whatever its case; `*` stands for any characters.

        Ids of many digits and whatever else a number can be read into are texts alone.
        """
        pattern = "%".join(part.translate({ord(each): f"\\{each}" for each in "\\%_"}) for part in text.split("*"))
        # In SQL, where a million values need not become objects.
        like = "value ILIKE ? ESCAPE '\\'"
        if len(text) > _SIGNS or not re.fullmatch(_EXACT, text):
            return self._cases(like, name, pattern)
        same = f"length(value) <= {_SIGNS} AND regexp_full_match(value, ?) AND TRY_CAST(value AS DOUBLE) = ?"
        return self._cases(f"{like} OR ({same})", name, pattern, _EXACT, float(text))

    def compared(self, name: str, sign: str, number: float) -> NDArray[np.int32]:
        """The cases of which a fact is a number that compares so (`>=`, `<=`, `>`, `<`, `=`) with another.

        Long whole numbers, which ids are, compare by all their digits.
        """
        is_one = "regexp_full_match(value, ?)"  # the database reads 1_0 as ten
        compares = f"{is_one} AND TRY_CAST(value AS DOUBLE) {_COMPARED[sign]} ?"
        if abs(number) < _WHOLE:
            return self._cases(compares, name, _A_NUMBER, number)
        # Floats that differ are of numbers that differ in the same way; those that do not may be of any beside.
        near = float(number)
        found = self._cases(f"{compares} AND TRY_CAST(value AS DOUBLE) <> ?", name, _A_NUMBER, near, near)
        exact, holds = Decimal(repr(number)), _HOLDS[sign]
        query = f"SELECT case_n, value FROM facts WHERE name = ? AND {is_one} AND TRY_CAST(value AS DOUBLE) = ?"  # noqa: S608 - ours
        beside = [n for n, value in self._rows(query, [name, _A_NUMBER, near]) if holds(Decimal(value.strip()), exact)]
        return np.union1d(found, np.asarray(beside, dtype=np.int32))

    def graded(self) -> bool:
        """Whether any preference has a strength."""
        return bool(self._rows("SELECT 1 FROM strengths LIMIT 1"))

    def strengths(self, first: int, end: int) -> dict[int, dict[str, float]]:
        """How strong the preferences are that were graded in those cases from `first` to `end`, signed like them.

        By the cases' numbers and the annotators' names. StoreError where one has two.
        """
        strengths: dict[int, dict[str, float]] = {}
        query = """SELECT case_n, name, strength FROM strengths JOIN annotators ON n = annotator_n
                   WHERE case_n >= ? AND case_n < ?"""
        for n, name, strength in self._rows(query, [first, end]):
            found = strengths.setdefault(n, {})
            if name in found:
                raise broken(self._reader.path, "two rows of strengths are about the same thing")
            found[name] = strength
        return strengths

    def messages(self, first: int, end: int) -> dict[int, tuple[str, str, str]]:
        """Prompt and responses as JSON, as they came, of those cases from `first` to `end` whose texts do not tell.

        Each is a text or a list of messages. StoreError where one is not.
        """
        query = """SELECT case_n, prompt, response_a, response_b FROM messages
                   WHERE case_n >= ? AND case_n < ? ORDER BY case_n"""
        found = {n: (prompt, a, b) for n, prompt, a, b in self._rows(query, [first, end])}
        if not all(_are_messages(each) for texts in found.values() for each in texts):
            raise broken(self._reader.path, "messages that are none")
        return found

    @property
    def _there(self) -> bool:
        return self._reader.schema_version >= FACTS_SINCE

    def _rows(self, query: str, values: list[object] | None = None) -> list[tuple[Any, ...]]:
        return self._reader.rows(query, values or []) if self._there else []

    def _cases(self, condition: str, name: str, *values: object) -> NDArray[np.int32]:
        if not self._there:
            return np.empty(0, dtype=np.int32)
        query = f"SELECT DISTINCT case_n FROM facts WHERE name = ? AND ({condition}) ORDER BY case_n"  # noqa: S608 - ours
        return np.asarray(self._reader.arrays(query, [name, *values])["case_n"], dtype=np.int32)


def _are_messages(came: str) -> bool:
    try:
        value = orjson.loads(came)
    except orjson.JSONDecodeError:
        return False
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, dict) for each in value))
