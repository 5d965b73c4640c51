"""Rows of three plain texts, which are taken in few steps: they come to the same as by all steps."""

import tempfile
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.importers.entries.writing import EntryWriter
from core.importers.importing import import_file
from core.importers.options import ImportOptions

TABLES = ("cases", "annotations", "annotators", "facts", "shapes", "strengths")
TEXTS = st.one_of(
    st.sampled_from(
        ["a", "b", "", " ", " a", "Human: x\n\nAssistant:", "Human: x\n\nAssistant: ", "[1]", '{"a": 1}', "Assistant:"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6),
)
ROWS = st.fixed_dictionaries(
    {"prompt": TEXTS, "chosen": TEXTS, "rejected": TEXTS},
    optional={
        "topic": TEXTS,
        "more": st.sampled_from(["x", " y ", "", [1], []]),
        "score": st.one_of(st.integers(-9, 9), st.booleans(), st.none(), st.floats(-1, 1)),
    },
)
FIRST = {"prompt": "How?", "chosen": "So.", "rejected": "Or so.", "topic": "t", "score": 1}


def stored(
    rows: list[dict[str, Any]], options: ImportOptions, folder: Path, name: str
) -> tuple[object, list[list[tuple[Any, ...]]]]:
    """What an import of rows leaves in the store, table by table, and what it says."""
    file, store = folder / f"{name}.jsonl", folder / f"{name}.duckdb"
    file.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    outcome = import_file(file, store, options).outcome
    with duckdb.connect(str(store), read_only=True) as connection:
        tables = [connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in TABLES]
    return outcome, tables


@settings(max_examples=20, deadline=None)
@given(st.lists(ROWS, max_size=12), st.booleans(), st.integers(1, 6))
def test_quick_rows_are_as_slow_ones(rows: list[dict[str, Any]], pool: bool, together: int) -> None:
    options = ImportOptions(format="pairs", pool=pool)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.importers.entries.writing._TOGETHER", together)
        quick = stored([FIRST, *rows], options, Path(folder), "quick")
        patch.setattr(EntryWriter, "add_plain", lambda *_: False)
        assert stored([FIRST, *rows], options, Path(folder), "slow") == quick


def test_most_rows_are_taken_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bool] = []
    plain = EntryWriter.add_plain

    def counted(*given: Any) -> bool:
        taken.append(plain(*given))
        return taken[-1]

    monkeypatch.setattr(EntryWriter, "add_plain", counted)
    stored([FIRST, {**FIRST, "rejected": "So."}, {**FIRST, "prompt": " How?"}], ImportOptions(), tmp_path, "rows")
    assert taken == [True, False, False]


def test_facts_of_rows_taken_together_stay_with_their_cases(tmp_path: Path) -> None:
    rows = [{**FIRST, "topic": f"t{n}", "score": n} for n in range(3)]
    _, (_, _, _, facts, *_) = stored(rows, ImportOptions(), tmp_path, "rows")
    assert facts == [(n, name, value) for n in range(3) for name, value in (("score", str(n)), ("topic", f"t{n}"))]
