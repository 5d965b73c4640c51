"""What cases are called: by a column of ids where it tells them apart, else by the numbers of their rows."""

import re
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from core.importers.containers.records import Record, Records
from core.importers.containers.row_numbers import index_name, whole
from core.importers.entries.conversations import Texts
from core.importers.entry import Entry, MalformedRowError
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.side_names import other_side, words_for

GIVEN: Final = ("case_id", "comparison_id")
"""Columns that are the id of a case whatever stands in them: the same id with other texts is an error."""
MAYBE: Final = ("row_id", "id", "question_id", "prompt_id")
"""Columns that are the id of a case where no two records have the same; answers call it row_id."""
UNNAMING: Final = (
    "Column {} does not name the cases, for rows have the same there, none, or what is no id: they are called by the "
    "numbers of their rows, from 0. Call it case_id where votes and annotations name the cases by it."
)

OTHERWISE: Final = (
    "Cases are called by {0} and not by {1}, which has other values in some rows: answers must name them by the values "
    "of {0}. Where yours go by the other, say so with case= in --map, or leave {0} out of the file."
)
NUMBERED: Final = (
    "Column {0} has another number in each of the first rows, and names nothing: cases are called by the numbers of "
    "their rows, from 0. Where votes and annotations name the cases by it, pass --map with case={0}, or call it "
    "case_id."
)
_NUMBER: Final = re.compile(r"(?:^|[\W_])(?:id|idx|uid|no|nr|number)$")
"""How a column is called that may number the cases."""


def id_column(records: Records) -> str | None:
    """The column that names the cases; None where the rows' numbers do.

    All records are read where the first ones do not tell.
    """
    columns = set(records.columns)
    for name in GIVEN:
        if name in columns:
            return name
    for name in MAYBE:
        if name in columns and _tells_apart(records.head, name) and _tells_apart(records, name):
            return name
    return None


def not_naming(records: Records, used: Collection[str]) -> str | None:
    """A column that might name the cases, and is used for nothing, where the rows' numbers name them."""
    return next(
        (
            name
            for name in MAYBE
            if name in records.columns
            and name not in used
            and any(record.fields.get(name) not in (None, "") for record in records.head)
        ),
        None,
    )


def numbering_too(records: Records, used: Collection[str]) -> str | None:
    """A column that is used for nothing, and has another number in each of the first rows than that of the row."""
    sides = words_for(used)
    for name in records.columns:
        if name in used or name in (*GIVEN, *MAYBE) or index_name(name) is not None or not _NUMBER.search(name):
            continue
        values = [value for record in records.head if (value := record.fields.get(name)) not in (None, "")]
        numbers = {whole(value) for value in values}
        own = all(whole(record.fields.get(name)) == record.number for record in records.head)
        of_a_side = other_side(name, records.columns, sides) != name
        if len(numbers) == len(values) > 1 and None not in numbers and not own and not of_a_side:
            return name
    return None


class OtherNames:
    """Columns beside the one that names the cases that could name them too, and do not name all of them so."""

    def __init__(self, records: Records, case: str | None) -> None:
        """Look for columns that tell the first rows apart."""
        names = (*GIVEN, *MAYBE) if case is not None else ()
        self._case = case or ""
        self._alike = [
            name for name in names if name != case and name in records.columns and _tells_apart(records.head, name)
        ]
        self._other: list[str] = []

    def look(self, fields: Mapping[str, object]) -> None:
        """Hold the names that a row gives its case against each other."""
        for name in self._alike:
            if not same_id(fields.get(self._case), fields.get(name)):
                self._alike = [each for each in self._alike if each != name]
                self._other.append(name)

    def warnings(self) -> tuple[str, ...]:
        """Say that answers have to name the cases by the one and not by the others."""
        if not self._other:
            return ()
        return (OTHERWISE.format(inert_line(self._case), " or ".join(self._other)),)


def same_id(one: object, other: object) -> bool:
    """Whether two cells of a row name the same, or one of them nothing; 3, "3" and 3.0 are the same."""
    first, second = str(one).strip(), str(other).strip()
    if one is None or other is None or not first or not second or first == second:
        return True
    number = whole(one)
    return number is not None and number == whole(other)


