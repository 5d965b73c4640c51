"""A mapping without texts: annotations, and votes, for cases that are there."""

from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import numpy as np

from core.importers.bad_rows import BadRows, Fault
from core.importers.containers.records import Record, Records
from core.importers.entries.doubtful_names import doubtful_names
from core.importers.entry import MalformedRowError
from core.importers.formats.applying import ORACLE, Found, Rules, require_use, side_of, votes_of
from core.importers.formats.column_map import ColumnMap
from core.importers.formats.field_path import FieldPath
from core.importers.formats.mapping import identifier, kind_of
from core.importers.formats.sides import Side
from core.importers.named_principles import NamedPrinciples
from core.importers.numbering import cases_from_one
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.tabular import no_case_fits
from core.model.errors import FormatError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind
from core.storage.staged import BallotColumns, objects
from core.storage.writing import StoreWriter

_ROWS: Final = 50_000
_SHOWN: Final = 40
Answers: TypeAlias = dict[str, int]
"""Preferences by case."""


@dataclass(frozen=True, slots=True)
class MappedAnswers:
    """Where the columns of answers are, and how they are read."""

    records: Records
    case: FieldPath
    side: Side | None
    votes: tuple[tuple[str, Side], ...]
    annotator: FieldPath | None
    kind: FieldPath | None
    used: frozenset[str]

    @classmethod
    def of(cls, records: Records, columns: ColumnMap, rules: Rules) -> "MappedAnswers":
        """Find the columns; raises FormatError where they are missing or ambiguous."""
        found = Found(records, frozenset(records.columns))
        case = found.take(columns.path("case", found.columns))
        side, votes = side_of(found, columns, rules, {}), votes_of(found, rules)
        require_use(rules, side, votes)
        if case is None or (side is None and not votes):
            raise FormatError("--map names no responses: add a=… and b=…, or preference=… for cases that are there.")
        annotator, kind = (found.take(columns.path(name, found.columns)) for name in ("annotator", "kind"))
        used = frozenset(path.column for path in found.paths)
        return cls(records, case, side, votes, annotator, kind, used)

    def write(self, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
        """Write all answers; raises FormatError where the store has others, or has none of the cases."""
        if not writer.has_cases():
            raise FormatError(f"{self.records.name} has no texts, and the store no cases yet: import the cases first.")
        batch = _Batch(writer, options, self._principles(writer))
        for record in self.records:
            try:
                self._add(batch, record, options)
            except MalformedRowError as error:
                bad.add(Fault(record.line, str(error), record.fields, record.file))
        batch.write()
        if any(batch.unknown.values()) and not batch.known:
            raise no_case_fits(self.records.name, batch.example, writer)
        found = batch.outcome(bad.count, self.records.warnings)
        named = (identifier(self.case, record.fields) or "" for record in self.records) if found.unknown else ()
        return replace(found, warnings=(*found.warnings, *cases_from_one(named, writer)))

    def _add(self, batch: "_Batch", record: Record, options: ImportOptions) -> None:
        case = identifier(self.case, record.fields)
        if case is None:
            raise MalformedRowError(f"{self.case.written} is missing")
        said = None if self.side is None else self.side.of(record.fields)
        votes = [(name, vote.preference) for name, side in self.votes if (vote := side.of(record.fields)) is not None]
        name = identifier(self.annotator, record.fields)
        kind = kind_of(self.kind, record.fields) or options.kind or AnnotatorKind.HUMAN
        batch.add(
            options.prefix + case, None if said is None else (name or batch.unnamed, kind, said.preference), votes
        )
        if said is not None:
            batch.given.add(name)

    def _principles(self, writer: StoreWriter) -> dict[str, str]:
        """The ids of the principles that are voted on, which are added where the store has none at all."""
        names = [name for name, _ in self.votes]
        if names and not writer.has_principles():
            writer.add_principles([(name, name, name) for name in names])
        known = NamedPrinciples(writer)
        ids = {name: id_ for name in names if (id_ := known.named(name)) is not None}
        for name in names:
            if list(ids.values()).count(ids.get(name, "")) != 1:
                raise FormatError(
                    f"--votes names {inert_line(name, _SHOWN)}, which is no principle of the store, or not one alone: "
                    "name each of its own once."
                )
        return ids


@dataclass(slots=True)
class _Batch:
    """Answers that are not written yet, by whom they are of."""

    writer: StoreWriter
    options: ImportOptions
    principles: dict[str, str]
    rows: int = 0
    example: str = ""
    new: int = 0
    known: int = 0
    unknown: dict[str, int] = field(default_factory=dict)
    """Rows for cases that the store lacks, as told by each column."""
    people: dict[tuple[str, AnnotatorKind], Answers] = field(default_factory=dict)
    votes: dict[str, Answers] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    given: set[str | None] = field(default_factory=set)
    """The names that rows with a preference give; None is among them where one gives none."""

    @property
    def unnamed(self) -> str:
        """Whose the preferences of rows are that name no annotator."""
        return self.options.annotator or "human"

    def add(self, case: str, said: tuple[str, AnnotatorKind, int] | None, votes: list[tuple[str, int]]) -> None:
        """Take all answers of a row; raises MalformedRowError, with none taken, where one contradicts an earlier."""
        answers = [] if said is None else [(self.people.setdefault(said[:2], {}), said[2])]
        answers += [(self.votes.setdefault(name, {}), preference) for name, preference in votes]
        if any(earlier.get(case, preference) != preference for earlier, preference in answers):
            raise MalformedRowError(f"case {inert_line(case, _SHOWN)} was answered otherwise by an earlier row")
        for earlier, preference in answers:
            earlier[case] = preference
        self.rows, self.example = self.rows + 1, self.example or case
        if self.rows % _ROWS == 0:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        for (annotator, kind), answers in self.people.items():
            given = objects(answers), np.fromiter(answers.values(), np.int8, len(answers))
            added = self.writer.add_annotations(annotator, kind, *given)
            self._count("", added.new, added.unknown, len(answers))
            self.names.add(annotator)
        for name, answers in self.votes.items():
            absent, count = np.full(len(answers), np.nan), len(answers)
            named, order = objects([self.principles[name]] * count), np.zeros(count, np.int8)
            preference = np.fromiter(answers.values(), np.int8, count)
            columns = BallotColumns(objects(answers), named, order, preference, absent, absent, absent)
            added = self.writer.add_ballots(self.options.oracle or ORACLE, columns)
            self._count(name, added.new, added.unknown, count)
        self.people, self.votes = {}, {}

    def _count(self, column: str, new: int, unknown: int, sent: int) -> None:
        self.new, self.known = self.new + new, self.known + sent - unknown
        self.unknown[column] = self.unknown.get(column, 0) + unknown

    def outcome(self, rejected: int, warnings: tuple[str, ...]) -> ImportOutcome:
        """What came of all rows."""
        unknown = max(self.unknown.values(), default=0)
        passed = f"{plural(unknown, 'row')} for cases that the store lacks: passed over."
        whose = f"annotator {min(self.names)}" if len(self.names) == 1 else f"{len(self.names)} annotators"
        return ImportOutcome(
            self.rows + rejected,
            min(self.new, self.rows),
            rejected,
            unknown,
            plural(self.new, "answer"),
            whose,
            (*warnings, *((passed,) if unknown else ()), *doubtful_names(self.given, self.unnamed)),
        )
