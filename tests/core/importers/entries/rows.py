"""Records and openings that are there already, without a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.importers.containers.records import Record
from core.importers.entry import Entry
from core.importers.formats.reading import Opening


@dataclass
class Rows:
    """Records of rows that are there already."""

    rows: Sequence[Mapping[str, Any]]
    name: str = "rows.jsonl"
    unit: str = "line"
    text_cells: bool = False
    around: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for row in self.rows for name in row))

    @property
    def head(self) -> tuple[Record, ...]:
        return tuple(self)[:50]

    def __iter__(self) -> Iterator[Record]:
        return (Record(number + 1, number, row) for number, row in enumerate(self.rows))


class NoReading:
    """Reads nothing: entries are given."""

    def read(self, record: Record) -> tuple[Entry, ...]:
        return ()

    def rest(self) -> tuple[Entry, ...]:
        return ()


def opening(*used: str, **more: Any) -> Opening:
    """An opening that uses some columns."""
    return Opening(NoReading(), frozenset(used), **more)
