"""A column that says whose each row is, for the formats that have none of their own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry
from core.importers.formats.column_names import ANNOTATORS, first_of
from core.importers.formats.fields import name_of
from core.importers.formats.reading import CaseFormat, Opening, Reading
from core.importers.options import ImportOptions


def opened(chosen: CaseFormat, records: Records, options: ImportOptions) -> Opening:
    """Apply a format, with preferences that name nobody by whoever a column of annotators names in their row.

    A mapping says itself what columns are. Raises FormatError.
    """
    opening = chosen.open(records, options)
    if chosen.maps or chosen.own_people or opening.texts is not None or not opening.used.isdisjoint(ANNOTATORS):
        return opening
    column = first_of((name for name in ANNOTATORS if name not in opening.left), records)
    if column is None:
        return opening
    return replace(opening, reading=_Named(opening.reading, column), used=opening.used | {column})


@dataclass(frozen=True, slots=True)
class _Named:
    reading: Reading
    column: str

    def read(self, record: Record) -> Iterable[Entry]:
        """Make the entries of a record, each preference with a name; raises MalformedRowError."""
        name = name_of(record.fields.get(self.column), self.column)
        for entry in self.reading.read(record):
            entry.given = tuple(
                replace(given, annotator=name) if given.annotator is None else given for given in entry.given
            )
            yield entry

    def rest(self) -> Iterable[Entry]:
        """What was held back is as the format has it."""
        return self.reading.rest()
