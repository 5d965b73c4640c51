"""A table of cells whose columns are called otherwise than in the file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from core.importers.containers.table import CellTable, Chunk


class RenamedTable:
    """Another table with some of its columns under other names."""

    def __init__(self, table: CellTable, names: Mapping[str, str]) -> None:
        """`names` are the names to be, by those in the file."""
        self._table = table
        self._names = names
        self.name = table.name
        self.title = table.title
        self.unit = table.unit
        self.header = tuple(names.get(name, name) for name in table.header)

    @property
    def read(self) -> int:
        """How many rows were read, malformed ones with them."""
        return self._table.read

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of it, once it is read."""
        return self._table.warnings

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Read chunks of up to `size` rows, in the order of the file."""
        for chunk in self._table.chunks(size):
            yield replace(chunk, header=tuple(self._names.get(name, name) for name in chunk.header))

    def again(self) -> "RenamedTable":
        """The same from the beginning."""
        return RenamedTable(self._table.again(), self._names)
