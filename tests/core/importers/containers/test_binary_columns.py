"""Columns of bytes: text where they are UTF-8, else no text of a case and no name."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store

Write = Callable[..., Path]
ROWS = {"case_id": ["c0", "c1"], "prompt": ["p", "q"], "response_a": ["y", "z"], "response_b": ["n", "m"]}


def table(path: Path, **columns: list[bytes]) -> Path:
    arrays = {name: pa.array(values) for name, values in ROWS.items()}
    arrays |= {"preference": pa.array(["a", "b"]), "annotator": pa.array(["ann", "bob"])}
    arrays |= {name: pa.array(values, pa.binary()) for name, values in columns.items()}
    parquet.write_table(pa.table(arrays), path)
    return path


@pytest.mark.parametrize("name", ["prompt", "response_a", "response_b", "case_id", "annotator"])
def test_bytes_that_are_no_text_are_refused_where_text_is_wanted(tmp_path: Path, name: str) -> None:
    store = tmp_path / "s.duckdb"
    with pytest.raises(FormatError, match=f"b.parquet, row 2: {name} has bytes that are not UTF-8"):
        import_file(table(tmp_path / "b.parquet", **{name: [b"x", b"\xff1"]}), store)
    result = import_file(
        table(tmp_path / "b.parquet", **{name: [b"x", b"\xff1"]}), store, ImportOptions(skip_bad=tmp_path / "bad.jsonl")
    )
    assert (result.outcome.kept, result.outcome.rejected) == (1, 1)


def test_bytes_are_text_or_else_a_fact(tmp_path: Path) -> None:
    path = table(tmp_path / "b.parquet", prompt=["é".encode(), b"q"], image=[b"\x89PNG\xff", b"x"])
    import_file(path, tmp_path / "s.duckdb")
    with Store.open(tmp_path / "s.duckdb") as store:
        assert store.case(0).prompt == "é"
        assert dict(store.facts.of(0)) == {"image": "iVBOR/8="}
