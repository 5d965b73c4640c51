"""Format `votes`: an oracle's votes as CSV, with probabilities for each presentation order or already decided."""

from functools import partial
from typing import Final

import numpy as np

from core.importers.bad_rows import BadRows
from core.importers.cells import Parser, identifiers, orders, preferences, probabilities
from core.importers.head import Head
from core.importers.options import ImportOptions, ImportOutcome, stem
from core.importers.source import Source
from core.importers.table import CsvFile
from core.importers.tabular import Arrays, Layout, load
from core.model.errors import FormatError
from core.model.number_words import plural
from core.model.preferences import from_probabilities, oriented
from core.storage.staged import BallotColumns
from core.storage.writing import StoreWriter

_PROBABILITIES: Final = ("prob_a", "prob_b", "prob_na")
_NEEDS: Final = (
    "votes need the columns row_id, principle_id, order, prob_A, prob_B and prob_NA, "
    "or row_id, principle_id and preference"
)


def sniff(head: Head) -> bool:
    """Tell whether rows name a case and a principle, and carry probabilities or a preference."""
    return {"row_id", "principle_id"} <= head.columns and bool({*_PROBABILITIES, "preference"} & head.columns)


def read(source: Source, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    """Add an oracle's ballots; cases and principles must be there.

    Raises FormatError when they are not, at the first malformed row, or when the oracle answered otherwise before.
    """
    if not writer.has_cases():
        raise FormatError(f"{source.name} holds votes, but the store has no cases yet: import the cases first.")
    if not writer.has_principles():
        raise FormatError(
            f"{source.name} holds votes, but the store has no principles yet: import the principles first."
        )
    table = CsvFile(source)
    oracle = options.oracle or stem(source.path)
    layout = _layout(table, options.prefix)
    totals = load(source, table, layout, lambda arrays: writer.add_ballots(oracle, _ballots(arrays)), bad)
    return ImportOutcome(
        read=table.read,
        kept=totals.new,
        rejected=bad.count,
        unknown=totals.unknown + totals.unknown_principles,
        what=f"{plural(totals.new, 'vote')} by {oracle}",
        target=f"oracle {oracle}",
        warnings=totals.warnings(),
    )


def _layout(table: CsvFile, prefix: str) -> Layout:
    """Read probabilities where there are any, else decided preferences."""
    keys: dict[str, Parser] = {"row_id": partial(identifiers, prefix=prefix), "principle_id": identifiers}
    if "preference" in table.header and not {*_PROBABILITIES} & {*table.header}:
        table.require((*keys, "preference"), _NEEDS)
        return Layout({**keys, "preference": preferences}, tuple(keys))
    table.require((*keys, "order", *_PROBABILITIES), _NEEDS)
    parsers = {**keys, "order": orders, **dict.fromkeys(_PROBABILITIES, probabilities)}
    return Layout(parsers, (*keys, "order"))


def _ballots(arrays: Arrays) -> BallotColumns:
    rows, principles = arrays["row_id"], arrays["principle_id"]
    if "preference" in arrays:
        absent = np.full(len(rows), np.nan)
        order = np.zeros(len(rows), np.int8)
        return BallotColumns(rows, principles, order, arrays["preference"], absent, absent, absent)
    displayed = tuple(arrays[name] for name in _PROBABILITIES)
    preference = oriented(from_probabilities(*displayed), arrays["order"])
    return BallotColumns(rows, principles, arrays["order"], preference, *displayed)
