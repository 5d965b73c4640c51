"""Rows in, entries out: a format applied to rows that lie in no file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.importers.containers.records import Record
from core.importers.entry import Entry
from core.importers.formats.reading import CaseFormat, Opening
from core.importers.options import ImportOptions


@dataclass
class Rows:
    """Records of rows, as a container gives them."""

    rows: Sequence[Mapping[str, Any]]
    around: Mapping[str, Any] = field(default_factory=dict)
    name: str = "rows.jsonl"
    unit: str = "line"
    text_cells: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for row in self.rows[:50] for name in row))

    @property
    def head(self) -> tuple[Record, ...]:
        return tuple(self)[:50]

    def __iter__(self) -> Iterator[Record]:
        return (Record(number + 1, number, row) for number, row in enumerate(self.rows))


@dataclass(frozen=True)
class Read:
    """What came of rows: how the format opened them, and the entries of all of them."""

    opening: Opening
    entries: tuple[Entry, ...]

    @property
    def cases(self) -> list[tuple[object, ...]]:
        """Id, prompt and responses of each entry."""
        return [(each.case, each.prompt, each.response_a, each.response_b) for each in self.entries]

    @property
    def given(self) -> list[dict[str | None, int]]:
        """What each annotator prefers, by entry."""
        return [{given.annotator: given.preference for given in each.given} for each in self.entries]

    @property
    def votes(self) -> list[dict[str, int]]:
        """The votes by principle, by entry."""
        return [{vote.principle: vote.preference for vote in each.votes} for each in self.entries]

    @property
    def strengths(self) -> list[dict[str | None, float | None]]:
        """The strength of each preference, by annotator and entry."""
        return [{given.annotator: given.strength for given in each.given} for each in self.entries]

    @property
    def facts(self) -> list[dict[str, object]]:
        """The facts that the format adds to those of the columns, by entry."""
        return [dict(each.facts) for each in self.entries]


def read(
    format_: CaseFormat, rows: Sequence[Mapping[str, Any]], around: Mapping[str, Any] | None = None, **options: object
) -> Read:
    """Read rows that a format claims."""
    records = Rows(rows, around or {})
    assert format_.claims(records)
    opening = format_.open(records, ImportOptions(**options))  # type: ignore[arg-type]
    entries = [entry for record in records for entry in opening.reading.read(record)]
    return Read(opening, (*entries, *opening.reading.rest()))
