"""Importing what the user named into one store, in one transaction."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import orjson

from core.importers.answer_columns import columns_of_table, refuse_several
from core.importers.bad_rows import BadRows, Fault
from core.importers.containers.data_place import DataPlace, digest_of, several
from core.importers.containers.opening import OpenedRecords, open_records
from core.importers.containers.places import places, running_name
from core.importers.entries.writing import EntryWriter
from core.importers.entry import MalformedRowError
from core.importers.formats.accounting import ColumnUse, columns_of, columns_of_answers
from core.importers.formats.annotators import opened
from core.importers.formats.mapped_answers import MappedAnswers
from core.importers.formats.reading import CaseFormat, Opening
from core.importers.formats.recognition import named, recognised
from core.importers.formats.registry import AnyFormat, TableFormat, TextFormat
from core.importers.formats.simple import MAPPED, mapped_answers
from core.importers.formats.suggestion import suggestion
from core.importers.idle_options import refuse_idle, refuse_one_name, refuse_what_says_nothing
from core.importers.lists_of_principles import is_text_of_principles
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.source import Source
from core.importers.texts_beside import held_against_texts
from core.model.errors import FormatError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.model.terms import Provenance
from core.storage.ours import ours_at
from core.storage.writing import StoreWriter

_SELDOM: Final = (500_000, 20, 100)
"""Made objects between two collections of garbage: more than a batch of rows has."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of importing one file; `recorded` is False when the same file had been imported before."""

    file: str
    format: str
    outcome: ImportOutcome
    recorded: bool
    columns: ColumnUse | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the user named, opened: where it lies, its rows, and the format that reads them.

    There are no records of text that is no table.
    """

    place: DataPlace
    format: AnyFormat
    records: OpenedRecords | None
    bad: BadRows
    answers: MappedAnswers | None = None

    @property
    def refers(self) -> bool:
        """Whether its rows are about cases or principles that must be there first."""
        return isinstance(self.format, TableFormat) or self.answers is not None


def sniff(path: Path | str) -> AnyFormat:
    """Recognise the format of one place by its content; raises FormatError, with a line to type, where it cannot."""
    with ExitStack() as stack:
        (place,) = places([path])
        return opened_at(place, ImportOptions(), stack).format


def import_file(path: Path, store_path: Path, options: ImportOptions | None = None) -> ImportResult:
    """Import one file: as `import_files` does."""
    return import_files([path], store_path, options)[0]


def import_files(
    paths: Sequence[Path | str], store_path: Path, options: ImportOptions | None = None
) -> tuple[ImportResult, ...]:
    """Import files in one transaction: all of them, with their provenance, or on any error nothing.

    Cases and principles go first, in whatever order the files are named. Malformed rows end the import unless
    `options.skip_bad` names a file to set them aside in; that is written only when the import succeeds. Raises
    FormatError or StoreError, each one sentence on what to do.
    """
    options = options or ImportOptions()
    _refuse_ours(options.skip_bad, store_path)
    results = []
    with ExitStack() as stack:
        opened = sorted(opened_all(paths, options, stack), key=lambda each: each.refers)
        last: BadRows | None = None
        with StoreWriter.open(store_path) as writer:
            for dataset in opened:
                results.append(_imported(dataset, writer, options))
                _refuse_counted_apart(results)
                dataset.bad.stage(last)
                last = dataset.bad
        if last is not None:
            last.publish()
    return tuple(results)


def _refuse_ours(skip_bad: Path | None, store_path: Path) -> None:
    """Raise FormatError where malformed rows would take the place of a journal, or of a store, even a new one."""
    held = None if skip_bad is None else ours_at(skip_bad, store_path)
    if held is not None:
        raise FormatError(f"{inert_line(str(skip_bad))} {held}: name another file after --skip-bad.")


def opened_all(paths: Sequence[Path | str], options: ImportOptions, stack: ExitStack) -> list[Dataset]:
    """Open what the user named; files of cases whose names differ in a running number alone are one dataset.

    Raises FormatError.
    """
    found: dict[object, list[Dataset]] = {}
    for n, place in enumerate(places(paths)):
        dataset = opened_at(place, options, stack)
        found.setdefault(_shard(dataset) or n, []).append(dataset)
    opened = [_joined(each, options, stack) if len(each) > 1 else each[0] for each in found.values()]
    refuse_one_name([(each.place.title, each.place.name, each.format) for each in opened], options)
    refuse_idle([(each.place.name, each.format, each.records, each.answers) for each in opened], options)
    return opened


def _shard(dataset: Dataset) -> tuple[str, str, frozenset[str]] | None:
    """What shards of one dataset have in common; None where a file stands for itself."""
    records, name = dataset.records, running_name(dataset.place)
    if name is None or records is None or records.around or dataset.refers:
        return None
    return name, dataset.format.name, frozenset(records.columns)


def _joined(shards: Sequence[Dataset], options: ImportOptions, stack: ExitStack) -> Dataset:
    name = running_name(shards[0].place) or shards[0].place.name
    return opened_at(several(name, [file for shard in shards for file in shard.place.files]), options, stack)


def opened_at(place: DataPlace, options: ImportOptions, stack: ExitStack) -> Dataset:
    """Open one place and recognise its format; raises FormatError."""
    bad = stack.enter_context(BadRows(place, options.skip_bad, shards=place.shown))
    chosen = named(options)
    if (chosen is None or options.map is not None) and is_text_of_principles(place):
        chosen = named(replace(options, format="principles"))
    if isinstance(chosen, TextFormat):
        return Dataset(place, chosen, _claimed(place, chosen, bad, options), bad)
    records = open_records(place, bad, options.progress)
    if isinstance(chosen, CaseFormat) and chosen.needs_claim and not chosen.claims(records):
        raise FormatError(f"{records.name} is no {chosen.name} as it stands: {suggestion(records)}")
    answers = mapped_answers(records, options) if chosen is MAPPED else None
    chosen = chosen or recognised(records)
    if isinstance(chosen, CaseFormat):
        refuse_what_says_nothing(records.name, chosen, options)
    elif isinstance(chosen, TableFormat):
        refuse_several(records, chosen.name, options)
    return Dataset(place, chosen, records, bad, answers)


def _claimed(place: DataPlace, chosen: TextFormat, bad: BadRows, options: ImportOptions) -> OpenedRecords | None:
    """The rows of a place that are named as of a format of text; None where they are lines of text."""
    if is_text_of_principles(place):
        return None
    try:
        records = open_records(place, bad, options.progress)
    except FormatError:
        return None  # what cannot be read as text either is told as that
    return records if chosen.fits(records) else None


def _imported(dataset: Dataset, writer: StoreWriter, options: ImportOptions) -> ImportResult:
    chosen = dataset.format
    columns: ColumnUse | None = None
    notes: tuple[str, ...] = ()
    if isinstance(chosen, TextFormat) and dataset.records is not None:
        outcome = chosen.read_rows(dataset.records, writer, options, dataset.bad)
    elif isinstance(chosen, TextFormat):
        outcome = chosen.read(Source(dataset.place.contents(options.progress)[0]), writer, options, dataset.bad)
    elif dataset.records is None:
        raise ValueError(chosen.name)
    elif isinstance(chosen, TableFormat):
        table = dataset.records.table(dataset.place.title)
        said = held_against_texts(dataset.records, table, writer, options)
        outcome = chosen.read(table, writer, options, dataset.bad)
        outcome = replace(outcome, warnings=(*outcome.warnings, *said))
        columns = columns_of_table(dataset.records, chosen.name)
    elif dataset.answers is not None:
        table = dataset.records.table(dataset.place.title)
        said = held_against_texts(dataset.records, table, writer, options, dataset.answers.case)
        outcome = dataset.answers.write(writer, options, dataset.bad)
        outcome = replace(outcome, warnings=(*outcome.warnings, *said))
        columns = columns_of_answers(dataset.records, dataset.answers.used, dataset.answers.case.written)
    else:
        opening = opened(chosen, dataset.records, options)
        entries = EntryWriter(writer, opening, options, dataset.records)
        outcome = _written(dataset.records, opening, entries, dataset.bad)
        columns, notes = columns_of(dataset.records, opening, entries.facts), tuple(opening.notes)
    _require_rows(dataset.place.name, outcome, brings_cases=isinstance(chosen, CaseFormat))
    recorded = writer.record(_provenance(dataset, outcome, options))
    if outcome.pooled_before and recorded:
        had = plural(outcome.pooled_before, "case")
        told = f"{had} had an answer before, which stands: --pool counts file by file."
        outcome = replace(outcome, warnings=(*outcome.warnings, told))
    return ImportResult(dataset.place.name, chosen.name, outcome, recorded, columns, notes)


def _refuse_counted_apart(results: Sequence[ImportResult]) -> None:
    """Raise FormatError where the answers to a case that are to be pooled lie in several files of one import."""
    counted = results[-1].outcome.pooled_before
    if counted and len(results) > 1:
        raise FormatError(
            f"{plural(counted, 'case has', 'cases have')} answers in {results[-1].file} and in files before it, and "
            "--pool counts file by file: put all answers to a case into one file."
        )


def _require_rows(name: str, outcome: ImportOutcome, *, brings_cases: bool) -> None:
    """Raise FormatError where a file of cases has no row, or any file none that is whole."""
    if brings_cases and not outcome.read:
        raise FormatError(f"{name} has no rows: there is nothing to import.")
    if outcome.rejected and outcome.rejected == outcome.read:
        raise FormatError(
            f"All {plural(outcome.read, 'row')} of {name} are malformed, so that nothing would be kept: "
            "import it without --skip-bad to see what is wrong, or check its --format."
        )


def _written(records: OpenedRecords, opening: Opening, writer: EntryWriter, bad: BadRows) -> ImportOutcome:
    """Write the entries of every record; malformed ones go to `bad`."""
    texts = opening.texts
    with _collecting_seldom():
        for record in records:
            if texts is not None and writer.add_plain(record, texts):
                continue
            try:
                writer.add(record, *opening.reading.read(record))
            except MalformedRowError as error:
                bad.add(Fault(record.line, str(error), record.fields, record.file))
        for entry in opening.reading.rest():
            writer.add(None, entry)
        said = records.numbering(opening.used) if opening.case is None else ()
        return writer.outcome(bad.count, (*records.warnings, *said))


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage seldom: rows have no circles, and going through them again and again takes a twentieth."""
    before = gc.get_threshold()
    if before == _SELDOM:  # an import in another thread has seen to it, and puts it back
        yield
        return
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _provenance(dataset: Dataset, outcome: ImportOutcome, options: ImportOptions) -> Provenance:
    part = f"dataset {options.dataset}, " if options.dataset else ""
    return Provenance(
        file=dataset.place.file,
        sha256=digest_of(dataset.place.contents()) if dataset.records is None else dataset.records.sha256(),
        format=dataset.format.name,
        target=part + outcome.target,
        # The store keeps UTC without a zone.
        at=datetime.now(UTC).replace(tzinfo=None),
        tool_version=tool_version(),
        read=outcome.read,
        kept=outcome.kept,
        rejected=outcome.rejected,
        unknown=outcome.unknown,
        mapping=_mapping(options),
    )


def _mapping(options: ImportOptions) -> str | None:
    """What the user said of columns and values, and the build that it is a part of, as JSON; None for neither."""
    said: dict[str, object] = {
        name: getattr(options, name) for name in ("map", "values", "votes", "annotation") if getattr(options, name)
    }
    if options.margin:
        said["margin"] = options.margin
    if options.build is not None:
        said["build"] = dict(options.build)
    return orjson.dumps(said).decode() if said else None


@cache
def tool_version() -> str:
    """The version that runs."""
    try:
        return version("discretion")
    except PackageNotFoundError:
        return "unreleased"
