"""Format pairs: kinds of files, names of cases and annotators."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.importers.entries import writing
from core.importers.importing import ImportResult, import_file
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store

WriteParquet = Callable[[str, str], Path]
Load = Callable[..., ImportResult]
Annotation = Callable[[str], list[int]]


def _lines(*rows: dict[str, Any]) -> str:
    return "".join(orjson.dumps(row).decode() + "\n" for row in rows)


def _row(number: int, **more: Any) -> dict[str, Any]:
    return {"prompt": f"p{number}", "response_a": f"a{number}", "response_b": f"b{number}", **more}


def _ids(path: Path) -> list[str]:
    with Store.open(path) as store:
        return [str(id_) for id_ in store.ids()]


def test_csv_with_texts_over_several_lines(load: Load, store_path: Path, annotation: Annotation) -> None:
    content = (
        '\ufeffprompt,Response_A,response_b,preference,extra\r\n"two\r\nlines","a,b",c,a,1\r\np,,b,,2\r\nq,a,b,-1,3\r\n'
    )
    result = load("pairs.csv.gz", content, zipped=True)
    assert (result.outcome.read, result.outcome.kept, result.outcome.what) == (3, 3, "3 cases, 2 annotations")
    assert annotation("human") == [1, 0, -1]
    with Store.open(store_path) as store:
        assert (store.case(0).prompt, store.case(0).response_a, store.case(1).response_a) == ("two\r\nlines", "a,b", "")
        assert store.annotated(store.annotators()[0]).tolist() == [True, False, True]


def test_parquet_with_message_lists_and_wildcards_in_its_name(write_parquet: WriteParquet, store_path: Path) -> None:
    path = write_parquet(
        "part[1]*.parquet",
        """SELECT [{'role': 'user', 'content': 'p' || i}] AS Prompt, [{'role': 'assistant', 'content': 'a'}] AS chosen,
                  [{'role': 'assistant', 'content': 'b'}] AS rejected, 'x' || i AS case_id, i AS unused
           FROM range(1200) AS t(i)""",
    )
    told: list[int] = []
    options = ImportOptions(dataset="d", progress=lambda done, _: told.append(done))
    result = import_file(path, store_path, options)
    assert (result.format, result.outcome.read, result.outcome.kept) == ("pairs", 1200, 1200)
    assert told[-1] == path.stat().st_size
    with Store.open(store_path) as store:
        last = store.case(1199)
        assert (last.id, last.prompt, last.response_a, last.response_b) == ("d/x1199", "p1199", "a", "b")


def test_parquet_rows_are_named_by_row(write_parquet: WriteParquet, store_path: Path) -> None:
    query = "SELECT 'p' AS prompt, 'a' AS chosen, nullif('b', i) AS rejected FROM (VALUES ('x'), ('b')) AS t(i)"
    path = write_parquet("rows.parquet", query)
    with pytest.raises(FormatError, match=r"rows\.parquet, row 2: rejected is missing; fix the row"):
        import_file(path, store_path)


def test_annotators_share_cases_with_the_same_texts(load: Load, store_path: Path, annotation: Annotation) -> None:
    rows = [_row(0, annotator="ann", preference="a"), _row(1, annotator="ann", preference="b")]
    rows += [_row(1, annotator="bob", preference="a"), _row(2, annotator="", preference="b"), _row(0, annotator="bob")]
    result = load("pairs.jsonl", _lines(*rows), annotator="others")
    assert result.outcome.target == "3 annotators"
    assert _ids(store_path) == ["0", "1", "3"]
    assert annotation("ann") == [1, -1, 0]
    assert annotation("bob") == [0, 1, 0]
    assert annotation("others") == [0, 0, -1]


def test_without_annotators_every_row_is_a_case(load: Load, store_path: Path) -> None:
    load("pairs.jsonl", _lines(_row(0), _row(0), _row(1, case_id=17), _row(2, case_id=" x ")), dataset="d")
    assert _ids(store_path) == ["d/0", "d/1", "d/17", "d/x"]


@pytest.mark.parametrize("extra", [{"case_id": 1.5}, {"case_id": True}, {"annotator": 1.5}])
def test_ids_and_annotators_of_another_type(
    load: Load, tmp_path: Path, store_path: Path, extra: dict[str, Any]
) -> None:
    content = _lines(_row(0), _row(1, **extra), _row(2))
    with pytest.raises(
        FormatError, match=r"pairs\.jsonl, line 2: (case_id|annotator) is neither text nor a whole number"
    ):
        load("pairs.jsonl", content)
    load("pairs.jsonl", content, skip_bad=tmp_path / "bad")
    assert _ids(store_path) == ["0", "2"]


def test_malformed_csv_rows_by_the_line_they_start_on(load: Load, tmp_path: Path, store_path: Path) -> None:
    content = 'prompt,chosen,rejected\n"p\nq",a,b\np,a\nx,"a"b,c\n"r\ns",c,d\n'
    with pytest.raises(FormatError, match=r"line 4: it has 2 fields where the header has 3"):
        load("pairs.csv", content)
    outcome = load("pairs.csv", content, skip_bad=tmp_path / "bad").outcome
    assert (outcome.read, outcome.kept, outcome.rejected) == (4, 2, 2)
    assert _ids(store_path) == ["0", "3"]


def test_batches_are_bounded_by_text(load: Load, store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_CHARACTERS", 50)
    outcome = load("pairs.jsonl", _lines(*(_row(n, preference="a") for n in range(40)))).outcome
    assert (outcome.read, outcome.kept, outcome.what) == (40, 40, "40 cases, 40 annotations")
    assert _ids(store_path) == [str(n) for n in range(40)]


@pytest.mark.parametrize("batch", [1, 20_000])
def test_a_case_with_two_texts_in_one_file_is_told_by_its_lines(
    load: Load, tmp_path: Path, store_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(writing, "_ROWS", batch)
    rows = [_row(0, case_id="k"), _row(1, case_id="i"), _row(0, case_id="k"), _row(2, case_id="k"), _row(3)]
    wanted = r"pairs\.jsonl, lines {} and {}: case d/k has two different texts; give each case an id of its own\."
    with pytest.raises(FormatError, match=wanted.format(1, 4)):
        load("pairs.jsonl", _lines(*rows), dataset="d")
    with pytest.raises(FormatError, match=wanted.format(2, 5)):
        load("pairs.jsonl", "{no JSON}\n" + _lines(*rows), dataset="d", skip_bad=tmp_path / "bad")
    assert not (tmp_path / "bad").exists()
    assert not store_path.exists()


def test_a_case_that_the_store_has_with_another_text_is_not_the_files_fault(load: Load) -> None:
    load("first.jsonl", _lines(_row(0, case_id="k")))
    with pytest.raises(FormatError, match="Case k is already there with another text: import this file under"):
        load("pairs.jsonl", _lines(_row(1, case_id="k"), _row(1, case_id="k")))


def test_rows_of_parquet_with_one_id_are_told_by_their_numbers(write_parquet: WriteParquet, store_path: Path) -> None:
    query = "SELECT 'p' || i AS prompt, 'a' AS chosen, 'b' AS rejected, 'k' AS case_id FROM range(3) AS t(i)"
    with pytest.raises(FormatError, match=r"rows\.parquet, rows 1 and 2: case k has two different texts"):
        import_file(write_parquet("rows.parquet", query), store_path)


PAIR: dict[str, object] = {"prompt": "Why?", "response_a": "x", "response_b": "y", "preference": "a"}


@pytest.mark.parametrize("ids", [[3, 3, 5], [3.0, 4.0, 5.0], ["p", None, "q"]])
def test_a_column_that_might_name_the_cases_and_does_not_is_told_of(load: Load, ids: list[object]) -> None:
    rows = [PAIR | {"id": id_, "prompt": f"Why {n}?"} for n, id_ in enumerate(ids)]
    warnings = load("own.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows)).outcome.warnings
    assert any(each.startswith("Column id does not name the cases") for each in warnings)


def test_numbers_of_rows_of_the_whole_name_the_cases_of_a_part(load: Load, store_path: Path) -> None:
    rows = [PAIR | {"row_id": n, "prompt": f"Why {n}?"} for n in (9, 3, 1)]
    assert not load("own.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows)).outcome.warnings
    with Store.open(store_path) as store:
        assert [(case.id, case.prompt) for case in store.cases()] == [(str(n), f"Why {n}?") for n in (9, 3, 1)]


def test_a_case_without_responses_is_told_of_also_without_a_preference(load: Load) -> None:
    outcome = load("own.csv", "prompt,response_a,response_b\nHow?,,\nWhy?,x,y\n").outcome
    assert outcome.warnings == ("1 row decides nothing (both responses are empty): no annotation.",)
