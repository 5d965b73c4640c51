"""A table of the report, before it is laid out on a terminal, in Markdown or in HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["name", "text", "number"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A heading and the cells under it; texts are as in the dataset and not yet inert or escaped.

    Numbers are set to the right; a `name` may be cut where there is no room. `drop` says which column goes first
    there, the highest; 0 stays. `called` names the column where its heading alone would not.
    """

    head: str
    cells: Sequence[str | int]
    role: Role = "number"
    drop: int = 0
    called: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns of one length, with what stands above and below them; either may be empty."""

    title: str
    columns: tuple[SheetColumn, ...]
    caption: str = ""

    @property
    def rows(self) -> Iterator[tuple[str | int, ...]]:
        """The cells, row by row."""
        return zip(*(column.cells for column in self.columns), strict=True)
