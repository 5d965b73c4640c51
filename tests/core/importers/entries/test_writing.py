"""Entries in the store: cases, preferences, votes, facts, strengths."""

from pathlib import Path

import duckdb

from core.importers.entry import Entry, Given
from tests.core.importers.entries.conftest import Write


def _all(path: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_rows(write: Write, store_path: Path) -> None:
    outcome = write(Entry("p", "a", "b", given=(Given(1),)), Entry("p", "c", "d", given=(Given(-1, strength=-2.0),)))
    assert (outcome.what, outcome.read, outcome.kept, outcome.target) == (
        "2 cases, 2 annotations",
        2,
        2,
        "annotator human",
    )
    assert _all(store_path, "SELECT n, id, prompt, response_a FROM cases") == [(0, "0", "p", "a"), (1, "1", "p", "c")]
    assert _all(store_path, "SELECT * FROM strengths") == [(1, 0, -2.0)]
