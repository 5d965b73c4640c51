"""Tables as other programs leave them: cells in one, indexes, missing names, headers in the middle; told or refused."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store

Row = dict[str, object]


def frame(count: int = 6, **more: Callable[[int], object]) -> pd.DataFrame:
    """Pairs as a table, with columns made by the number of the row."""
    columns: dict[str, Callable[[int], object]] = {
        "prompt": lambda n: f"Question {n}",
        "response_a": lambda n: f"Yes {n}",
        "response_b": lambda n: f"No {n}",
        "preference": lambda n: "ab"[n % 2],
    }
    return pd.DataFrame([{name: of(n) for name, of in {**columns, **more}.items()} for n in range(count)])


def warnings(path: Path, store: Path) -> tuple[str, ...]:
    return import_file(path, store).outcome.warnings


@pytest.mark.parametrize("index", [["annotator", "case_id"], ["case_id", "annotator"]])
def test_merged_cells_are_refused_and_filled_ones_are_not(tmp_path: Path, store_path: Path, index: list[str]) -> None:
    table = frame(annotator=lambda n: f"w{n // 3}", case_id=lambda n: f"c{n % 3}").drop_duplicates("case_id")
    table = pd.concat([table.assign(annotator=name) for name in ("w0", "w1")]).set_index(index).sort_index()
    table.to_excel(tmp_path / "merged.xlsx")
    with pytest.raises(FormatError, match=r"the cells A\d+:A\d+ are merged, so that only the first has a value"):
        import_file(tmp_path / "merged.xlsx", store_path)
    table.to_excel(tmp_path / "filled.xlsx", merge_cells=False)
    assert warnings(tmp_path / "filled.xlsx", store_path) == ()
    with Store.open(store_path) as store:
        assert (store.count_cases(), sorted(each.name for each in store.annotators())) == (3, ["w0", "w1"])


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_an_index_that_is_not_the_numbers_of_the_rows_is_told(tmp_path: Path, ending: str) -> None:
    def told(table: pd.DataFrame, name: str) -> tuple[str, ...]:
        path = tmp_path / f"{name}.{ending}"
        {"csv": table.to_csv, "xlsx": table.to_excel, "parquet": table.to_parquet}[ending](path)
        return warnings(path, tmp_path / f"{name}.duckdb")

    table = frame()
    assert told(table, "whole") == ()
    for name, moved in (("shuffled", table[::-1]), ("filtered", table[table.index % 2 == 1])):
        (said,) = told(moved, name)
        assert "the numbers beside the rows are not those of where they stand" in said
    assert told(table[::-1].assign(case_id=list("abcdef")), "named") == ()
    (said,) = told(table.set_index(pd.Index(range(1, 7))), "counted from one")
    assert "the rows are numbered from 1 beside them, and their cases from 0" in said


def written(table: pd.DataFrame, path: Path) -> Path:
    """A table in the container that the path's ending names, without an index of its own."""
    match path.suffix:
        case ".csv":
            table.to_csv(path, index=False)
        case ".xlsx":
            table.to_excel(path, index=False)
        case ".jsonl" | ".json":
            table.to_json(path, orient="records", lines=path.suffix == ".jsonl")
        case ".parquet":
            table.to_parquet(path, index=False)
        case ".arrow":
            found = pa.Table.from_pandas(table, preserve_index=False)
            with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, found.schema) as opened:
                opened.write_table(found)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl", "json", "parquet", "arrow"])
