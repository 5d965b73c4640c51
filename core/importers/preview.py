"""What an import would make of a dataset: its first cases, and what becomes of its columns; nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from core.importers.containers.records import Records
from core.importers.entries.conversations import texts_of
from core.importers.entries.facts import said
from core.importers.entry import Entry, Fact, MalformedRowError
from core.importers.formats.accounting import ColumnUse, columns_of, columns_of_answers
from core.importers.formats.annotators import opened
from core.importers.formats.reading import CaseFormat, Meaning, Opening
from core.importers.importing import Dataset, opened_all
from core.importers.options import ImportOptions
from core.model.errors import FormatError

_CASES: Final = 3


@dataclass(frozen=True, slots=True)
class PreviewedAnswer:
    """A preference or a vote: whose, on which principle (none where it annotates), +1, 0 or -1, how strong."""

    by: str
    preference: int
    strength: float | None = None
    principle: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewedCase:
    """A case as it would be understood."""

    id: str
    prompt: str
    response_a: str
    response_b: str
    answers: tuple[PreviewedAnswer, ...]
    facts: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What would become of a dataset; there are neither cases nor columns of a file that refers to cases."""

    file: str
    format: str
    meaning: Meaning
    cases: tuple[PreviewedCase, ...] = ()
    columns: ColumnUse | None = None
    principles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def preview_files(paths: Sequence[Path | str], options: ImportOptions) -> tuple[ImportPreview, ...]:
    """Look at what each of some files would be; raises FormatError as an import would."""
    with ExitStack() as stack:
        return tuple(_preview(found, options) for found in opened_all(paths, options, stack))


def _preview(found: Dataset, options: ImportOptions) -> ImportPreview:
    place = found.place
    if not isinstance(found.format, CaseFormat) or found.records is None:
        return ImportPreview(place.name, found.format.name, found.format.meaning)
    if found.answers is not None:
        columns = columns_of_answers(found.records, found.answers.used, found.answers.case.written)
        return ImportPreview(place.name, found.format.name, found.format.meaning, columns=columns)
    opening = opened(found.format, found.records, options)
    return ImportPreview(
        place.name,
        found.format.name,
        found.format.meaning,
        tuple(islice(_cases(found.records, opening, options), _CASES)),
        columns_of(found.records, opening),
        tuple(each.name for each in opening.principles),
        tuple(opening.notes),
    )


def _cases(records: Records, opening: Opening, options: ImportOptions) -> Iterator[PreviewedCase]:
    """The cases of the first records; raises FormatError at a malformed one."""
    taken = opening.used | opening.left
    for record in records:
        try:
            entries = list(opening.reading.read(record))
            for part, entry in enumerate(entries, 1):
                place = "" if len(entries) == 1 else f"-{part}"
                others = [name for name in record.fields if name not in taken]
                facts = {
                    name: said(value) if isinstance(value := record.fields[name], str) else value for name in others
                }
                yield _case(entry, f"{record.number}{place}", facts, opening, options)
        except MalformedRowError as error:
            raise FormatError(f"{records.name}, {records.unit} {record.line}: {error}.") from error
    for entry in opening.reading.rest():
        yield _case(entry, "", {}, opening, options)


def _case(
    entry: Entry, number: str, facts: Mapping[str, object], opening: Opening, options: ImportOptions
) -> PreviewedCase:
    texts = texts_of(entry)
    given = () if texts.nothing is not None else entry.given
    names = {each.id: each.name for each in opening.principles}
    oracle = options.oracle or opening.oracle or "oracle"
    answers = [
        PreviewedAnswer(each.annotator or options.annotator or opening.annotator, each.preference, each.strength)
        for each in given
    ]
    answers += [
        PreviewedAnswer(vote.oracle or oracle, vote.preference, None, names.get(vote.principle, vote.principle))
        for vote in entry.votes
    ]
    told = {name: "; ".join(value) if isinstance(value, tuple) else value for name, value in entry.facts.items()}
    both = (*facts.items(), *told.items())
    kept = {name: value for name, value in both if isinstance(value, str | int | float | bool) and value != ""}
    return PreviewedCase(
        options.prefix + (entry.case or number), texts.prompt, texts.response_a, texts.response_b, tuple(answers), kept
    )