def _tells_apart(records: Iterable[Record], name: str) -> bool:
    """Whether every record has an id of its own."""
    seen: set[int] = set()
    for count, record in enumerate(records, 1):
        value = record.fields.get(name)
        if not _is_id(value):
            return False
        seen.add(hash(str(value).strip()))
        if len(seen) < count:
            return False
    return True


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and bool(str(value).strip())


class NamedCase(NamedTuple):
    """Where an entry belongs: the place of its case among those of the import, and what that is called."""

    case: int
    id: str
    new: bool = True
    swapped: bool = False
    """Whether the row that brought the case has its responses the other way round."""


class CaseNames:
    """Names cases, and finds the case that several rows are about: by its id, or by its texts.

    Rows without an id are one case where they name their annotators and have the same texts, whichever response is A.
    """

    def __init__(self, prefix: str, records: Records) -> None:
        """Put `prefix` before every id; the records' name and unit are for messages."""
        self._prefix = prefix
        self._records = records
        self._count = 0
        self._numbered = False
        self._by_id: dict[str, int] = {}
        self._by_text: dict[int, int] = {}
        # Of the cases that can come again, by their places: which texts they have, which of them is A, on which line.
        self._told: dict[int, int] = {}
        self._texts, self._first, self._lines = array("q"), array("q"), array("q")

    @property
    def numbered(self) -> bool:
        """Whether the numbers of their rows name all cases."""
        return self._numbered and not self._by_id

    @property
    def mixed(self) -> bool:
        """Whether some cases have an id of their own and others the number of their row."""
        return self._numbered and bool(self._by_id)

    def next(self, numbers: Sequence[int]) -> tuple[range, list[str]]:
        """The places and the names of cases that the numbers of their rows name, and that come once."""
        self._numbered = True
        first = self._count
        self._count += len(numbers)
        return range(first, self._count), [f"{self._prefix}{number}" for number in numbers]

    def place(self, entry: Entry, texts: Texts, record: Record | None, part: int | None = None) -> NamedCase:
        """Find the case of an entry or give it the next place; `part` counts the entries of one record from 1.

        Raises FormatError where an id has two texts.
        """
        line = record.line if record is not None else 0
        if entry.case is not None and not entry.numbered:
            id_ = f"{self._prefix}{entry.case.strip()}"
            known = self._by_id.get(id_)
            if known is None:
                self._by_id[id_] = self._count
                return self._new(id_, texts, line)
            return self._again(known, id_, texts, line)
        if record is None:
            raise MalformedRowError("what was joined of several rows has no id")
        self._numbered = True
        number = f"{record.number}" if part is None else f"{record.number}-{part}"
        id_ = f"{self._prefix}{entry.case or number}"
        for given in entry.given:
            if given.annotator is not None:
                break
        else:
            if not entry.shared:
                self._count += 1
                return NamedCase(self._count - 1, id_)
        known = self._by_text.setdefault(_key(texts), self._count)
        return self._new(id_, texts, line) if known == self._count else self._again(known, id_, texts, line)

    def _new(self, id_: str, texts: Texts, line: int) -> NamedCase:
        place = self._count
        self._told[place] = len(self._texts)
        self._texts.append(_key(texts))
        self._first.append(_response(texts, 1))
        self._lines.append(line)
        self._count += 1
        return NamedCase(place, id_)

    def _again(self, place: int, id_: str, texts: Texts, line: int) -> NamedCase:
        told = self._told[place]
        if self._texts[told] != _key(texts):
            raise FormatError(
                f"{self._records.name}, {self._records.unit}s {self._lines[told]} and {line}: "
                f"case {id_} has two different texts; give each case an id of its own."
            )
        return NamedCase(place, id_, new=False, swapped=self._first[told] != _response(texts, 1))


def _key(texts: Texts) -> int:
    """The same number for the same texts, whichever response is A."""
    a, b = _response(texts, 1), _response(texts, 2)
    return hash((texts.prompt, texts.messages and texts.messages[0], min(a, b), max(a, b)))


def _response(texts: Texts, which: int) -> int:
    return hash((texts[which], texts.messages and texts.messages[which]))
