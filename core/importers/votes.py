"""Format `votes`: an oracle's votes as CSV, with probabilities for each presentation order or already decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias

import numpy as np

from core.importers.bad_rows import BadRows
from core.importers.cells import Parser, identifiers
from core.importers.containers.records import Records
from core.importers.containers.renamed import RenamedTable
from core.importers.containers.table import CellTable
from core.importers.decided import ABSENT, Decided, decided
from core.importers.formats.values import UNKNOWN, known, number_of
from core.importers.named_principles import NamedPrinciples
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.tabular import (
    PROBABILITIES,
    Arrays,
    Layout,
    Send,
    answers_layout,
    load,
    outcome,
    require_cases,
    require_fit,
)
from core.importers.two_names import refuse_two_principles
from core.model.errors import FormatError
from core.model.preferences import from_probabilities, oriented
from core.model.safe_text import inert_line
from core.storage.staged import BallotColumns, objects
from core.storage.writing import Added, StoreWriter

Add: TypeAlias = Callable[[BallotColumns], Added]
_INDEXES: Final = frozenset({"", "index", "unnamed: 0"})
_CALLED: Final = {"row_id": ("case_id", "comparison_id"), "principle_id": ("principle",)}
"""What the columns of cases and principles are called otherwise; a file with both is one of votes."""
_NARROW: Final = frozenset(
    {
        "principle_id",
        "principle",
        "preference",
        "order",
        "reward_a",
        "reward_b",
        "reward_na",
        "prompt",
        "response_a",
        *PROBABILITIES,
    }
)
_NEEDS: Final = (
    "votes need the columns row_id, principle_id, order, prob_A, prob_B and prob_NA, "
    "or row_id, principle_id and preference"
)


def claims(records: Records) -> bool:
    """Tell whether rows name a case and a principle, and carry probabilities or a preference."""
    columns = set(records.columns)
    keys = names_of_keys(records.columns)
    if {"row_id", "principle_id"} <= {keys.get(name, name) for name in columns}:
        return bool({*PROBABILITIES, "preference"} & columns)
    return is_wide(records.columns) and all(_is_vote(record.fields) for record in records.head)


def read(table: CellTable, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    """Add an oracle's ballots; cases and principles must be there.

    Raises FormatError when they are not, at the first malformed row, or when the oracle answered otherwise before.
    """
    require_cases(table, writer, "votes")
    renamed = names_of_keys(table.header)
    table = RenamedTable(table, renamed)
    if not writer.has_principles():
        raise FormatError(
            f"{table.name} holds votes, but the store has no principles yet: import the principles first."
        )
    oracle = options.oracle or table.title
    principles = NamedPrinciples(writer)
    if "principle_id" in renamed.values() and (word := principles.doubtful) is not None:
        raise FormatError(
            f"{table.name}: a column principle gives ids or names, and {inert_line(word)} is the id of one principle "
            "and the name of another: give the ids, in a column principle_id."
        )
    rows: dict[str, Parser] = {"row_id": partial(identifiers, prefix=options.prefix)}
    answers = decided(options.values, table.name, optional=is_wide(table.header))
    if is_wide(table.header):
        layout, send = _wide(table, principles, rows, answers, lambda columns: writer.add_ballots(oracle, columns))
    else:
        layout = answers_layout(table, rows | {"principle_id": principles.parse}, _NEEDS, answers)
        layout = replace(layout, check=partial(refuse_two_principles, principles))
        send = partial(_sent, lambda columns: writer.add_ballots(oracle, columns))
    totals = load(table, layout, send, bad)
    answers.settle(table.name, "preference")
    require_fit(table, totals, writer)
    return outcome(table, totals, bad, "vote", ("oracle", oracle))


def names_of_keys(columns: Sequence[str]) -> Mapping[str, str]:
    """The names that columns of cases and principles should have, by those that they have."""
    return {
        next(other for other in others if other in columns): name
        for name, others in _CALLED.items()
        if name not in columns and any(other in columns for other in others)
    }


def is_wide(columns: Sequence[str]) -> bool:
    """Whether there is a column for each principle instead of a row."""
    others = set(columns) - _INDEXES - {"row_id"}
    return "row_id" in columns and bool(others) and not others & _NARROW


def _is_vote(fields: Mapping[str, object]) -> bool:
    """Whether all but the id of a row are preferences, or nothing."""
    others = (value for name, value in fields.items() if name not in _INDEXES | {"row_id"})
    return all(known(value) is not UNKNOWN or number_of(value) in (1, 0, -1) for value in others)


def _wide(
    table: CellTable, principles: NamedPrinciples, rows: Mapping[str, Parser], answers: Decided, add: Add
) -> tuple[Layout, Send]:
    """Read a column for each principle, named as the principles are; raises FormatError for another name."""
    names = [name for name in table.header if name not in _INDEXES | {"row_id"}]
    ids = {name: id_ for name in names if (id_ := principles.id_of_column(name)) is not None}
    for name in names:
        if name not in ids:
            raise FormatError(
                f"{table.name} has a column {inert_line(name)}, which is the id or name of no principle of the store, "
                "or of several: leave it out, import the principles first, or have a row for each vote."
            )
    layout = Layout({**rows, **dict.fromkeys(names, answers.parse)}, ("row_id",))
    return layout, partial(_sent_wide, add, ids)


def _sent(add: Add, arrays: Arrays) -> Added:
    return add(_ballots(arrays))


def _sent_wide(add: Add, ids: Mapping[str, str], arrays: Arrays) -> Added:
    """Add the votes of each principle; a row counts as unknown once."""
    new = unknown = 0
    for name, id_ in ids.items():
        there = arrays[name] != ABSENT
        rows = arrays["row_id"][there]
        absent = np.full(len(rows), np.nan)
        named = objects([id_] * len(rows))
        columns = BallotColumns(rows, named, np.zeros(len(rows), np.int8), arrays[name][there], absent, absent, absent)
        added = add(columns) if len(rows) else Added(0, 0)
        new, unknown = new + added.new, max(unknown, added.unknown)
    return Added(new, unknown)


def _ballots(arrays: Arrays) -> BallotColumns:
    rows, principles = arrays["row_id"], arrays["principle_id"]
    if "preference" in arrays:
        absent = np.full(len(rows), np.nan)
        order = np.zeros(len(rows), np.int8)
        return BallotColumns(rows, principles, order, arrays["preference"], absent, absent, absent)
    displayed = tuple(arrays[name] for name in PROBABILITIES)
    preference = oriented(from_probabilities(*displayed), arrays["order"])
    return BallotColumns(rows, principles, arrays["order"], preference, *displayed)
