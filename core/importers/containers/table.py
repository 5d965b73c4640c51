"""Tables of text cells, a chunk of rows at a time: of delimited text itself, or of any records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Protocol, Self

import orjson

from core.importers.bad_rows import Fault
from core.importers.containers.names import field_name
from core.importers.containers.records import Records
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


class Table(Protocol):
    """A table being read once; names in `header` are in lower case without surrounding blanks."""

    @property
    def name(self) -> str:
        """What messages call it."""

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

    def again(self) -> Self:
        """The same from the beginning."""


class RecordTable:
    """The records of any container as a table; values are written as the parsers of cells want them."""

    def __init__(self, records: Records) -> None:
        self.name = records.name
        self.header = records.columns
        self.read = 0
        self._records = records

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of it, once it is read."""
        return self._records.warnings

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Read chunks of up to `size` rows; malformed rows go where those of the records go."""
        rows = iter(self._records)
        while taken := list(islice(rows, size)):
            chunk = Chunk(
                self.header,
                tuple([as_cell(record.fields.get(name)) for record in taken] for name in self.header),
                [record.line for record in taken],
                [record.number for record in taken],
                files=[record.file for record in taken],
            )
            self.read = taken[-1].number + 1
            yield chunk

    def again(self) -> "RecordTable":
        """The same from the beginning."""
        return RecordTable(self._records)


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


def require(table: Table, wanted: Sequence[str], needs: str) -> None:
    """Raise FormatError when a wanted column is missing; `needs` says which columns the format needs."""
    missing = [name for name in wanted if name not in table.header]
    if missing:
        columns = f"column {missing[0]} is" if len(missing) == 1 else f"columns {', '.join(missing)} are"
        raise FormatError(f"{table.name}: {columns} missing; {needs}.")


def kept(header: Sequence[str]) -> list[int]:
    """The places of the columns that are no index."""
    return [place for place, name in enumerate(header) if field_name(name) is not None]
