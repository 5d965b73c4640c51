"""Small stores made through the real writer, and what is in them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from core.model.terms import AnnotatorKind, Provenance
from core.storage.staged import BallotColumns, JudgementColumns, objects
from core.storage.writing import StoreWriter
from tests.core.storage.cases_written import add_cases

Votes = NDArray[np.int8]
Answer = tuple[str, str, int, int]
"""Case id, principle id, presentation order, preference."""

# The worked example: votes of three principles on fifteen cases, and two annotators.
WORKED: Final[Votes] = np.array(
    [
        *([0, 0, 0], [1, 1, 0], [-1, 0, -1], [1, 0, 0], [0, 0, -1]),
        *([0, 1, 1], [1, -1, 0], [1, -1, 0], [-1, 1, 0], [1, -1, 0]),
        *([0, 1, -1], [0, 1, -1], [0, -1, 1], [1, -1, -1], [1, 0, -1]),
    ],
    dtype=np.int8,
)
A0: Final = (1, 1, 1, 0, -1, 1, 1, 1, 1, 1, 1, 1, 1, 0, -1)
A1: Final = (-1, 1, -1, 1, 1, -1, -1, 1, -1, -1, 1, -1, 1, -1, 1)


def case_id(n: int) -> str:
    """The id of case `n` of a built store."""
    return f"c{n}"


def build(
    path: Path,
    votes: Votes,
    annotators: Mapping[str, Sequence[int | None]],
    kinds: Mapping[str, AnnotatorKind] | None = None,
    texts: Sequence[tuple[str, str, str]] | None = None,
    missing: Collection[tuple[int, int]] = (),
) -> Path:
    """Make a store of votes (cases, principles) and annotators' preferences; None where there is no annotation.

    The votes at `missing` are not cast.
    """
    given = texts or [(f"Question {n}", f"Yes {n}", f"No {n}") for n in range(len(votes))]
    known = kinds or {}
    preferences = tuple((name, known.get(name, AnnotatorKind.HUMAN), tuple(of)) for name, of in annotators.items())
    path.write_bytes(_built(tuple(map(tuple, votes.tolist())), preferences, tuple(given), frozenset(missing)))
    return path


@lru_cache(maxsize=8)
def _built(
    votes: tuple[tuple[int, ...], ...],
    annotators: tuple[tuple[str, AnnotatorKind, tuple[int | None, ...]], ...],
    texts: tuple[tuple[str, str, str], ...],
    missing: frozenset[tuple[int, int]],
) -> bytes:
    """The file of such a store; each is made through the writer once and copied from then on."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "built.duckdb"
        with StoreWriter.open(path) as writer:
            add_cases(writer, [(case_id(n), *text) for n, text in enumerate(texts)])
            writer.add_principles([(str(p), f"Rule {p}", f"Keep rule number {p}.") for p in range(len(votes[0]))])
            cells = ((n, p, vote) for n, row in enumerate(votes) for p, vote in enumerate(row))
            answers = [(case_id(n), str(p), 0, vote) for n, p, vote in cells if (n, p) not in missing]
            writer.add_ballots("judge", ballots(answers))
            for name, kind, preferences in annotators:
                annotate(writer, name, {case_id(n): v for n, v in enumerate(preferences) if v is not None}, kind)
        return path.read_bytes()


def annotate(
    writer: StoreWriter, name: str, preferences: Mapping[str, int], kind: AnnotatorKind = AnnotatorKind.HUMAN
) -> None:
    """Add preferences by case id."""
    writer.add_annotations(name, kind, objects(preferences), np.array(list(preferences.values()), dtype=np.int8))


def ballots(answers: Sequence[Answer], probability: float = np.nan) -> BallotColumns:
    """Answers as columns, all with one probability."""
    rows = list(answers)
    probabilities = np.full(len(rows), probability)
    return BallotColumns(
        objects(row[0] for row in rows),
        objects(row[1] for row in rows),
        np.array([row[2] for row in rows], dtype=np.int8),
        np.array([row[3] for row in rows], dtype=np.int8),
        *(probabilities, probabilities, probabilities),
    )


def judgements(answers: Sequence[tuple[str, int, int]]) -> JudgementColumns:
    """Answers (case id, order, preference) as columns, without probabilities."""
    found = ballots([(case, "", order, preference) for case, order, preference in answers])
    return JudgementColumns(found.row_id, found.order, found.preference, found.prob_a, found.prob_b, found.prob_na)


def provenance(sha256: str = "0" * 64, kept: int = 1) -> Provenance:
    """Where something came from."""
    return Provenance("file.csv", sha256, "votes", "oracle judge", datetime(2026, 1, 31, 12), "0.1.0", 3, kept, 0, 0)


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a store, in a fixed order."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {table: connection.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in sorted(tables)}
