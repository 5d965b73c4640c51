"""Tables of text cells, a chunk of rows at a time: of delimited text itself, or of any records."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Protocol

import orjson

from core.importers.bad_rows import Fault
from core.importers.containers.names import field_name
from core.importers.containers.records import Record, Records
from core.model.errors import FormatError

_WHOLE: Final = 1 << 53
"""Up to here every whole number is a float of its own."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows as wide as the header, by column, with their lines (from 1), numbers (from 0), and the faults among them.

    `files` names the shard of each row; it is empty where the table is one file.
    """

    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    lines: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def cells(self) -> dict[str, list[str]]:
        """All columns by name."""
        return dict(zip(self.header, self.columns, strict=True))

    def row(self, index: int) -> dict[str, str]:
        """One row by name."""
        return {name: column[index] for name, column in zip(self.header, self.columns, strict=True)}

    def place(self, index: int) -> tuple[str, int]:
        """The shard and line of a row."""
        return (self.files[index] if self.files else "", self.lines[index])

    def fault(self, index: int, reason: str) -> Fault:
        """Make a fault of one of the rows."""
        file, line = self.place(index)
        return Fault(line, reason, self.row(index), file)


class CellTable(Protocol):
    """A table being read once; names in `header` are in lower case without surrounding blanks."""

    @property
    def name(self) -> str:
        """What messages call it."""

    @property
    def title(self) -> str:
        """Its file's name without endings: what an oracle or annotator is called by default."""

    @property
    def unit(self) -> str:
        """What lines are: `line` or `row`."""

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""

    @property
    def read(self) -> int:
        """How many rows were read, malformed ones with them."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of it, once it is read."""

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Read chunks of up to `size` rows, in the order of the file."""

    def again(self) -> "CellTable":
        """The same from the beginning."""


def where(table: CellTable, chunk: Chunk, index: int) -> str:
    """What messages call one of the rows: its file, and its line or row."""
    file, line = chunk.place(index)
    return f"{file or table.name}, {table.unit} {line}"


class RecordTable:
    """The records of any container as a table; values are written as the parsers of cells want them.

    `reading` reads the records from the first and puts the malformed rows into the list that it is given.
    """

    def __init__(self, records: Records, title: str, reading: Callable[[list[Fault]], Iterator[Record]]) -> None:
        self.name = records.name
        self.title = title
        self.unit = records.unit
        self.header = records.columns
        self.read = 0
        self._records = records
        self._reading = reading

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of it, once it is read."""
        return self._records.warnings

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Read chunks of up to `size` rows, in the order of the file."""
        faults: list[Fault] = []
        rows = self._reading(faults)
        header = self.header
        while True:
            chunk = Chunk(header, tuple([] for _ in header))
            for record in islice(rows, size):
                fields = record.fields
                for name, column in zip(header, chunk.columns, strict=True):
                    column.append(as_cell(fields.get(name)))
                chunk.lines.append(record.line)
                chunk.numbers.append(record.number)
                chunk.files.append(record.file)
            chunk.faults.extend(faults)
            self.read += len(chunk.lines) + len(faults)
            faults.clear()
            if not chunk.lines and not chunk.faults:
                return
            yield chunk

    def again(self) -> "RecordTable":
        """The same from the beginning."""
        return RecordTable(self._records, self.title, self._reading)


def as_cell(value: Any) -> str:  # noqa: ANN401 - any JSON
    """A value as a cell of text: numbers exactly, whole ones without a point, nothing for what is absent."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if type(value) is float:
        return str(int(value)) if value.is_integer() and abs(value) <= _WHOLE else repr(value)
    if type(value) is bool or type(value) is int:
        return str(value)
    return orjson.dumps(value, default=str).decode()


def require(table: CellTable, wanted: Sequence[str], needs: str) -> None:
    """Raise FormatError when a wanted column is missing; `needs` says which columns the format needs."""
    missing = [name for name in wanted if name not in table.header]
    if missing:
        columns = f"column {missing[0]} is" if len(missing) == 1 else f"columns {', '.join(missing)} are"
        raise FormatError(f"{table.name}: {columns} missing; {needs}.")


def kept(header: Sequence[str]) -> list[int]:
    """The places of the columns that are no index."""
    return [place for place, name in enumerate(header) if field_name(name) is not None]
