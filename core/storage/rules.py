"""What a store must hold to be read: the tables as they are made, and in them nothing that the code could trip over.

Looked at when a store is opened, in time that hardly grows with it: ranges come from what the database keeps of each
column. That no row stands twice is looked for where the rows are read (`each_once`), which costs next to nothing there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from core.model.errors import StoreError
from core.model.terms import AnnotatorKind, Shape
from core.storage.schema import WORD_BITS, Columns, tables_of

BOUND: Final = 60.0
"""Seconds after which a store that is still being looked at is given up."""
_FEW: Final = 50_000
"""Rows up to which ids are compared at opening; of more, those that are asked for are."""
_NUMBERED: Final = {"case_n": "cases", "principle_n": "principles", "oracle_n": "oracles", "annotator_n": "annotators"}
"""What numbers count in a table: the rows of another."""
_NAMED: Final = {"cases": "id", "principles": "id", "oracles": "name", "annotators": "name"}
"""By what a row of these is known: no two are called alike, and `n` counts them from 0."""
_MOST: Final = 1 << 53
"""Beyond which nobody counted."""
_BETWEEN: Final = {
    "preference": (-1, 1),
    "presentation": (0, 1),
    "shape": (min(Shape), max(Shape)),
    "rank": (1, 1 << 15),
    **dict.fromkeys(("reward_a", "reward_b", "strength"), (-np.finfo(float).max, np.finfo(float).max)),
    **dict.fromkeys(("read", "kept", "rejected", "unknown", "answers"), (0, _MOST)),
    **dict.fromkeys(("wanted", "got", "unreadable", "refused", "failed", "unasked"), (0, _MOST)),
}
_PROBABILITY: Final = (-1e-3, 1 + 1e-3)
"""Of an answer: what was imported may be rounded."""
_BOTH: Final = "prefers_a & prefers_b"
_UNCAST: Final = "(prefers_a | prefers_b | both_orders | inconsistent) & ~voted"
_COVERAGE: Final = "SELECT count(*) FROM coverage WHERE got + unreadable + refused + failed + unasked <> wanted"
_TABLES: Final = """SELECT table_name, estimated_size, sql LIKE '%GENERATED ALWAYS%' FROM duckdb_tables()
                    WHERE NOT internal AND NOT temporary AND schema_name = 'main'"""
_COLUMNS: Final = """SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()
                     WHERE NOT internal AND schema_name = 'main' ORDER BY table_name, column_index"""


def plain_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The tables of a store and about how many rows each has: no view, and no table with columns that are computed."""
    return {name: int(size) for name, size, computed in connection.execute(_TABLES).fetchall() if not computed}


def verify(connection: duckdb.DuckDBPyConnection, path: Path, version: int, sizes: Mapping[str, int]) -> None:
    """Raise StoreError, with one thing that is wrong, for a store that a version of ours cannot have written.

    `sizes` are its `plain_tables`.
    """
    with _bounded(connection, path):
        wrong = next(_faults(connection, version, sizes), None)
    if wrong is not None:
        raise broken(path, wrong)


def broken(path: Path, what: str) -> StoreError:
    """The error for a store whose contents cannot be right."""
    return StoreError(
        f"The store {path} holds what cannot be right ({what}): restore a copy or import the files into a new store."
    )


def each_once(path: Path, table: str, *numbers: NDArray[Any]) -> None:
    """Raise StoreError where two rows of a table, by their numbers, (rows,) each, are about the same thing."""
    places = numbers[0]
    for each in numbers[1:]:
        places = places.astype(np.int64) * (int(each.max(initial=0)) + 1) + each
    if not (places[1:] > places[:-1]).all() and not np.diff(np.sort(places)).all():
        raise broken(path, f"two rows of {table} are about the same thing")


