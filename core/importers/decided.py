"""Columns of decided preferences: words, signs, or as the user says what their values mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from core.importers.cells import ParsedColumn
from core.importers.formats.settling import question, unknown_words
from core.importers.formats.values import UNKNOWN, ReadPreference, Values, known, number_of
from core.model.errors import FormatError

ABSENT: Final = 2
"""What stands for no preference."""
_WRONG: Final = -128
_TRUTHS: Final = frozenset({"true", "false"})
_SIGNS: Final = {1.0: 1, 0.0: 0, -1.0: -1}


@dataclass
class Decided:
    """Parses a column of preferences, int8, and remembers whether its numbers are known to be signs.

    Without `values`, words are understood, and 1, 0, -1 where a -1 is among them: `settle` refuses others once all is
    read. With `optional`, an empty cell is ABSENT, else it is wrong.
    """

    values: Values | None = None
    optional: bool = False
    name: str = ""
    """The table that is asked about where the first of its rows are all in words or numbers that are not known."""
    _numbers: set[float] = field(default_factory=set)
    _words: bool = False

    def parse(self, cells: Sequence[str]) -> ParsedColumn:
        """Read each distinct cell once."""
        table = {cell: self._meaning(cell) for cell in set(cells)}
        found = np.fromiter(map(table.__getitem__, cells), np.int8, len(cells))
        if self.values is None and self.name:
            self._ask(cell for cell, meaning in table.items() if meaning == _WRONG)
        wanted = "one of a, b, tie, 1, 0, -1" if self.values is None else f"covered by --values {self.values.written}"
        return ParsedColumn(found, found == _WRONG, wanted)

    def _ask(self, wrong: Iterable[str]) -> None:
        """Raise FormatError where no preference so far was understood, or only numbers that are no signs beside others.

        One wrong word among others is its row's fault.
        """
        words = {cell.strip() for cell in wrong if cell.strip()}
        numbers = frozenset(number for word in words if (number := number_of(word)) is not None)
        name, column = self.name, "preference"
        if self._words or -1.0 in self._numbers or not words:
            return
        if numbers:
            raise FormatError(question(name, column, numbers | self._numbers))
        if {word.casefold() for word in words} <= _TRUTHS:
            held = frozenset(float(word.casefold() == "true") for word in words)
            raise FormatError(question(name, column, held, truths=True))
        if not self._numbers:
            raise FormatError(unknown_words(name, column, words))

    def settle(self, name: str, column: str) -> None:
        """Raise FormatError where 1 and 0 were read and no -1, for they can be labels."""
        if self._numbers and -1.0 not in self._numbers:
            held = " and ".join(f"{number:g}" for number in sorted(self._numbers))
            raise FormatError(
                f"{name}: {column} holds {held} and no -1, which can be read in several ways: say --values a=1,b=0 "
                "or --values a=0,b=1, or --values a=1,tie=0,b=-1 if 0 is a tie, where a is the first response."
            )

    def _meaning(self, cell: str) -> int:
        found = known(cell) if self.values is None else self.values.of(cell)
        if found is UNKNOWN and self.values is None and (number := number_of(cell)) in _SIGNS:
            self._numbers.add(number)
            return _SIGNS[number]
        if isinstance(found, ReadPreference):
            self._words = True
            return found.preference
        return ABSENT if found is None and self.optional else _WRONG


def decided(values: str | None, name: str, *, optional: bool = False) -> Decided:
    """A parser of preferences, with the rules of `--values` where there are any; a wide table is recognised by them."""
    return Decided(None if values is None else Values.parse(values), optional, "" if optional else name)
