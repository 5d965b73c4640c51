"""Format `votes`: an oracle's votes as CSV, with probabilities for each presentation order or already decided."""

from functools import partial
from typing import Final

import numpy as np

from core.importers.bad_rows import BadRows
from core.importers.cells import Parser, identifiers
from core.importers.containers.records import Records
from core.importers.containers.table import CellTable
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.tabular import PROBABILITIES, Arrays, answers_layout, load, outcome, require_cases
from core.model.errors import FormatError
from core.model.preferences import from_probabilities, oriented
from core.storage.staged import BallotColumns
from core.storage.writing import StoreWriter

_NEEDS: Final = (
    "votes need the columns row_id, principle_id, order, prob_A, prob_B and prob_NA, "
    "or row_id, principle_id and preference"
)


def claims(records: Records) -> bool:
    """Tell whether rows name a case and a principle, and carry probabilities or a preference."""
    columns = set(records.columns)
    return {"row_id", "principle_id"} <= columns and bool({*PROBABILITIES, "preference"} & columns)


def read(table: CellTable, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    """Add an oracle's ballots; cases and principles must be there.

    Raises FormatError when they are not, at the first malformed row, or when the oracle answered otherwise before.
    """
    require_cases(table, writer, "votes")
    if not writer.has_principles():
        raise FormatError(
            f"{table.name} holds votes, but the store has no principles yet: import the principles first."
        )
    oracle = options.oracle or table.title
    keys: dict[str, Parser] = {"row_id": partial(identifiers, prefix=options.prefix), "principle_id": identifiers}
    layout = answers_layout(table, keys, _NEEDS)
    totals = load(table, layout, lambda arrays: writer.add_ballots(oracle, _ballots(arrays)), bad)
    return outcome(table, totals, bad, "vote", ("oracle", oracle))


def _ballots(arrays: Arrays) -> BallotColumns:
    rows, principles = arrays["row_id"], arrays["principle_id"]
    if "preference" in arrays:
        absent = np.full(len(rows), np.nan)
        order = np.zeros(len(rows), np.int8)
        return BallotColumns(rows, principles, order, arrays["preference"], absent, absent, absent)
    displayed = tuple(arrays[name] for name in PROBABILITIES)
    preference = oriented(from_probabilities(*displayed), arrays["order"])
    return BallotColumns(rows, principles, arrays["order"], preference, *displayed)
