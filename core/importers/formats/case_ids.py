"""What the cases of a row are called: by the file's own ids where it has them, and by their places in the row."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from core.importers.containers.records import Record, Records
from core.importers.entries.naming import id_column
from core.importers.entry import MalformedRowError
from core.importers.formats.fields import name_of


@dataclass(frozen=True, slots=True)
class CaseIds:
    """Names rows by the column that tells their cases apart, or by their numbers where there is none."""

    column: str | None

    @classmethod
    def of(cls, records: Records) -> "CaseIds":
        """Find the column of ids."""
        return cls(id_column(records))

    @property
    def used(self) -> frozenset[str]:
        """The column that is used, if any."""
        return frozenset() if self.column is None else frozenset({self.column})

    def given(self, record: Record) -> str | None:
        """The id that a row gives its case; None where its number names it."""
        if self.column is None:
            return None
        found = name_of(record.fields.get(self.column), self.column)
        if found is None:
            raise MalformedRowError(f"{self.column} is missing")
        return found

    def row(self, record: Record) -> str:
        """The id of a row: what it gives, or its number."""
        return self.given(record) or str(record.number)


def pairs(count: int) -> Iterator[tuple[int, int]]:
    """All pairs of so many answers, by their places: the earlier is A."""
    return combinations(range(count), 2)


def pair_id(row: str, i: int, j: int, of: int) -> str:
    """Name the pair of answers `i` and `j`, one `of` so many pairs of a row; a single one is called as its row is."""
    return row if of == 1 else f"{row}/{i}-{j}"
