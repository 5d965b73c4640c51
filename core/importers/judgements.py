"""Format `judgements`: an annotator's answers as CSV, with probabilities for each presentation order or decided."""

from functools import partial
from typing import Final

from core.importers.bad_rows import BadRows
from core.importers.cells import identifiers
from core.importers.containers.records import Records
from core.importers.containers.table import CellTable
from core.importers.decided import decided
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.tabular import (
    PROBABILITIES,
    Arrays,
    Send,
    answers_layout,
    load,
    outcome,
    require_cases,
    require_fit,
)
from core.model.preferences import from_probabilities, oriented
from core.model.terms import AnnotatorKind
from core.storage.staged import JudgementColumns
from core.storage.writing import Added, StoreWriter

_NEEDS: Final = "judgements need the columns row_id, order, prob_A, prob_B and prob_NA, or row_id and preference"


def claims(records: Records) -> bool:
    """Tell whether rows name a case and no principle, and carry probabilities or a preference."""
    columns = set(records.columns)
    answers = {*PROBABILITIES, "preference"} & columns
    return "row_id" in columns and bool(answers) and not {"principle_id", "principle", "prompt"} & columns


def read(table: CellTable, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    """Add an annotator's judgements, an LLM's unless they are decided already; the cases must be there.

    Raises FormatError when they are not, at the first malformed row, or when the annotator exists with other answers.
    """
    require_cases(table, writer, "judgements")
    annotator = options.annotator or table.title
    answers = decided(options.values, table.name)
    layout = answers_layout(table, {"row_id": partial(identifiers, prefix=options.prefix)}, _NEEDS, answers)
    if "preference" in layout.parsers:
        send = _decided(writer, annotator, options.kind or AnnotatorKind.HUMAN)
    else:
        send = _judged(writer, annotator, options.kind or AnnotatorKind.LLM)
    totals = load(table, layout, send, bad)
    answers.settle(table.name, "preference")
    require_fit(table, totals, writer)
    return outcome(table, totals, bad, "judgement", ("annotator", annotator))


def _decided(writer: StoreWriter, annotator: str, kind: AnnotatorKind) -> Send:
    def send(arrays: Arrays) -> Added:
        return writer.add_annotations(annotator, kind, arrays["row_id"], arrays["preference"])

    return send


def _judged(writer: StoreWriter, annotator: str, kind: AnnotatorKind) -> Send:
    def send(arrays: Arrays) -> Added:
        displayed = tuple(arrays[name] for name in PROBABILITIES)
        preference = oriented(from_probabilities(*displayed), arrays["order"])
        columns = JudgementColumns(arrays["row_id"], arrays["order"], preference, *displayed)
        return writer.add_judgements(annotator, kind, columns)

    return send
