"""What is wrong with files of a lake is told in one sentence that names the file, and not in the database's words."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pytest
from pyarrow import parquet

from core.audit.statistics.engines import warehouse
from core.model.errors import FormatError
from core.storage.lake import Lake
from tests.core.audit.statistics.lakes import annotation, built, vote, written

GOOD = ([vote(1, 1, -1), vote(2, -1, 1)], [annotation(1, 1), annotation(2, 1)])
Spoil = Callable[[Path], object]


def cut(size: int) -> Spoil:
    """Leave the first bytes of a file, or all but the last."""
    return lambda path: path.write_bytes(path.read_bytes()[:size])


def text(content: bytes) -> Spoil:
    """Replace a file."""
    return lambda path: path.write_bytes(content)


def changed(change: Callable[[pa.Table], pa.Table]) -> Spoil:
    """Write a table again otherwise."""
    return lambda path: parquet.write_table(change(parquet.read_table(path)), path)


def folder(path: Path) -> None:
    """Put an empty folder in a file's place."""
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    """Put a pipe in a file's place."""
    path.unlink()
    os.mkfifo(path)


def no_text(table: pa.Table) -> pa.Table:
    """A column of text that has bytes that are none."""
    return table.set_column(table.schema.get_field_index("kind"), "kind", pa.array([b"\xff"] * 2).view(pa.string()))


