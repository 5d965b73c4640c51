"""What reads one file of a dataset, whatever its container."""

from collections.abc import Collection, Generator, Mapping
from typing import Any, Protocol

from core.importers.containers.faults import FaultSink
from core.importers.containers.records import Record
from core.importers.containers.row_numbers import RowNumbers


class FileReader(Protocol):
    """One file as records; `columns` are known once some of it was read, at the latest after `rows`."""

    @property
    def unit(self) -> str:
        """What `Record.line` counts: `line` or `row`."""

    @property
    def text_cells(self) -> bool:
        """Whether every value is a string."""

    @property
    def header(self) -> tuple[str, ...] | None:
        """The columns where the file declares them; None where each record names its own fields."""

    @property
    def names(self) -> Collection[str]:
        """Names of the fields that were met so far."""

    @property
    def around(self) -> Mapping[str, Any]:
        """What stands around the records."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of the file, once it is read."""

    @property
    def beside(self) -> RowNumbers:
        """How the file numbers its rows, as far as it was read."""

    def rows(self, faults: FaultSink, first: int, file: str) -> Generator[Record, None, int]:
        """Read from the first record, numbered from `first`, each of shard `file`; return how many rows there were."""
