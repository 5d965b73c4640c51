"""Format `pairs`: prompts with two responses, in TRL's shapes or side by side, as JSON lines, CSV or Parquet."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import blake2b
from typing import Any, Final

from core.importers.bad_rows import BadRows, Fault
from core.importers.case_writer import CaseWriter, ImportedCase
from core.importers.head import Head
from core.importers.hh_rlhf import sniff as is_hh_rlhf
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.pairs_rows import MalformedRowError, Pair, pair
from core.importers.parquet import parquet_columns, parquet_rows
from core.importers.records import Record, json_records
from core.importers.source import Container, Source
from core.importers.table import CsvFile
from core.model.errors import FormatError, TakenError
from core.model.terms import AnnotatorKind
from core.storage.writing import StoreWriter

_CHOSEN: Final = frozenset({"chosen", "rejected"})
_BESIDE: Final = frozenset({"prompt", "response_a", "response_b"})
_FIELDS: Final = (*_CHOSEN, *_BESIDE, "preference", "annotator", "case_id")


def sniff(head: Head) -> bool:
    """Tell whether rows hold `chosen` and `rejected`, or `prompt`, `response_a` and `response_b`."""
    return (head.keys >= _CHOSEN or head.keys >= _BESIDE) and not is_hh_rlhf(head)


def read(source: Source, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    """Add the cases, named by `case_id` or their row's number from 0, and the preferences that are given.

    Raises FormatError at the first malformed row, or where the store says otherwise of a case or annotator.
    """
    try:
        return _read(source, writer, options, bad)
    except TakenError as error:
        _refuse_twice(source, options, error.case)
        raise


def _refuse_twice(source: Source, options: ImportOptions, case: str) -> None:
    """Raise FormatError where the file itself has a case with two texts."""
    names, unit = _Names(options.prefix), "rows" if source.container is Container.PARQUET else "lines"
    first: tuple[int, bytes] | None = None
    with closing(Source(source.path)) as again, BadRows(again, options.skip_bad) as bad:
        for record in _records(again, bad):
            try:
                found = pair(record.fields)
                if names.of(record, found) != case:
                    continue
            except MalformedRowError:
                continue
            first = first or (record.line, _digest(found))
            if first[1] != _digest(found):
                raise FormatError(
                    f"{source.name}, {unit} {first[0]} and {record.line}: case {case} has two different texts; "
                    "give each case an id of its own."
                )


def _read(source: Source, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    default = options.annotator or "human"
    cases = CaseWriter(writer, options.kind or AnnotatorKind.HUMAN)
    names = _Names(options.prefix)
    annotators: set[str] = set()
    for record in _records(source, bad):
        try:
            found = pair(record.fields)
            case = names.of(record, found)
            annotator = _annotator(record.fields, default)
        except MalformedRowError as error:
            bad.add(Fault(record.line, str(error), record.fields))
            continue
        if found.preference is not None:
            annotators.add(annotator)
        texts = (found.prompt, found.response_a, found.response_b)
        cases.add(ImportedCase(case, *texts, annotator, found.preference, found.shape))
    target = f"annotator {next(iter(annotators))}" if len(annotators) == 1 else f"{len(annotators)} annotators"
    return cases.outcome(bad.count, target)


class _Names:
    """Names cases: by their own id, by their row's number, or by the first row with the same texts."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._first: dict[bytes, int] = {}

    def of(self, record: Record, found: Pair) -> str:
        """Name the case of a row; where annotators are named, rows with the same texts are one case."""
        given = record.fields.get("case_id")
        if given is not None:
            if isinstance(given, bool) or not isinstance(given, str | int) or not str(given).strip():
                raise MalformedRowError("case_id is neither text nor a whole number")
            return f"{self._prefix}{str(given).strip()}"
        number = record.number
        if record.fields.get("annotator") is not None:
            number = self._first.setdefault(_digest(found), number)
        return f"{self._prefix}{number}"


def _digest(found: Pair) -> bytes:
    digest = blake2b(digest_size=16)
    for text in (found.prompt, found.response_a, found.response_b):
        data = text.encode()
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()


def _annotator(fields: Mapping[str, Any], default: str) -> str:
    given = fields.get("annotator")
    if given is None:
        return default
    if not isinstance(given, str):
        raise MalformedRowError("annotator is not text")
    return given.strip() or default


def _records(source: Source, bad: BadRows) -> Iterator[Record]:
    if source.container is Container.PARQUET:
        return _parquet_records(source)
    head = Head.of(Source(source.path))
    if head.record is not None or not head.columns:
        return json_records(source, bad)
    table = CsvFile(source)
    _require(source, frozenset(table.header))
    return table.records(bad)


def _parquet_records(source: Source) -> Iterator[Record]:
    columns = {name.strip().lower(): name for name in parquet_columns(source)}
    _require(source, frozenset(columns))
    known = [name for name in _FIELDS if name in columns]
    for number, row in enumerate(parquet_rows(source, [columns[name] for name in known])):
        yield Record(number + 1, number, dict(zip(known, row.values(), strict=True)))


def _require(source: Source, columns: frozenset[str]) -> None:
    if not (columns >= _CHOSEN or columns >= _BESIDE):
        needs = "pairs need prompt, chosen and rejected, or prompt, response_a and response_b"
        raise FormatError(f"{source.name} lacks columns; {needs}.")