@contextmanager
def _bounded(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[None]:
    timer = Timer(BOUND, connection.interrupt)
    timer.daemon = True
    try:
        timer.start()  # an interrupt in it would leave it running
        yield
    except duckdb.InterruptException as error:
        raise StoreError(
            f"The store {path} could not be looked through within {BOUND:.0f} seconds: copy it to a faster disk and "
            "open it there."
        ) from error
    finally:
        timer.cancel()


def _faults(connection: duckdb.DuckDBPyConnection, version: int, sizes: Mapping[str, int]) -> Iterator[str]:
    """What is wrong, the first thing first: of contents it is asked only where the tables are as they should be."""
    tables = tables_of(version)
    yield from _misshapen(connection, tables, sizes)
    counts: dict[str, int] = {}
    for table, name in _NAMED.items():
        few = sizes[table] <= _FEW  # of more cases, ids are compared when they are asked for
        names = f"count(DISTINCT {name})" if few else "count(*)"
        count, lowest, highest, moved, named = _row(
            connection,
            f"""SELECT count(*), coalesce(min(n), 0), coalesce(max(n), -1), count(*) FILTER (n <> rowid), {names}
                FROM {table}""",  # noqa: S608 - a table of ours
        )
        counts[table] = int(count)
        if (lowest, highest) != (0, count - 1) or (moved and _distinct(connection, table, "n") < count):
            yield f"the numbers of {table} do not run from 0 without a gap"
        if named < count:
            yield f"two {table} have the same {name}"
    yield from _unknown_kinds(connection)
    for table, columns in tables.items():
        if sizes[table]:
            yield from _out_of_range(connection, table, tuple(columns), counts)
    if sizes.get("coverage") and _row(connection, _COVERAGE)[0]:
        yield "what became of the votes wanted does not add up"
    if sizes["votes"]:
        yield from _impossible_votes(connection, counts["principles"])


def _misshapen(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Columns], sizes: Mapping[str, int]
) -> Iterator[str]:
    there: dict[str, dict[str, tuple[str, bool]]] = {}
    for table, column, kind, nullable in connection.execute(_COLUMNS).fetchall():
        there.setdefault(table, {})[column] = (kind, bool(nullable))
    for table, columns in tables.items():
        if table not in sizes:
            yield f"{table} is no table with contents of its own"
            continue
        found = {name: of for name, of in there[table].items() if name in columns}
        if list(found.items()) != list(columns.items()):
            wrong = sorted(name for name, of in columns.items() if found.get(name) != of) or ["their order"]
            yield f"the table {table} has other columns than it is made with: {', '.join(wrong[:3])}"


def _unknown_kinds(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    kinds = {row[0] for row in connection.execute("SELECT DISTINCT kind FROM annotators").fetchall()}
    yield from (f"there is no kind of annotator {kind[:40]!r}" for kind in sorted(kinds - set(AnnotatorKind)))
    years = "NOT isfinite(imported_at) OR year(imported_at) NOT BETWEEN 1 AND 9999"
    if _row(connection, f"SELECT count(*) FROM imports WHERE {years}")[0]:  # noqa: S608 - ours
        yield "an import has no time"


def _out_of_range(
    connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...], counts: Mapping[str, int]
) -> Iterator[str]:
    """Compare the least and the greatest of each column, which the database keeps, with what they may be."""
    bounds: dict[str, tuple[float, float]] = {name: _BETWEEN[name] for name in columns if name in _BETWEEN}
    if table == "ballots":
        bounds |= dict.fromkeys(("prob_a", "prob_b", "prob_na"), _PROBABILITY)
    bounds |= {name: (0, counts[_NUMBERED[name]] - 1) for name in columns if name in _NUMBERED}
    if not bounds:
        return
    ends = ", ".join(f"min({name}), max({name})" for name in bounds)
    found = _row(connection, f"SELECT {ends} FROM {table}")  # noqa: S608 - names of ours
    for (name, (low, high)), least, most in zip(bounds.items(), found[::2], found[1::2], strict=True):
        if least is None or (low <= least and most <= high):
            continue
        whose = _NUMBERED.get(name)
        yield f"{table} have a {name} that {'none of the ' + whose + ' has' if whose else 'means nothing'}"


def _impossible_votes(connection: duckdb.DuckDBPyConnection, principles: int) -> Iterator[str]:
    last, used = divmod(max(principles - 1, 0), WORD_BITS)
    beyond = ((1 << WORD_BITS) - 1) >> (used + 1) << (used + 1)
    both, uncast, stray = _row(
        connection,
        f"""SELECT count(*) FILTER ({_BOTH} <> 0), count(*) FILTER ({_UNCAST} <> 0),
                   count(*) FILTER (word NOT BETWEEN 0 AND {last} OR (word = {last} AND voted & {beyond}::UBIGINT <> 0))
            FROM votes""",  # noqa: S608 - ours
    )
    if both:
        yield "votes are for both responses at once"
    if uncast:
        yield "votes count that were not cast"
    if stray:
        yield "votes are on principles that are not there"


def _distinct(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> int:
    return int(_row(connection, f"SELECT count(DISTINCT {column}) FROM {table}")[0])  # noqa: S608 - names of ours


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    return connection.execute(query).fetchall()[0]
