"""Delimited text with a header: as chunks of cells, and as records."""

import csv
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from itertools import islice, repeat
from operator import attrgetter, itemgetter
from typing import Any, Final

from core.importers.bad_rows import Fault
from core.importers.containers.content import Content
from core.importers.containers.delimiters import delimiter_of
from core.importers.containers.faults import FaultSink
from core.importers.containers.line_blocks import CUT
from core.importers.containers.names import field_name, named_twice
from core.importers.containers.records import Record
from core.importers.containers.row_numbers import RowNumbers
from core.importers.containers.table import Chunk, kept
from core.importers.source import Source
from core.model.errors import FormatError

_LONGEST_FIELD: Final = 1 << 28
_BLANK_ROW: Final = "all its cells are empty: take it out"
_RECORDS: Final = 256
_BLOCK: Final = 4_096
"""Rows taken apart at once: more of them no longer fit the processor's cache."""


class DelimitedTable:
    """A file of delimited text being read.

    Blank lines are passed over. Quoting is strict: a stray quote is a fault and not a guess.
    """

    unit: Final = "line"

    def __init__(self, source: Source, title: str = "") -> None:
        """Read the header; raises FormatError when it names a column twice."""
        csv.field_size_limit(_LONGEST_FIELD)
        self.name = source.name
        self.title = title
        self.read = 0
        self._source = source
        self._joined: tuple[int, int] | None = None
        self._blank: list[Fault] = []
        """Rows of empty cells since the last other one: below all others, as spreadsheets save them, they are none."""
        delimiter, said = delimiter_of(source.lines())
        self._reader = csv.reader(source.lines(), strict=True, delimiter=delimiter)
        self.header = self._header(said=said)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say that the last line has no end, and that a quote made one row of several lines."""
        cut = (CUT.format(self.name),) if self._source.open_ended else ()
        if self._joined is None:
            return cut
        start, end = self._joined
        joined = f"lines {start} to {end} are one malformed row, as a quote in it is none or has no end"
        return (f"{self.name}: {joined}: rows after it have numbers as after one row.", *cut)

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

    def again(self) -> "DelimitedTable":
        """The same from the beginning."""
        return DelimitedTable(Source(self._source.content), self.title)

    # Inside

    def _header(self, *, said: bool) -> tuple[str, ...]:
        try:
            if said:
                next(self._reader)
            row = next((row for row in self._reader if row), [])
        except csv.Error as error:
            raise FormatError(
                f"{self.name}, line {self._reader.line_num}: the header is not CSV ({error}); correct it."
            ) from error
        if (damage := self._damage(1, self._reader.line_num)) is not None:
            raise FormatError(f"{self.name}, line {self._reader.line_num}: {damage}: save the file as UTF-8 text.")
        self._headers = [row, ["\ufeff" + row[0], *row[1:]]] if len(row) > 1 else []
        header = tuple(name.strip().lower() for name in row)
        if named_twice([field_name(name) for name in header]) is not None:
            raise FormatError(
                f"{self.name}, line {self._reader.line_num}: the header names a column twice; rename one of them."
            )
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
            if self._joined is None and self._reader.line_num > start:
                self._joined = start, self._reader.line_num
            stray = Fault(start, f"it is not CSV ({error})", self._source.recent(start, self._reader.line_num))
        if found:
            self._sort([row for row, _ in found], [before, *(end for _, end in found)], chunk)
        if stray is None:
            return len(found)
        self._count_blank(chunk)
        chunk.faults.append(stray)
        self.read += 1
        return len(found) + 1

    def _sort(self, rows: list[list[str]], ends: list[int], chunk: Chunk) -> None:
        """Put rows among the good or the faulty ones, each with a number of its own; row i ends on line ends[i + 1]."""
        width = len(self.header)
        repeated = any(each in rows for each in self._headers)
        whole = not self._source.damaged and not repeated and set(map(len, rows)) == {width}
        if whole and not self._blank and "" not in map(str.strip, map(itemgetter(0), rows)):
            good = list(range(len(rows)))
            numbers: Iterable[int] = range(self.read, self.read + len(rows))
            self.read += len(rows)
        else:
            good, taken = [], []
            for index, row in enumerate(rows):
                if len(row) > 1 and not any(map(str.strip, row)):
                    self._blank.append(Fault(ends[index] + 1, _BLANK_ROW, row))
                elif row:
                    self._count_blank(chunk)
                    fault = self._fault(row, ends[index] + 1, ends[index + 1])
                    if fault is None:
                        good.append(index)
                        taken.append(self.read)
                    else:
                        chunk.faults.append(fault)
                    self.read += row not in self._headers  # which are no rows, and move no numbers
            numbers = taken
        chunk.numbers.extend(numbers)
        chunk.lines.extend(ends[index] + 1 for index in good)
        for column, cells in zip(chunk.columns, zip(*(rows[index] for index in good), strict=True), strict=False):
            column.extend(cells)

    def _count_blank(self, chunk: Chunk) -> None:
        """Take rows of empty cells for malformed ones, as there are others below them."""
        chunk.faults.extend(self._blank)
        self.read += len(self._blank)
        self._blank.clear()

    def _fault(self, row: list[str], start: int, end: int) -> Fault | None:
        reason = self._damage(start, end)
        if reason is None and len(row) != len(self.header):
            reason = f"it has {len(row)} fields where the header has {len(self.header)}"
        if reason is None and row in self._headers:
            reason = "it is the header once more, as where files were put together: take it out"
        return None if reason is None else Fault(start, reason, row)

    def _damage(self, start: int, end: int) -> str | None:
        damaged = self._source.damaged
        return next((damaged[line] for line in range(start, end + 1) if line in damaged), None) if damaged else None


class Delimited:
    """Reads one file of delimited text as records; every value is a string."""

    unit: Final = "line"
    text_cells: Final = True
    around: Final[Mapping[str, Any]] = {}

    def __init__(self, content: Content) -> None:
        """Read the header; raises FormatError when there is none or when it names a column twice."""
        self._content = content
        self._last = DelimitedTable(Source(content))
        self._places = kept(self._last.header)
        self.beside = RowNumbers(self._last.header)
        self.header = tuple(self._last.header[place] for place in self._places)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say that the last line has no end."""
        return self._last.warnings

    def table(self, title: str = "") -> DelimitedTable:
        """The file from the beginning, as cells."""
        return DelimitedTable(Source(self._content), title)

    @property
    def names(self) -> Collection[str]:
        """Names of the columns."""
        return self.header

    def rows(self, faults: FaultSink, first: int, file: str) -> Generator[Record, None, int]:
        """Read from the row after the header."""
        table = self._last = self.table()
        header = self.header
        for chunk in table.chunks(_RECORDS):
            for place, name in self.beside.places:
                self.beside.look(name, (first + number for number in chunk.numbers), chunk.columns[place])
            waiting = sorted(chunk.faults, key=lambda fault: fault.line)
            columns = [chunk.columns[place] for place in self._places]
            cells = zip(*columns, strict=True) if columns else repeat((), len(chunk.lines))
            for line, number, row in zip(chunk.lines, chunk.numbers, cells, strict=True):
                while waiting and waiting[0].line < line:
                    fault = waiting.pop(0)
                    faults.add(fault.line, fault.reason, fault.row)
                yield Record(line, first + number, dict(zip(header, row, strict=True)), file)
            for fault in waiting:
                faults.add(fault.line, fault.reason, fault.row)
        return table.read
