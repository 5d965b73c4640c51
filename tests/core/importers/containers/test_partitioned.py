"""What folders called `KEY=VALUE` say is a column of the files in them, whatever these are."""

import os
from pathlib import Path

import duckdb
import orjson
import pytest

from core.importers.importing import import_file, import_files
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store

ROW = {"case_id": "c", "prompt": "P", "response_a": "x", "response_b": "y", "preference": "a"}
ROWS = "SELECT 'c' || i AS case_id, 'P' AS prompt, 'x' || i AS response_a, 'y' AS response_b, {} AS preference"
SIGNS = {"anna": 1, "bob x": -1}


def written(folder: Path, form: str, ending: str) -> None:
    for n, (name, sign) in enumerate(SIGNS.items()):
        part = folder / f"annotator={name.replace(' ', '%20')}" / "round=1"
        part.mkdir(parents=True)
        rows = ROWS.format(f"'{'a' if sign == 1 else 'b'}'") + f" FROM range({2 * n}, {2 * n + 2}) AS t(i)"
        duckdb.sql(f"COPY ({rows}) TO '{part}/data_0.{ending}' (FORMAT {form})")


@pytest.mark.parametrize(("form", "ending"), [("parquet", "parquet"), ("csv, HEADER", "csv"), ("json", "jsonl")])
def test_who_annotated_may_be_the_name_of_a_folder(tmp_path: Path, store_path: Path, form: str, ending: str) -> None:
    written(tmp_path / "data", form, ending)
    pattern = f"{tmp_path}/data/*/*/*.{ending}"
    with pytest.raises(FormatError, match=rf'all of them in quotes, such as ".*/data/\*/\*/\*\.{ending}"\.$'):
        import_file(tmp_path / "data", store_path)
    (result,) = import_files([pattern], store_path)
    assert result.columns is not None
    assert "annotator" in result.columns.used
    assert result.columns.facts == ("round",)
    with Store.open(store_path) as store:
        for each in store.annotators():
            preference, given = store.annotations(each)
            assert set(preference[given].tolist()) == {SIGNS[each.name]}
        assert {each.name for each in store.annotators()} == set(SIGNS)


def test_a_column_of_the_file_counts_before_the_folder_s_and_other_folders_say_nothing(
    tmp_path: Path, store_path: Path
) -> None:
    path = tmp_path / "run=1" / "data" / "annotator=folder" / "note=__HIVE_DEFAULT_PARTITION__" / "rows.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(orjson.dumps(ROW | {"annotator": "row"}))
    result = import_file(path, store_path, ImportOptions())
    assert result.columns is not None
    assert result.columns.facts == ()
    with Store.open(store_path) as store:
        assert [each.name for each in store.annotators()] == ["row"]


def test_bytes_of_a_folder_s_name_that_are_no_text_are_told_as_such(tmp_path: Path, store_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"annotator=b\xffb")
    folder.mkdir()
    (folder / "rows.jsonl").write_bytes(orjson.dumps(ROW))
    import_files([f"{tmp_path}/*/rows.jsonl"], store_path)
    with Store.open(store_path) as store:
        assert [each.name for each in store.annotators()] == ["b\ufffdb"]
