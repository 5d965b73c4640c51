"""Tables as other programs leave them: cells in one, indexes, missing names, headers in the middle; told or refused."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
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
    if ending != "parquet":
        assert told(table.set_index(pd.Index(range(1, 7))), "counted from one") == ()


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
