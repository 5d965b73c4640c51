"""From answers as imported to what the audit reads: both presentation orders combined, votes packed into bit masks."""

from typing import Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from core.model.preferences import combine
from core.storage.bits import pack_bits
from core.storage.connection import first
from core.storage.schema import WORD_BITS

_ABSENT: Final = -2
_CELLS: Final = 4_000_000
"""Cases times principles held at once."""


def derive_votes(connection: duckdb.DuckDBPyConnection) -> None:
    """Rebuild the vote masks of every case and oracle in the temporary table `touched`."""
    columns = int(_scalar(connection, "SELECT coalesce(max(n), -1) + 1 FROM principles"))
    step = max(1, _CELLS // max(1, columns))
    connection.execute(
        """DELETE FROM votes USING (SELECT DISTINCT case_n, oracle_n FROM touched) AS stale
           WHERE votes.case_n = stale.case_n AND votes.oracle_n = stale.oracle_n"""
    )
    for (oracle,) in connection.execute("SELECT DISTINCT oracle_n FROM touched ORDER BY 1").fetchall():
        low, high = _span(connection, "touched WHERE oracle_n = ?", [oracle])
        for start in range(low, high + 1, step):
            found = connection.execute(
                """SELECT case_n, principle_n, presentation, preference FROM ballots
                   SEMI JOIN touched USING (case_n, oracle_n)
                   WHERE oracle_n = ? AND case_n >= ? AND case_n < ?""",
                [oracle, start, start + step],
            ).fetchnumpy()
            _pack(connection, oracle, found, columns)


def _pack(
    connection: duckdb.DuckDBPyConnection, oracle: int, found: dict[str, NDArray[np.int64]], columns: int
) -> None:
    cases, row = np.unique(found["case_n"], return_inverse=True)
    if not len(cases):
        return
    answers = np.full((2, len(cases), columns), _ABSENT, dtype=np.int8)
    answers[found["presentation"], row, found["principle_n"]] = found["preference"]
    votes, voted, both, inconsistent = _combined(answers)
    for word in range((columns + WORD_BITS - 1) // WORD_BITS):
        part = slice(word * WORD_BITS, (word + 1) * WORD_BITS)
        stage = {
            "case_n": cases.astype(np.int32),
            "prefers_a": pack_bits(votes[:, part] == 1),
            "prefers_b": pack_bits(votes[:, part] == -1),
            "voted": pack_bits(voted[:, part]),
            "both_orders": pack_bits(both[:, part]),
            "inconsistent": pack_bits(inconsistent[:, part]),
        }
        connection.register("packed", stage)
        connection.execute(
            """INSERT INTO votes
               SELECT case_n, ?::SMALLINT, ?::SMALLINT, prefers_a, prefers_b, voted, both_orders, inconsistent
               FROM packed WHERE voted > 0 ORDER BY case_n""",
            [oracle, word],
        )


def derive_annotations(connection: duckdb.DuckDBPyConnection, annotator: int) -> None:
    """Rebuild the annotations of an annotator from its judgements."""
    found = connection.execute(
        "SELECT case_n, presentation, preference FROM judgements WHERE annotator_n = ?", [annotator]
    ).fetchnumpy()
    cases, row = np.unique(found["case_n"], return_inverse=True)
    answers = np.full((2, len(cases), 1), _ABSENT, dtype=np.int8)
    answers[found["presentation"], row, 0] = found["preference"]
    preference, _, both, inconsistent = _combined(answers)
    connection.execute(
        """DELETE FROM annotations WHERE annotator_n = ?
           AND case_n IN (SELECT case_n FROM judgements WHERE annotator_n = ?)""",
        [annotator, annotator],
    )
    connection.register(
        "packed",
        {
            "case_n": cases.astype(np.int32),
            "preference": preference[:, 0],
            "both_orders": both[:, 0],
            "inconsistent": inconsistent[:, 0],
        },
    )
    connection.execute(
        """INSERT INTO annotations
           SELECT case_n, ?::SMALLINT, preference, both_orders, inconsistent FROM packed ORDER BY case_n""",
        [annotator],
    )


def _combined(
    answers: NDArray[np.int8],
) -> tuple[NDArray[np.int8], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Combine answers (2 orders, cases, columns) into preference, given at all, given in both orders, inconsistent."""
    given = answers != _ABSENT
    both = given[0] & given[1]
    together, differing = combine(answers[0], answers[1])
    single = np.where(given[0], answers[0], np.where(given[1], answers[1], 0))
    preference = np.where(both, together, single).astype(np.int8)
    return preference, given[0] | given[1], both, differing & both


def _span(connection: duckdb.DuckDBPyConnection, source: str, values: list[int]) -> tuple[int, int]:
    row = first(connection, f"SELECT min(case_n), max(case_n) FROM {source}", values)  # noqa: S608
    return (int(row[0]), int(row[1])) if row is not None and row[0] is not None else (0, -1)


def _scalar(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = first(connection, query)
    return int(row[0]) if row is not None else 0
