"""How a format of cases is declared: what it is, which columns it claims, and how it reads a record."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry
from core.importers.options import ImportOptions


class Reading(Protocol):
    """One reading of a dataset: entries of each record, and of what was held back until the last."""

    def read(self, record: Record) -> Iterable[Entry]:
        """Make entries of a record; raises MalformedRowError."""

    def rest(self) -> Iterable[Entry]:
        """Make entries of what a format that joins rows still holds after the last record."""


@dataclass(frozen=True, slots=True)
class RowByRow:
    """The reading of a format whose rows say all that there is to say of their cases."""

    entries: Callable[[Record], Iterable[Entry]]

    def read(self, record: Record) -> Iterable[Entry]:
        """Make entries of a record; raises MalformedRowError."""
        return self.entries(record)

    def rest(self) -> Iterable[Entry]:
        """Nothing is held back."""
        return ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What becomes of a file of the format, a phrase each, for `discretion formats` and the guide."""

    case: str
    annotator: str
    principle: str = "-"
    vote: str = "-"


@dataclass(frozen=True, slots=True)
class Brought:
    """A principle that a format brings along, with the id by which its votes name it."""

    id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A format applied to one dataset: how its records are read, and what becomes of its columns.

    `used` columns have a meaning; `left` ones are known to say nothing (or the same again) and are listed as not used;
    every other column is a fact of the case where its values are texts, numbers or truth values, and listed as not
    used where they are lists or objects.
    """

    reading: Reading
    used: frozenset[str]
    left: frozenset[str] = frozenset()
    principles: tuple[Brought, ...] = ()
    oracle: str | None = None
    """What the oracle of the votes is called where neither row nor user names it."""
    annotator: str = "human"
    """What the annotator is called where neither row nor user names it."""
    texts: tuple[str, str, str] | None = None
    """The columns of prompt, chosen and rejected where they are all that a row without ids or annotators says."""
    notes: Sequence[str] = ()
    """What the summary should say of choices that were made; complete once the last entry is read."""
    tells_kinds: bool = False
    """Whether the rows themselves tell kinds of annotators; what a format has for granted, the user may know better."""
    case: str | None = None
    """The column that names the cases; None where the rows' numbers do, or where a format makes up ids."""


def tells_no_kinds(_records: Records, _options: ImportOptions) -> bool:
    """Of a format whose rows tell no kinds of annotators."""
    return False


@dataclass(frozen=True, slots=True)
class CaseFormat:
    """A format whose rows bring cases.

    `claims` looks at columns and first records alone and is true for no file of another meaning; `open` applies the
    format and raises FormatError, one sentence with the option to type, where the file leaves a choice to the user.
    """

    name: str
    description: str
    meaning: Meaning
    claims: Callable[[Records], bool]
    open: Callable[[Records, ImportOptions], Opening]
    chooses: bool = False
    """Whether `--annotation` says which of several aspects or questions annotates; else that is refused."""
    maps: bool = False
    """Whether `--values` and `--votes` say what columns mean; else they are refused."""
    needs_claim: bool = True
    """Whether `--format` is refused for a file that it does not claim; else `open` itself refuses what is not its."""
    own_people: bool = False
    """Whether what is read says who annotates, so that a column `annotator` beside it is a fact."""
    tells_every_kind: Callable[[Records, ImportOptions], bool] = tells_no_kinds
    """Whether a file itself tells of what kind every annotator is, so that `--kind` says nothing of it."""
