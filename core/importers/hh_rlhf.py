"""Format `hh-rlhf`: JSON lines with a chosen and a rejected transcript, as Anthropic's HH-RLHF has them."""

from collections.abc import Iterator
from typing import Final

from core.importers.bad_rows import BadRows, Fault
from core.importers.case_writer import CaseWriter, ImportedCase
from core.importers.head import Head
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.records import Record, json_records
from core.importers.source import Source
from core.model.conversation import ASSISTANT, split_transcript
from core.model.terms import AnnotatorKind, Shape
from core.storage.writing import StoreWriter

_NAMED: Final = 10


def sniff(head: Head) -> bool:
    """Tell whether the first object is two transcripts and no prompt."""
    if head.record is None or "prompt" in head.record:
        return False
    return all(_is_transcript(head.record.get(key)) for key in ("chosen", "rejected"))


def read(source: Source, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    """Add the cases, named by their row's number from 0; A is the chosen response, which the annotator prefers.

    Raises FormatError at the first malformed row, or when the store has other texts under these ids.
    """
    annotator = options.annotator or "human"
    differing: list[int] = []
    cases = CaseWriter(writer, options.kind or AnnotatorKind.HUMAN)
    for row in _rows(source, options, annotator, bad, differing):
        cases.add(row)
    return cases.outcome(bad.count, f"annotator {annotator}", _warnings(differing))


def _rows(
    source: Source, options: ImportOptions, annotator: str, bad: BadRows, differing: list[int]
) -> Iterator[ImportedCase]:
    """Make cases of the rows, noting those whose two prompts differ."""
    for record in json_records(source, bad):
        fault = _fault(record)
        if fault is not None:
            bad.add(fault)
            continue
        chosen, rejected = (split_transcript(record.fields[key]) for key in ("chosen", "rejected"))
        if chosen is None or rejected is None:
            continue
        if chosen[0] != rejected[0]:
            differing.append(record.number)
        case = f"{options.prefix}{record.number}"
        yield ImportedCase(case, chosen[0], chosen[1], rejected[1], annotator, 1, Shape.TRANSCRIPT)


def _fault(record: Record) -> Fault | None:
    for key in ("chosen", "rejected"):
        text = record.fields.get(key)
        if not isinstance(text, str):
            return Fault(record.line, f"{key} is missing or not text", record.fields)
        if ASSISTANT not in text:
            return Fault(record.line, f"{key} has no `{ASSISTANT}` turn", record.fields)
    return None


def _is_transcript(value: object) -> bool:
    return isinstance(value, str) and ASSISTANT in value


def _warnings(differing: list[int]) -> tuple[str, ...]:
    if not differing:
        return ()
    named = ", ".join(map(str, differing[:_NAMED]))
    more = f" and {len(differing) - _NAMED} more" if len(differing) > _NAMED else ""
    rows, whose = ("Row", "its") if len(differing) == 1 else ("Rows", "their")
    return (f"{rows} {named}{more}: the prompts of chosen and rejected differ; kept with {whose} chosen prompt.",)