def put(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    """Another column of that name."""
    return table.set_column(table.schema.get_field_index(name), name, column)


FAULTS: dict[str, tuple[Spoil, str]] = {
    "text": (text(b"not a table, but text\n"), "BAD is no Parquet file: name those that are."),
    "empty": (text(b""), "BAD is empty: copy or write it again."),
    "one letter": (text(b"P"), "BAD is no Parquet file: name those that are."),
    "mark alone": (text(b"PAR1"), "BAD is a damaged Parquet file: copy or write it again."),
    "junk": (text(b"PAR1" + b"junk" * 9 + b"PAR1"), "BAD is a damaged Parquet file: copy or write it again."),
    "cut short": (cut(-10), "BAD is a damaged Parquet file: copy or write it again."),
    "half": (cut(200), "BAD is a damaged Parquet file: copy or write it again."),
    "encrypted": (text(b"PARE" + b"junk" * 9 + b"PARE"), "BAD is encrypted: write it without encryption."),
    "gone": (os.unlink, "There are no files BAD: check the path or the glob."),
    "folder": (folder, "BAD is a folder without Parquet files: name the files that are meant."),
    "pipe": (pipe, "BAD is not an ordinary file: save its content to one first."),
    "column": (
        changed(lambda table: table.drop(["kind"])),
        "BAD has no column kind: see `discretion stats build --help` for the columns that it needs.",
    ),
    "bytes": (
        changed(no_text),
        (
            "BAD cannot be read (the database says “Invalid string encoding found in Parquet: "
            'value "\\xFF" is not valid UTF8!”): copy or write it again.'
        ),
    ),
}
WHOLE: Final = "write it as a signed integer of 64 bits, since engines read unsigned ones as decimals."
LISTS: Final = pa.array([["human"]] * 2)
FAULTS |= {
    "lists": (changed(lambda table: put(table, "annotator", LISTS)), "BAD: annotator is VARCHAR[]: write it as text."),
    "bytes for a text": (
        changed(lambda table: put(table, "kind", pa.array([b"human"] * 2))),
        "BAD: kind is BLOB: write it as text.",
    ),
    "fractions": (
        changed(lambda table: put(table, "preference", pa.array([0.6, -0.6]))),
        f"BAD: preference is DOUBLE: {WHOLE}",
    ),
    "flags as fractions": (
        changed(lambda table: table.append_column("flagged", pa.array([0.5, 0.0]))),
        "BAD: flagged is DOUBLE: write it as true or false.",
    ),
    "a column twice": (
        changed(lambda table: table.append_column("annotator", pa.array(["mara"] * 2))),
        "BAD has two columns annotator: keep one.",
    ),
}
BESIDE: dict[str, tuple[Spoil, str]] = {
    "type": (
        changed(lambda table: table.set_column(0, "shard", pa.array(["a", "b"]))),
        "BAD: shard is VARCHAR: write it as a signed integer of 64 bits, since engines read unsigned ones as decimals.",
    ),
    "flags": (
        changed(lambda table: table.append_column("flagged", pa.array([True, False]))),
        "WHOLE has no column flagged and BAD has: write it into all files or into none.",
    ),
}


def read_annotations(votes: Path, *annotations: Path) -> None:
    """Read all that a lake has of annotations."""
    with Lake([str(votes)], list(map(str, annotations)), 1) as lake:
        lake.annotators()
        lake.annotations(["human"], 0, 9)


def test_parts_of_other_columns_are_none_of_a_lake(tmp_path: Path) -> None:
    written(tmp_path, *GOOD)
    votes, annotations = (tmp_path / name / "rows.parquet" for name in ("votes", "annotations"))
    fact = {"annotator": ["x"], "prefers_a_1": {"kind": 0.5, "shard": "x"}}
    changed(lambda table: table.add_column(0, "facts", pa.array([fact] * 2)))(annotations)
    changed(lambda table: table.add_column(0, "facts", pa.array([fact] * len(table))))(votes)
    read_annotations(votes, annotations)


@pytest.mark.parametrize(
    ("kind", "beside"), [*((kind, False) for kind in FAULTS), *((kind, True) for kind in {**FAULTS, **BESIDE})]
)
def test_what_is_wrong_with_a_file(tmp_path: Path, kind: str, beside: bool) -> None:
    written(tmp_path, *GOOD)
    whole, bad = (tmp_path / "annotations" / name for name in ("a.parquet", "bad.parquet"))
    (tmp_path / "annotations" / "rows.parquet").rename(whole)
    bad.write_bytes(whole.read_bytes())
    spoil, expected = {**FAULTS, **BESIDE}[kind]
    spoil(bad)
    with pytest.raises(FormatError) as refused:
        read_annotations(tmp_path / "votes" / "rows.parquet", *([whole] if beside else []), bad)
    assert str(refused.value).replace(str(bad), "BAD").replace(str(whole), "WHOLE") == expected


@pytest.mark.parametrize("address", ["s3://bucket/a.parquet", "http://localhost:1/a.parquet"])
def test_what_lies_elsewhere(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # where the database looks for extensions
    with pytest.raises(FormatError, match=r"cannot be read without the database's extension httpfs: copy the files"):
        Lake([address], [address], 1)


def test_a_value_that_its_column_cannot_have(tmp_path: Path) -> None:
    files = written(tmp_path, [vote(2**40, 1, -1)], [annotation(2**40, 1)])
    path = tmp_path / "votes" / "rows.parquet"
    table = parquet.read_table(path)
    parquet.write_table(table.set_column(0, "shard", pa.array([2**40])), path)
    with pytest.raises(FormatError) as refused:
        built(files)
    assert str(refused.value).startswith(f"{tmp_path}/votes/*.parquet has a value that its column cannot have (Type IN")
    assert not re.search(r"LINE|SELECT|\n", str(refused.value))


def test_other_engines_name_the_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Elsewhere:
        name = "polars"

        def read_parquet(self, _: object) -> object:
            raise RuntimeError("read")

        def disconnect(self) -> None:
            pass

    monkeypatch.setattr(warehouse, "_connected", lambda _: Elsewhere())
    written(tmp_path, *GOOD)
    bad = tmp_path / "votes" / "rows.parquet"
    bad.write_text("text")
    with pytest.raises(FormatError, match=f"^{bad} is no Parquet file: name those that are.$"):
        warehouse.Warehouse("ibis:polars://", [str(bad)], [str(bad)], 2)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"PAR1junkPAR1", "is a damaged Parquet file: copy"), (None, "has no columns id, name and text: give the file")],
)
def test_principles_that_are_damaged_or_others(tmp_path: Path, content: bytes | None, told: str) -> None:
    files = written(tmp_path, *GOOD)
    files.principles.write_bytes(content or (tmp_path / "votes" / "rows.parquet").read_bytes())
    with pytest.raises(FormatError, match=told):
        built(files)
