"""Records: the rows of any container, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(slots=True)  # not frozen, which would take four times as long to make
class Record:
    """A row: the line (or row, from 1) on which it starts, its number among all rows (from 0), and its fields.

    Names of fields are in lower case without surrounding blanks; values are what JSON has. In text tables every value
    is a string, and "" where the cell is empty. `file` names the shard, where a dataset lies in several files.
    """

    line: int
    number: int
    fields: Mapping[str, Any]
    file: str = ""


class Records(Protocol):
    """The records of one dataset, whatever it lies in: one file, or shards with one numbering."""

    @property
    def name(self) -> str:
        """What messages call it."""

    @property
    def unit(self) -> str:
        """What `Record.line` counts: `line` or `row`."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the fields: of the header or schema, or of the first records, in the order in which they appear."""

    @property
    def head(self) -> tuple[Record, ...]:
        """The first records that are none of them malformed, at most 50, then some in which others are filled."""

    @property
    def text_cells(self) -> bool:
        """Whether every value is a string, as in CSV."""

    @property
    def around(self) -> Mapping[str, Any]:
        """What stands around the list of records in a JSON object, or in Parquet's metadata, by its own names."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of the files; complete once they have been read to the end."""

    def __iter__(self) -> Iterator[Record]:
        """Read from the first record; malformed rows go to the bad rows. Can be called again."""


def is_empty(value: object) -> bool:
    """Whether nothing stands in a field."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value in ([], {}) or value != value  # noqa: PLR0124 - NaN
