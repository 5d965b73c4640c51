"""A dataset as a folder, and as TRL reads it."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from core.exporters.export import ExportRequest, export
from core.exporters.table import Column, Row, Table, write_table
from core.importers.importing import import_file, import_files
from core.journal.standing import Standing
from core.model.errors import ExportError
from core.storage.store import Store

CALL = {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}
ASKED = [{"role": "user", "content": "Hi"}]
PLAIN = {
    "prompt": ASKED,
    "chosen": [{"role": "assistant", "content": "a"}],
    "rejected": [{"role": "assistant", "content": "b"}],
}


def store_of(path: Path, *rows: object) -> Path:
    lines = path.with_suffix(".jsonl")
    lines.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    import_file(lines, path)
    return path


def exported(store: Path, target: Path, columns: str = "all") -> None:
    with Store.open(store) as opened:
        export(opened, Standing(), ExportRequest("dataset", columns=columns), target)


def test_datasets_loads_a_folder_with_messages_as_lists(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    exported(store_of(tmp_path / "s.duckdb", PLAIN), tmp_path / "out.dataset")
    found = datasets.load_from_disk(str(tmp_path / "out.dataset"))
    told = {"case_id": "0", "annotator": "human", "kind": "human", "chosen_side": "a", "flagged": False}
    assert found[0] == PLAIN | told
    assert list(found.features)[:3] == ["prompt", "chosen", "rejected"]


def test_datasets_loads_the_lines_of_trl(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    exported(store_of(tmp_path / "s.duckdb", PLAIN), tmp_path / "out.jsonl", "trl")
    found = datasets.load_dataset(
        "json", data_files=str(tmp_path / "out.jsonl"), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert found.column_names == ["prompt", "chosen", "rejected"]
    assert found[0] == PLAIN
    trl = pytest.importorskip("trl")
    assert trl.is_conversational(found[0])


def test_messages_that_hold_more_come_back_to_the_byte(tmp_path: Path) -> None:
    row = PLAIN | {"chosen": [CALL, {"role": "tool", "content": "1", "tool_call_id": "c"}]}
    store = store_of(tmp_path / "s.duckdb", row)
    exported(store, tmp_path / "out.jsonl", "trl")
    assert (tmp_path / "out.jsonl").read_bytes() == orjson.dumps(row) + b"\n"
    exported(store, tmp_path / "out.dataset")
    result = import_file(tmp_path / "out.dataset" / "data-00000-of-00001.arrow", tmp_path / "again.duckdb")
    assert result.format == "dataset"
    with Store.open(store) as first, Store.open(tmp_path / "again.duckdb") as again:
        assert again.facts.messages(0, 9) == first.facts.messages(0, 9) != {}


def test_only_a_folder_of_ours_is_replaced(tmp_path: Path) -> None:
    table, target = Table((Column("x"),), [("1",)]), tmp_path / "out.dataset"
    write_table(table, target)
    write_table(table, target)
    (target / "mine.txt").write_text("kept")
    with pytest.raises(ExportError, match="is there and no exported dataset, so it is not replaced"):
        write_table(table, target)
    assert (target / "mine.txt").read_text() == "kept"
    assert [path.name for path in tmp_path.iterdir()] == ["out.dataset"]


def test_a_folder_that_breaks_off_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out.dataset"
    write_table(Table((Column("x"),), [("1",)]), target)
    before = (target / "data-00000-of-00001.arrow").read_bytes()

    def rows() -> Iterator[Row]:
        yield ("2",)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table(Table((Column("x"),), rows()), target)
    assert (target / "data-00000-of-00001.arrow").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.dataset"]


def test_a_folder_is_imported_as_one_dataset(tmp_path: Path) -> None:
    store = store_of(tmp_path / "s.duckdb", PLAIN, PLAIN)
    exported(store, tmp_path / "out.dataset")
    result = import_files([tmp_path / "out.dataset"], tmp_path / "again.duckdb")[0]
    assert (result.format, result.outcome.what) == ("dataset", "2 cases, 2 annotations")
