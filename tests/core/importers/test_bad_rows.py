"""Malformed rows: the sentence, the file they are set aside in, and what that file may be."""

import io
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from core.importers.bad_rows import BadRows, Fault
from core.importers.importing import ImportResult, import_file, import_files
from core.importers.options import ImportOptions
from core.importers.source import Source
from core.model.errors import FormatError
from core.storage.store import Store
from core.storage.writing import StoreWriter

Write = Callable[..., Path]
Load = Callable[..., ImportResult]


def _set_aside(path: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def test_the_sentence_names_file_line_and_remedy(write: Write) -> None:
    path = write("some.csv", "x")
    with BadRows(Source(path)) as bad, pytest.raises(FormatError) as caught:
        bad.extend([Fault(9, "later", ""), Fault(4, "prob_a is empty", "")])
    assert str(caught.value) == (
        f"{path}, line 4: prob_a is empty; fix the row or pass --skip-bad FILE to set such rows aside."
    )


def test_rows_are_set_aside_in_order_and_the_rest_is_kept(load: Load, tmp_path: Path, seeded: Path) -> None:
    sink = tmp_path / "bad.jsonl"
    content = b"row_id,reward_a,reward_b\n0,1,2\n1,x,2\n1\n2,\xff,1\n2,nan,0\n1,3,1\n"
    result = load("model.csv", content, skip_bad=sink)
    assert (result.outcome.read, result.outcome.kept, result.outcome.rejected) == (6, 2, 4)
    rows = _set_aside(sink)
    assert [row["line"] for row in rows] == [3, 4, 5, 6]
    assert rows[0] == {
        "file": str(tmp_path / "model.csv"),
        "line": 3,
        "reason": 'reward_a is "x" and not a finite number',
        "row": {"row_id": "1", "reward_a": "x", "reward_b": "2"},
    }
    assert rows[1]["row"] == ["1"]
    with Store.open(seeded) as store:
        assert store.imports()[-1].rejected == 4


def test_several_files_share_one_sink_and_mended_rows_leave_it(load: Load, tmp_path: Path, seeded: Path) -> None:
    sink = tmp_path / "bad.jsonl"
    load("one.csv", "row_id,reward_a,reward_b\n0,,2\n1,1,2\n", skip_bad=sink)
    load("two.csv", "row_id,reward_a,reward_b\n0,1,\n1,1,2\n", skip_bad=sink)
    assert [row["file"] for row in _set_aside(sink)] == [str(tmp_path / "one.csv"), str(tmp_path / "two.csv")]
    load("two.csv", "row_id,reward_a,reward_b\n0,1,\n1,1,2\n", skip_bad=sink)
    assert len(_set_aside(sink)) == 2
    load("one.csv", "row_id,reward_a,reward_b\n0,1,2\n", skip_bad=sink)
    assert [row["file"] for row in _set_aside(sink)] == [str(tmp_path / "two.csv")]


def test_rows_of_standard_input_stay(tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sink = tmp_path / "bad.jsonl"
    for n, wrong in enumerate(("x", "y", "y")):
        content = f"row_id,reward_a,reward_b\n0,{wrong},2\n1,1,2\n".encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        import_files(["-"], seeded, ImportOptions(annotator=f"m{n}", skip_bad=sink))
    assert [row["row"] for row in _set_aside(sink)] == [
        {"row_id": "0", "reward_a": wrong, "reward_b": "2"} for wrong in ("x", "y")
    ]


def test_nothing_is_written_without_bad_rows_or_without_success(load: Load, tmp_path: Path, seeded: Path) -> None:
    sink = tmp_path / "bad.jsonl"
    load("good.csv", "row_id,reward_a,reward_b\n0,1,2\n", skip_bad=sink)
    with pytest.raises(FormatError, match="two different answers"):
        load("good.csv", "row_id,reward_a,reward_b\n1,,2\n0,2,1\n", skip_bad=sink)
    assert not sink.exists()
    assert not list(tmp_path.glob(".*"))


def test_a_sink_that_would_destroy_something(load: Load, tmp_path: Path, seeded: Path, write: Write) -> None:
    rows = "row_id,reward_a,reward_b\n0,,2\n"
    for name, content in (("data.csv", rows), ("data.jsonl", '{"prompt": 1}\n'), ("list.jsonl", "[1]\n")):
        other = write(name, content)
        with pytest.raises(FormatError, match="holds something other than bad rows"):
            load("in.csv", rows, skip_bad=other)
        assert other.read_text() == content
    with pytest.raises(FormatError, match="not an ordinary file"):
        load("in.csv", rows, skip_bad=Path("/dev/null"))
    with pytest.raises(FormatError, match=r"folder of .* does not exist"):
        load("in.csv", rows, skip_bad=tmp_path / "absent" / "bad.jsonl")
    with pytest.raises(FormatError, match="Rows are set aside in a file: name one"):
        load("in.csv", rows, skip_bad=Path("-"))


def test_a_sink_that_is_a_link_stays_one(load: Load, tmp_path: Path, seeded: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "bad.jsonl").symlink_to("kept/rows.jsonl")
    load("in.csv", "row_id,reward_a,reward_b\n0,1,2\n1,,2\n", skip_bad=tmp_path / "bad.jsonl")
    assert (tmp_path / "bad.jsonl").is_symlink()
    assert len(_set_aside(tmp_path / "kept" / "rows.jsonl")) == 1


def test_a_sink_without_space_undoes_the_import(
    load: Load, tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.importers.bad_rows.os.fsync", full)
    with pytest.raises(FormatError, match="No space left"):
        load("in.csv", "row_id,reward_a,reward_b\n0,,2\n1,2,3\n", skip_bad=tmp_path / "bad.jsonl")
    with Store.open(seeded) as store:
        assert store.annotators() == ()
    assert not list(tmp_path.glob(".bad*"))


def test_a_file_without_one_whole_row_is_refused(load: Load, tmp_path: Path, seeded: Path) -> None:
    sink = tmp_path / "bad.jsonl"
    with pytest.raises(FormatError, match=r"All 2 rows of .*one\.csv are malformed, so that nothing would be kept"):
        load("one.csv", "row_id,reward_a,reward_b\n0,,2\n1,x,2\n", skip_bad=sink)
    assert not sink.exists()


@pytest.mark.parametrize(
    ("sink", "said"),
    [
        ("new.duckdb", "is the store"),
        ("link", "is the store"),
        ("new.duckdb.wal", "is the log of the store"),
        ("new.reviews/r1.jsonl", r"is, or is in, a folder of reviews or runs \(new.reviews\)"),
        ("other.duckdb", "is a store"),
    ],
)
def test_rows_are_set_aside_in_nothing_of_ours(write: Write, tmp_path: Path, sink: str, said: str) -> None:
    source = write("cases.jsonl", b'{"case_id":"1","prompt":"p","response_a":"a","response_b":"b"}\n{"case_id":"2"}\n')
    with StoreWriter.open(tmp_path / "other.duckdb"):
        pass
    (tmp_path / "new.reviews").mkdir()
    (tmp_path / "link").symlink_to("new.duckdb")
    there = sorted(each.name for each in tmp_path.iterdir())
    with pytest.raises(FormatError, match=f"{said}: name another file after --skip-bad"):
        import_file(source, tmp_path / "new.duckdb", ImportOptions(skip_bad=tmp_path / sink))
    assert sorted(each.name for each in tmp_path.iterdir()) == there
