"""Answers that are pooled: one file counts by itself, so that answers to a case in several are refused or told."""

from pathlib import Path

import orjson
import pytest

from core.importers.importing import import_file, import_files
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store

POOL = ImportOptions(pool=True)


def answers(path: Path, *said: str, case: str = "c0") -> Path:
    row = {"prompt": "P", "response_a": f"one {case}", "response_b": "two", "case_id": case}
    rows = [row | {"annotator": f"{path.stem}{n}", "preference": each} for n, each in enumerate(said)]
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


def pooled(store: Path) -> list[int]:
    with Store.open(store) as opened:
        [human] = opened.annotators()
        return [int(each) for each in opened.annotations(human)[0]]


def test_files_that_answer_the_same_cases_are_not_counted_apart(tmp_path: Path, store_path: Path) -> None:
    kim, lee = answers(tmp_path / "kim.jsonl", "a", "b"), answers(tmp_path / "lee.jsonl", "a", "tie")
    with pytest.raises(FormatError, match=r"^1 case has answers in .*lee\.jsonl and in files before it, "):
        import_files([kim, lee], store_path, POOL)
    assert not store_path.exists()
    whole = tmp_path / "all.jsonl"
    whole.write_bytes(kim.read_bytes() + lee.read_bytes())
    import_file(whole, store_path, POOL)
    assert pooled(store_path) == [1], "two of four, and no other answer as often"


def test_files_of_other_cases_are_one_import(tmp_path: Path, store_path: Path) -> None:
    files = [answers(tmp_path / "kim.jsonl", "a"), answers(tmp_path / "lee.jsonl", "b", "b", "a", case="c1")]
    assert [each.outcome.warnings for each in import_files(files, store_path, POOL)] == [(), ()]
    assert pooled(store_path) == [1, -1]


def test_what_was_imported_before_is_told_and_the_same_file_is_not(tmp_path: Path, store_path: Path) -> None:
    kim, lee = answers(tmp_path / "kim.jsonl", "a", "b"), answers(tmp_path / "lee.jsonl", "a", "tie", "b", "tie", "a")
    import_file(kim, store_path, POOL)
    assert import_file(kim, store_path, POOL).outcome.warnings == ()
    (told,) = import_file(lee, store_path, POOL).outcome.warnings
    assert told.startswith("1 case had an answer before, which stands: --pool counts file by file")
    assert pooled(store_path) == [0]


def test_another_answer_names_the_way_that_counts_all(tmp_path: Path, store_path: Path) -> None:
    files = [answers(tmp_path / "kim.jsonl", "a"), answers(tmp_path / "lee.jsonl", "b")]
    with pytest.raises(FormatError, match=r"or import all answers as one file with --pool\.$"):
        import_files(files, store_path, POOL)
