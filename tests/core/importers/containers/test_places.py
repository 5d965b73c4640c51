"""What the user names: files, shards, folders, globs, the hub; and datasets in several files."""

import hashlib
import re
from pathlib import Path
from typing import Any

import datasets
import pytest

from core.importers.bad_rows import BadRows
from core.importers.containers.data_place import digest_of, one_file
from core.importers.containers.folders import folder_place
from core.importers.containers.opening import open_records
from core.importers.containers.places import places, running_name
from core.model.errors import FormatError
from tests.core.importers.containers.making import (
    delimited,
    excel,
    fields,
    json_lines,
    opened,
    parquet,
    read,
    set_aside,
)

ROWS: list[dict[str, Any]] = [{"prompt": f"p{n}", "score": n} for n in range(12)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve rows in eleven shards, of which the second is numbered 10."""
    made = tmp_path / "made"
    made.mkdir()
    for n in range(10):
        (made / f"part-{n}.jsonl").write_bytes(json_lines(ROWS[n : n + 1]))
    (made / "part-10.jsonl").write_bytes(json_lines(ROWS[10:]))
    return made


def test_a_folder_of_shards_has_one_numbering(folder: Path) -> None:
    (folder / "README.md").write_text("Not data.")
    (folder / "dataset_infos.json").write_text("{}")
    (folder / ".hidden.jsonl").write_text("{}")
    (place,) = places([folder])
    assert (place.name, place.title, place.file, len(place.files)) == (str(folder), "made", "made", 11)
    records = read(folder)
    assert [record.fields for record in records] == ROWS
    assert [record.number for record in records] == list(range(12))
    assert [record.line for record in records][-3:] == [1, 1, 2]
    assert records[-1].file == str(folder / "part-10.jsonl")


def test_a_glob_passes_over_what_is_hidden_unless_it_names_it(folder: Path) -> None:
    part = folder / ".s.part"
    part.mkdir()
    (part / "part-11.jsonl").write_text("{}")
    (place,) = places([f"{folder}/**/*.jsonl"])
    assert len(place.files) == 11
    assert places([f"{folder}/.s.part/*.jsonl"])[0].files == (part / "part-11.jsonl",)


def test_a_glob_is_one_dataset_and_a_name_is_no_glob(folder: Path, tmp_path: Path) -> None:
    (place,) = places([f"{folder}/part-?.jsonl"])
    assert (place.title, place.file, len(place.files)) == ("part", "part-?.jsonl", 10)
    assert fields(f"{folder}/part-[12]*.jsonl") == [ROWS[1], ROWS[2], *ROWS[10:]]
    literal = tmp_path / "part[1]*.jsonl"
    literal.write_bytes(json_lines(ROWS[:1]))
    assert fields(literal) == ROWS[:1]
    with pytest.raises(FormatError, match=r"No file is called .*none\*: check the path"):
        places([f"{tmp_path}/none*"])


def test_numbered_shards_that_are_named_one_by_one_are_one_dataset(tmp_path: Path) -> None:
    paths = [tmp_path / f"train-0000{n}-of-00003.parquet" for n in range(3)]
    for n, path in enumerate(paths):
        path.write_bytes(parquet(ROWS[n * 4 : n * 4 + 4]))
    other = tmp_path / "other.jsonl"
    other.write_bytes(json_lines(ROWS))
    whole, alone = places([paths[2], paths[0], other, paths[1]])
    assert (whole.title, whole.file) == ("train", "train-*-of-00003.parquet")
    assert (whole.files, whole.warnings) == (tuple(paths), ())
    assert alone.files == (other,)
    with BadRows(whole) as bad:
        assert [record.fields for record in open_records(whole, bad)] == ROWS
    (part,) = places(paths[1:])
    assert part.warnings == (
        f"{tmp_path}/train-*-of-00003.parquet: 2 of 3 shards that belong together; the others are not read.",
    )
    assert opened(paths[0]).warnings[0].endswith("1 of 3 shards that belong together; the others are not read.")


def test_several_files_stay_several_datasets(folder: Path) -> None:
    assert [place.title for place in places([folder / "part-0.jsonl", folder / "part-1.jsonl"])] == ["part-0", "part-1"]


def test_the_digest_of_several_files_is_that_of_their_digests(folder: Path) -> None:
    (one,), (two,) = places([folder / "part-1.jsonl"]), places([f"{folder}/part-[12].jsonl"])
    digests = [hashlib.sha256((folder / f"part-{n}.jsonl").read_bytes()).hexdigest() for n in (1, 2)]
    assert digest_of(one.contents()) == digests[0]
    assert digest_of(two.contents()) == hashlib.sha256(f"{digests[0]}\n{digests[1]}\n".encode()).hexdigest()


def test_progress_is_of_all_files_together(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    (place,) = places([folder])
    with BadRows(place) as bad:
        records = open_records(place, bad, lambda done, total: told.append((done, total)))
    told.clear()
    list(records)
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert told == sorted(told)
    assert told[-1] == (size, size)
    assert records.sha256() == digest_of(place.contents())


def test_malformed_rows_of_shards_name_their_file(folder: Path, tmp_path: Path) -> None:
    (folder / "part-3.jsonl").write_text('{"prompt": "p3"}\nx\n')
    (folder / "part-4.jsonl").write_text('{x\n{"prompt": "p4"}\n')
    with pytest.raises(FormatError, match=r"part-3\.jsonl, line 2: it is not JSON"):
        read(folder)
    records, bad = set_aside(folder, tmp_path / "bad")
    assert [(Path(row["file"]).name, row["line"]) for row in bad] == [("part-3.jsonl", 2), ("part-4.jsonl", 1)]
    assert [record.number for record in records] == [0, 1, 2, 3, 6, *range(7, 14)]


def test_empty_shards_are_passed_over(folder: Path) -> None:
    (folder / "part-5.jsonl").write_bytes(b"")
    assert len(fields(folder)) == 11


def test_files_that_are_not_one_dataset(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    (made / "part-1.csv").write_bytes(delimited(ROWS))
    (made / "part-2.csv").write_bytes(delimited([{"prompt": "p", "other": 1}]))
    with pytest.raises(FormatError, match=r"part-2\.csv has other columns than .*part-1\.csv"):
        read(made)
    (made / "part-2.csv").write_bytes(excel(ROWS))
    with pytest.raises(FormatError, match=r"part-2\.csv is a file of another kind than .*part-1\.csv"):
        read(made)
    (made / "part-1.csv").write_bytes(json_lines([{"a": 1, "b": 2}]))
    (made / "part-2.csv").write_bytes(json_lines([{"a": 1, "c": 2}]))
    with pytest.raises(FormatError, match="has other columns than"):
        read(made)
    (made / "part-2.csv").write_bytes(json_lines([{"a": 3}]))
    assert fields(made) == [{"a": 1, "b": 2}, {"a": 3}]


def test_folders_with_several_datasets_or_none(tmp_path: Path) -> None:
    made = tmp_path / "made"
    (made / "data").mkdir(parents=True)
    with pytest.raises(FormatError, match=rf"is a folder without data: .* such as {made}/data\."):
        places([made])
    for name in ("train-00000-of-00001.parquet", "test-00000-of-00001.parquet"):
        (made / "data" / name).write_bytes(parquet(ROWS))
    with pytest.raises(FormatError) as caught:
        places([made / "data"])
    typed = f"{made}/data/test-*.parquet"
    assert f'several datasets (test-*.parquet, train-*.parquet): name one of them in quotes, such as "{typed}".' in str(
        caught.value
    )
    assert fields(typed) == ROWS


def test_what_datasets_saved_to_disk(tmp_path: Path) -> None:
    held = datasets.Dataset.from_list(ROWS)
    held.save_to_disk(tmp_path / "one", num_shards=3)
    assert fields(tmp_path / "one") == ROWS
    (place,) = places([tmp_path / "one"])
    assert (place.title, len(place.files)) == ("one", 3)
    datasets.DatasetDict({"train": held}).save_to_disk(tmp_path / "dict")
    assert fields(tmp_path / "dict") == ROWS
    datasets.DatasetDict({"train": held, "test": held.select([0])}).save_to_disk(tmp_path / "splits")
    with pytest.raises(FormatError) as caught:
        places([tmp_path / "splits"])
    assert str(caught.value).endswith(f"name one of them, {tmp_path}/splits/train or {tmp_path}/splits/test.")
    assert fields(tmp_path / "splits" / "test") == ROWS[:1]
    next((tmp_path / "one").glob("*00001-of*")).unlink()
    with pytest.raises(FormatError, match="lacks data-00001-of-00003"):
        places([tmp_path / "one"])


def test_the_first_sheet_alone_is_read_and_others_are_named(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(excel(ROWS, {"Notes": "read me", "Blank": None}))
    records = opened(path)
    assert [record.fields for record in records] == [{**row, "score": str(row["score"])} for row in ROWS]
    assert [record.line for record in records][:2] == [2, 3]
    assert records.warnings == (f"{path}: only the first sheet is read, and not Notes.",)


def test_cells_as_full_as_excel_allows_are_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(excel([{"prompt": "x" * 32_767}]))
    records = opened(path)
    list(records)
    assert "32,767 characters" in records.warnings[0]


@pytest.mark.parametrize(
    ("name", "running"),
    [
        ("part-0.jsonl", "part-*.jsonl"),
        ("part-10.jsonl.gz", "part-*.jsonl.gz"),
        ("x-1-of-3.csv", "x-*-of-3.csv"),
        ("run2-part-3.json", "run2-part-*.json"),
        ("data-00001", "data-*"),
        ("data.csv", None),
    ],
)
def test_the_number_that_runs_in_a_name(name: str, running: str | None, tmp_path: Path) -> None:
    assert running_name(one_file(tmp_path / name)) == (running and str(tmp_path / running))


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read (Is a directory): check the path"), (b"{", "is no JSON: download or copy the folder")],
)
def test_a_list_of_splits_is_blamed_for_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, told: str
) -> None:
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    path = tmp_path / "dataset_dict.json"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(FormatError, match=re.escape(told)):
        folder_place(tmp_path)
