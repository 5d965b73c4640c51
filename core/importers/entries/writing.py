"""Entries into the store: cases, preferences, votes, facts and strengths, in batches bounded in rows and in text."""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from core.importers.containers.records import Record, Records
from core.importers.entries.batch import Batch, Batches, PlainRows
from core.importers.entries.conversations import Nothing, Texts, texts_of
from core.importers.entries.facts import ImportedFacts
from core.importers.entries.naming import (
    NUMBERED,
    UNNAMING,
    CaseNames,
    NamedCase,
    OtherNames,
    not_naming,
    numbering_too,
)
from core.importers.entries.parties import Parties
from core.importers.entries.pool import Pool
from core.importers.entries.remarks import Remarks
from core.importers.entry import Entry, Given
from core.importers.formats.reading import Opening
from core.importers.options import ImportOptions, ImportOutcome
from core.model.conversation import ASSISTANT
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.storage.writing import StoreWriter

_CHOSEN: Final = Given(1)
_TOGETHER: Final = 256
"""Plain rows that are taken together."""
_ROWS: Final = 10_000
_CHARACTERS: Final = 1 << 23

_FEW: Final = 10
"""Of so many cases, one that has the texts of another is nothing to tell of."""
ALIKE: Final = (
    "Of {}, {} the texts of another, and each counts by itself. Where several people answered the same, say whose each "
    "is: with annotator= in --map, or file by file with --annotator."
)
ALIKE_NAMED: Final = (
    "Of {}, {} the texts of another, and each counts by itself, for the ids of the rows differ. Where several people "
    "answered the same, give it one id."
)
TURNED: Final = (
    "Some rows have A and B the other way round, and facts of the two responses were exchanged there: {}. Rename those "
    "that are of the case itself."
)


