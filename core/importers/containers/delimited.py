"""Delimited text with a header, as records."""

from collections.abc import Generator, Mapping
from typing import Any, Final

from core.importers.containers.content import Content
from core.importers.containers.faults import FaultSink
from core.importers.containers.names import field_name, field_names, named_twice
from core.importers.containers.records import Record
from core.importers.source import Source
from core.importers.table import Chunk, CsvFile
from core.model.errors import FormatError

_RECORDS: Final = 256
_CUT: Final = "{}: the last line has no line end; if the file was cut short, its last row may be wrong."


class Delimited:
    """Reads one file of delimited text; every value is a string."""

    unit: Final = "line"
    text_cells: Final = True
    around: Final[Mapping[str, Any]] = {}

    def __init__(self, content: Content) -> None:
        """Read the header; raises FormatError when there is none or when it names a column twice."""
        self._content = content
        self._source = Source(content)
        header = CsvFile(self._source).header
        twice = named_twice(field_names(header))
        if twice is not None:
            raise FormatError(f"{content.name}, line 1: the header names {twice} twice; rename one of them.")
        self.header = tuple(name for name in field_names(header) if name is not None)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say that the last line has no end."""
        return (_CUT.format(self._content.name),) if self._source.open_ended else ()

    def rows(self, faults: FaultSink, first: int, file: str) -> Generator[Record, None, int]:
        """Read from the row after the header."""
        table = CsvFile(self._source)
        for chunk in table.chunks(_RECORDS):
            waiting = sorted(chunk.faults, key=lambda fault: fault.line)
            for line, number, fields in _fields(chunk):
                while waiting and waiting[0].line < line:
                    fault = waiting.pop(0)
                    faults.add(fault.line, fault.reason, fault.row)
                yield Record(line, first + number, fields, file)
            for fault in waiting:
                faults.add(fault.line, fault.reason, fault.row)
        return table.read


def _fields(chunk: Chunk) -> Generator[tuple[int, int, dict[str, str]], None, None]:
    kept = [(name, column) for name, column in zip(chunk.header, chunk.columns, strict=True) if field_name(name)]
    names = [name for name, _ in kept]
    cells = zip(*(column for _, column in kept), strict=True)
    for line, number, row in zip(chunk.lines, chunk.numbers, cells, strict=True):
        yield line, number, dict(zip(names, row, strict=True))
