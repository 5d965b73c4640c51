"""CSV with a header, a chunk of rows at a time, each row with the line on which it starts."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from operator import attrgetter
from typing import Final

from core.importers.bad_rows import BadRows, Fault
from core.importers.records import Record
from core.importers.source import Source
from core.model.errors import FormatError

_LONGEST_FIELD: Final = 1 << 28
_RECORDS: Final = 256
_BLOCK: Final = 4_096
"""Rows taken apart at once: more of them no longer fit the processor's cache."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows as wide as the header, by column, with their lines (from 1), numbers (from 0), and the faults among them."""

    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    lines: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def cells(self) -> dict[str, list[str]]:
        """All columns by name."""
        return dict(zip(self.header, self.columns, strict=True))

    def row(self, index: int) -> dict[str, str]:
        """One row by name."""
        return {name: column[index] for name, column in zip(self.header, self.columns, strict=True)}

    def fault(self, index: int, reason: str) -> Fault:
        """Make a fault of one of the rows."""
        return Fault(self.lines[index], reason, self.row(index))


class CsvFile:
    """A CSV file being read; names in `header` are in lower case without surrounding blanks.

    Blank lines are passed over. Quoting is strict: a stray quote is a fault and not a guess.
    """

    def __init__(self, source: Source) -> None:
        """Read the header; raises FormatError when there is none or when it names a column twice."""
        csv.field_size_limit(_LONGEST_FIELD)
        self.read = 0
        self._source = source
        self._reader = csv.reader(source.lines(), strict=True)
        self.header = self._header()

    def require(self, wanted: Sequence[str], needs: str) -> None:
        """Raise FormatError when a wanted column is missing; `needs` says which columns the format needs."""
        missing = [name for name in wanted if name not in self.header]
        if missing:
            columns = f"column {missing[0]} is" if len(missing) == 1 else f"columns {', '.join(missing)} are"
            raise FormatError(f"{self._source.name}, line 1: {columns} missing; {needs}.")

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Read chunks of up to `size` rows, in the order of the file."""
        while True:
            chunk = Chunk(self.header, tuple([] for _ in self.header))
            left = size
            while left and (taken := self._take(chunk, min(left, _BLOCK))):
                left -= taken
            if left == size:
                return
            yield chunk

    def records(self, bad: BadRows) -> Iterator[Record]:
        """Read row by row; malformed rows go to `bad` in the order of the file."""
        for chunk in self.chunks(_RECORDS):
            waiting = sorted(chunk.faults, key=lambda fault: fault.line)
            for index, (line, number) in enumerate(zip(chunk.lines, chunk.numbers, strict=True)):
                while waiting and waiting[0].line < line:
                    bad.add(waiting.pop(0))
                yield Record(line, number, chunk.row(index))
            bad.extend(waiting)

    # Inside

    def _header(self) -> tuple[str, ...]:
        try:
            row = next((row for row in self._reader if row), [])
        except csv.Error as error:
            raise FormatError(f"{self._source.name}, line 1: the header is not CSV ({error}); correct it.") from error
        header = tuple(name.strip().lower() for name in row)
        for name in header:
            if name and header.count(name) > 1:
                raise FormatError(f"{self._source.name}, line 1: the header names a column twice; rename one of them.")
        return header

    def _take(self, chunk: Chunk, most: int) -> int:
        """Move up to `most` rows into the chunk and return how many there were, 0 at the end of the file."""
        found: list[tuple[list[str], int]] = []
        before = self._reader.line_num
        ends = map(attrgetter("line_num"), repeat(self._reader))
        stray: Fault | None = None
        try:
            # When a row raises, `found` holds those before it.
            found.extend(zip(islice(self._reader, most), ends, strict=False))
        except csv.Error as error:
            start = (found[-1][1] if found else before) + 1
            stray = Fault(start, f"it is not CSV ({error})", self._source.recent(start, self._reader.line_num))
        if found:
            self._sort([row for row, _ in found], [before, *(end for _, end in found)], chunk)
        if stray is None:
            return len(found)
        chunk.faults.append(stray)
        self.read += 1
        return len(found) + 1

    def _sort(self, rows: list[list[str]], ends: list[int], chunk: Chunk) -> None:
        """Put rows among the good or the faulty ones, each with a number of its own; row i ends on line ends[i + 1]."""
        width = len(self.header)
        if not self._source.damaged and set(map(len, rows)) == {width}:
            good = list(range(len(rows)))
            numbers: Iterable[int] = range(self.read, self.read + len(rows))
            self.read += len(rows)
        else:
            good, taken = [], []
            for index, row in enumerate(rows):
                if row:
                    fault = self._fault(row, ends[index] + 1, ends[index + 1])
                    if fault is None:
                        good.append(index)
                        taken.append(self.read)
                    else:
                        chunk.faults.append(fault)
                    self.read += 1
            numbers = taken
        chunk.numbers.extend(numbers)
        chunk.lines.extend(ends[index] + 1 for index in good)
        for column, cells in zip(chunk.columns, zip(*(rows[index] for index in good), strict=True), strict=False):
            column.extend(cells)

    def _fault(self, row: list[str], start: int, end: int) -> Fault | None:
        reason = self._damage(start, end)
        if reason is None and len(row) != len(self.header):
            reason = f"it has {len(row)} fields where the header has {len(self.header)}"
        return None if reason is None else Fault(start, reason, row)

    def _damage(self, start: int, end: int) -> str | None:
        damaged = self._source.damaged
        return next((damaged[line] for line in range(start, end + 1) if line in damaged), None) if damaged else None