class EntryWriter:
    """Writes what a format reads of one dataset; `outcome` writes the rest and says what came of it.

    Principles that the format brings are written at once; those that are there by the same name are used.
    """

    def __init__(self, writer: StoreWriter, opening: Opening, options: ImportOptions, records: Records) -> None:
        """Begin; raises FormatError where the store has another constitution than the format brings."""
        self._tables = writer.cases()
        self._parties = Parties(self._tables, opening, options)
        self._new_principles = self._parties.bring(writer, records.name)
        self._names = CaseNames(options.prefix, records)
        self._unnaming = not_naming(records, opening.used)
        self._numbering = numbering_too(records, opening.used | opening.left) if opening.case is None else None
        self._others = OtherNames(records, None if options.names_cases else opening.case)
        self._facts = ImportedFacts(opening, records.columns)
        self._remarks = Remarks()
        self._batches = Batches(self._tables, self._facts.other_way)
        self._batch = Batch()
        self._plain: list[tuple[Record, str, str, str]] = []
        """Rows that wait to be put into the batch together, with the texts of each."""
        self._pool = Pool() if options.pool else None
        self._rows = 0

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that the rows have brought so far."""
        return tuple(self._facts.names)

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns that were found to hold neither texts nor numbers, besides those that the opening leaves."""
        return tuple(self._facts.unused)

    def add(self, record: Record | None, *entries: Entry) -> None:
        """Take all entries of a record, or none of them; without a record, entries that the format held back.

        An entry without an id is named by its record's number; several of one record `N-1`, `N-2` and so on. Facts
        are the entry's own and those fields of the record that the opening neither uses nor leaves.
        Raises MalformedRowError where an entry is no case, and FormatError where rows contradict one another.
        """
        texts = [texts_of(entry) for entry in entries]
        self._add_plain()
        self._rows += record is not None
        if record is not None:
            self._others.look(record.fields)
        for part, (entry, each) in enumerate(zip(entries, texts, strict=True), 1):
            place = self._names.place(entry, each, record, part if len(entries) > 1 else None)
            if place.new:
                self._batch.add_case(place.id, each)
            if each.doubt is not None:
                self._remarks.doubt(each.doubt, record)
            self._add_said(entry, each, place)
            self._add_facts(record, entry, place)
        self._write_if_full()

    def add_plain(self, record: Record, columns: tuple[str, str, str]) -> bool:
        """Take a row of three plain texts, prompt, chosen and rejected, with others; False for any other row.

        What it takes comes to the same by `add`, and the columns are the same for all rows.
        """
        prompt, a, b = map(record.fields.get, columns)
        if type(prompt) is not str or type(a) is not str or type(b) is not str or a == b or self._pool is not None:
            return False
        starts = prompt[:1] + a[:1] + b[:1]
        # No JSON begins with a letter or digit, and no empty text does; an open transcript is split elsewhere.
        if len(starts) != 3 or not starts.isalnum() or prompt.rstrip().endswith(ASSISTANT):
            return False
        self._plain.append((record, prompt, a, b))
        if len(self._plain) >= _TOGETHER:
            self._add_plain()
        return True

    def _add_plain(self) -> None:
        """Put the plain rows that wait into the batch, column by column, which takes half the time of row by row."""
        if not self._plain:
            return
        records, prompts, chosen, rejected = map(list, zip(*self._plain, strict=True))
        self._plain.clear()
        self._rows += len(records)
        places, ids = self._names.next([record.number for record in records])
        facts = self._facts.of_rows([record.fields for record in records], places)
        self._batch.add_plain(
            PlainRows(places, ids, (prompts, chosen, rejected), self._parties.annotator(_CHOSEN), facts)
        )
        self._write_if_full()

    def _write_if_full(self) -> None:
        if self._batch.rows >= _ROWS or self._batch.characters >= _CHARACTERS:
            self._write()

    def _write(self) -> None:
        """Have the batch written while the next one is collected."""
        self._batches.write(self._batch)
        self._batch = Batch()

    def _add_said(self, entry: Entry, texts: Texts, place: NamedCase) -> None:
        """Note preferences and votes; preferences of a row that decides nothing are only counted."""
        sign = -1 if place.swapped else 1
        if texts.nothing is not None and (entry.given or texts.nothing is Nothing.EMPTY):
            self._remarks.nothing(texts.nothing)
        elif entry.given and self._pool is not None:
            self._pool.add(place.case, [sign * given.preference for given in entry.given])
        else:
            for given in entry.given:
                strength = math.nan if given.strength is None else sign * given.strength
                self._batch.preferences.append(
                    (place.case, self._parties.annotator(given), sign * given.preference, strength)
                )
        for vote in entry.votes:
            self._batch.votes.append((place.case, *self._parties.vote(vote), sign * vote.preference))

    def _add_facts(self, record: Record | None, entry: Entry, place: NamedCase) -> None:
        found = self._facts.of(record.fields if record is not None else {}, entry.facts)
        if place.swapped:
            found = [(self._facts.other_way(name), value) for name, value in found]
        self._batch.add_facts(place.case, found, again=not place.new)

    def _of_names(self) -> Iterator[str]:
        """Say which columns do not name the cases, though answers may name them by these."""
        yield from self._others.warnings()
        if self._numbering is not None:
            yield NUMBERED.format(inert_line(self._numbering))

    def outcome(self, rejected: int = 0, warnings: Sequence[str] = ()) -> ImportOutcome:
        """Write what is left; `rejected` rows were malformed. The warnings of the rows come after those given."""
        self._add_plain()
        pooled = 0
        if self._pool is not None:
            for pooled, (case, preference) in enumerate(self._pool.preferences(), 1):  # noqa: B007 - how many, at last
                self._batch.preferences.append((case, self._parties.annotator(Given(preference)), preference, math.nan))
        self._write()
        new = self._batches.new()
        if self._names.mixed:
            self._tables.refuse_doubled()
            warnings = (*warnings, "Some rows have no id: their cases are called by the numbers of the rows, from 0.")
        what = [plural(new.cases, "case"), plural(new.preferences, "annotation")]
        if self._parties.brings:
            what += [plural(self._new_principles, "principle"), plural(new.votes, "vote")]
        # A row may bring more than one thing, and is counted once.
        kept = min(self._rows, max(new.cases, new.preferences, new.votes, new.facts))
        if self._names.numbered and self._unnaming is not None:
            warnings = (*warnings, UNNAMING.format(self._unnaming))
        warnings = (*warnings, *self._of_names())
        alike = self._tables.alike()
        if alike and alike * _FEW >= new.cases:
            count = f"{alike} {'has' if alike == 1 else 'have'}"
            why = ALIKE_NAMED if self._parties.names_people else ALIKE
            warnings = (*warnings, why.format(plural(new.cases, "case"), count))
        if turned := self._facts.turned():
            warnings = (*warnings, TURNED.format(turned))
        said = (*warnings, *self._remarks.sentences(), *self._parties.doubts())
        before = pooled - new.preferences if pooled else 0
        return ImportOutcome(
            self._rows + rejected, kept, rejected, 0, ", ".join(what), self._parties.target, said, before
        )