@pytest.mark.parametrize("name", ["Unnamed: 0", "Unnamed: 0.1", "", "__index_level_0__", "index", "idx"])
def test_numbers_beside_the_rows_are_told_alike_in_every_container(tmp_path: Path, ending: str, name: str) -> None:
    def told(numbers: list[object]) -> str:
        table = frame(len(numbers))
        table.insert(0, name, numbers)
        path = written(table, tmp_path / f"{len(list(tmp_path.iterdir()))}.{ending}")
        return " ".join(warnings(path, path.with_suffix(".duckdb")))

    for numbers in ([0, 1, 2, 3], [0.0, 1.0, 2.0, 3.0], ["0", "1", "2", "3"], ["w", "x", "y", "z"]):
        assert told(list(numbers)) == ""
    for numbers in ([1, 2, 3, 4], [1.0, 2.0, 3.0, 4.0], ["1", "2", "3", "4"]):
        assert "the rows are numbered from 1 beside them" in told(list(numbers))
    for numbers in ([9, 3, 1, 4], [9.0, 3.0, 1.0, 4.0], ["9", "3", "1", "4"], [0, 1, 2, 4], [2, 3, 4, 5]):
        assert "the numbers beside the rows are not those of where they stand" in told(list(numbers))
    again = told([0, 0, 1, 1])
    assert ("the numbers beside the rows" in again) == (name not in {"index", "idx"})


def test_numbers_beside_the_rows_are_those_of_all_shards(tmp_path: Path) -> None:
    table = frame()
    for n in range(2):
        written(table[3 * n : 3 * n + 3].reset_index(), tmp_path / f"train-{n}.jsonl")
    assert warnings(tmp_path, tmp_path / "whole.duckdb") == ()


def test_rows_that_lack_what_others_have_are_told(tmp_path: Path, store_path: Path) -> None:
    names = ["anna", "", "NA", "anna", "bob", "null"]
    table = frame(annotator=lambda n: names[n], case_id=lambda n: "" if n == 4 else f"c{n}")
    table.to_csv(tmp_path / "sparse.csv", index=False)
    assert warnings(tmp_path / "sparse.csv", store_path) == (
        "Some rows have no id: their cases are called by the numbers of the rows, from 0.",
        "An annotator is called NA: where that stands for a missing name, leave it empty.",
        "An annotator is called null: where that stands for a missing name, leave it empty.",
        "Some rows name no annotator: they are taken for those of human.",
    )


def test_answers_that_lack_what_others_have_are_told(tmp_path: Path, store_path: Path) -> None:
    path = tmp_path / "said.csv"
    frame(case_id=lambda n: f"c{n}").to_csv(tmp_path / "cases.csv", index=False)
    import_file(tmp_path / "cases.csv", store_path)
    options = ImportOptions(map="case=case_id,annotator=who,preference=said", annotator="us")
    path.write_text("case_id,who,said\nc0,anna,a\nc1,,\nc2,NA,b\n")
    missing = "An annotator is called NA: where that stands for a missing name, leave it empty."
    assert import_file(path, store_path, options).outcome.warnings == (missing,), "the row without a name says nothing"
    path.write_text("case_id,who,said\nc3,anna,a\nc4,,tie\nc5,bob,b\n")
    unnamed = "Some rows name no annotator: they are taken for those of us."
    assert import_file(path, store_path, options).outcome.warnings == (unnamed,)
    path.write_text("case_id,who,said\nc0,,a\nc1,,b\n")
    assert import_file(path, store_path, options).outcome.warnings == (), "where no row names anybody, that is meant"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_header_in_the_middle_is_no_row_and_moves_no_number(tmp_path: Path, store_path: Path, mark: str) -> None:
    table = frame().drop(columns="preference").rename(columns={"response_a": "chosen", "response_b": "rejected"})
    parts = [part.to_csv(index=False) for part in (table[:2], table[2:])]
    path = tmp_path / "joined.csv"
    path.write_text(mark + mark.join(parts), encoding="utf-8")
    with pytest.raises(FormatError, match=r"joined\.csv, line 4: it is the header once more"):
        import_file(path, store_path)
    import_file(path, store_path, ImportOptions(skip_bad=tmp_path / "bad.jsonl"))
    with Store.open(store_path) as store:
        assert [case.id for case in store.cases()] == list("012345")
        assert [case.prompt for case in store.cases()] == table["prompt"].tolist()
