"""Format `rewards`: rewards of both responses as CSV, by a reward model or, in presentation orders, by an LLM."""

from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from core.importers.bad_rows import BadRows
from core.importers.cells import Parser, identifiers, numbers, orders_shown
from core.importers.containers.records import Records
from core.importers.containers.table import CellTable, require
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.tabular import Arrays, Layout, Send, load, outcome, require_cases, require_fit
from core.model.number_words import plural
from core.model.preferences import from_rewards, oriented
from core.model.terms import AnnotatorKind
from core.storage.staged import JudgementColumns
from core.storage.writing import Added, StoreWriter

_REWARDS: Final = ("reward_a", "reward_b", "reward_na")
_COLUMNS: Final = ("row_id", *_REWARDS[:2])


def claims(records: Records) -> bool:
    """Tell whether rows name a case and carry a reward of each response."""
    columns = set(records.columns)
    return set(_COLUMNS) <= columns


def read(table: CellTable, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    """Add the rewards and the annotations that follow from them; the cases must be there.

    With a column `order` or `reward_NA` each row is a judgement of the responses as displayed, an LLM's unless
    `options` say otherwise; without orders all were displayed in the first. Raises FormatError when the cases are not
    there, at the first malformed row, or when the annotator exists with other answers.
    """
    require_cases(table, writer, "rewards")
    require(table, _COLUMNS, "rewards need the columns row_id, reward_a and reward_b")
    annotator = options.annotator or table.title
    parsers: dict[str, Parser] = {"row_id": partial(identifiers, prefix=options.prefix)}
    if not {"order", "reward_na"} & set(table.header):
        parsers |= dict.fromkeys(_REWARDS[:2], numbers)
        send = _rewarded(writer, annotator, options.kind or AnnotatorKind.REWARD_MODEL)
        totals = load(table, Layout(parsers, ("row_id",)), send, bad)
        require_fit(table, totals, writer)
        return outcome(table, totals, bad, "annotation", ("annotator", annotator))
    order: dict[str, Parser] = {"order": orders_shown} if "order" in table.header else {}
    parsers |= order | {name: numbers for name in _REWARDS if name in table.header}
    send = _displayed(writer, annotator, options.kind or AnnotatorKind.LLM)
    totals = load(table, Layout(parsers, ("row_id", *order)), send, bad)
    require_fit(table, totals, writer)
    found = outcome(table, totals, bad, "judgement", ("annotator", annotator))
    return replace(found, warnings=(*found.warnings, *_biased(writer.judged_once(annotator))))


def _rewarded(writer: StoreWriter, annotator: str, kind: AnnotatorKind) -> Send:
    def send(arrays: Arrays) -> Added:
        return writer.add_rewards(annotator, kind, arrays["row_id"], arrays["reward_a"], arrays["reward_b"])

    return send


def _displayed(writer: StoreWriter, annotator: str, kind: AnnotatorKind) -> Send:
    def send(arrays: Arrays) -> Added:
        absent = np.full(len(arrays["row_id"]), np.nan)
        reward_a, reward_b, reward_na = (arrays.get(name, absent) for name in _REWARDS)
        order = arrays.get("order", np.zeros(len(absent), dtype=np.int8))
        preference = oriented(from_rewards(reward_a, reward_b, reward_na), order)
        columns = JudgementColumns(arrays["row_id"], order, preference, reward_a, reward_b, reward_na)
        return writer.add_judgements(annotator, kind, columns)

    return send


def _biased(once: int) -> tuple[str, ...]:
    """Say on how many cases one order stands alone."""
    if not once:
        return ()
    said = f"{plural(once, 'case')} judged in one presentation order only"
    return (f"{said}: position bias stays in there, unless the other order is imported too.",)
