"""Entries into the store: cases, preferences, votes, facts and strengths, in batches bounded in rows and in text."""

from collections.abc import Sequence

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry
from core.importers.formats.reading import Opening
from core.importers.options import ImportOptions, ImportOutcome
from core.storage.writing import StoreWriter


class EntryWriter:
    """Writes what a format reads of one dataset; `outcome` writes the rest and says what came of it.

    Principles that the format brings are written at once; those that are there by the same name are used.
    """

    def __init__(self, writer: StoreWriter, opening: Opening, options: ImportOptions, records: Records) -> None:
        """Begin; raises FormatError where the store has another constitution than the format brings."""
        self._writer = writer
        self._opening = opening
        self._options = options
        self._records = records

    def add(self, record: Record | None, *entries: Entry) -> None:
        """Take all entries of a record, or none of them; without a record, entries that the format held back.

        An entry without an id is named by its record's number; several of one record `N-1`, `N-2` and so on. Facts
        are the entry's own and those fields of the record that the opening neither uses nor leaves.
        Raises MalformedRowError where an entry is no case, and FormatError where rows contradict one another.
        """
        raise NotImplementedError

    def outcome(self, rejected: int = 0, warnings: Sequence[str] = ()) -> ImportOutcome:
        """Write what is left; `rejected` rows were malformed. The warnings of the rows come after those given."""
        raise NotImplementedError
