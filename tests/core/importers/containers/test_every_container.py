"""Every container, plain and compressed, gives the same records of the same rows."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.importers.bad_rows import BadRows
from core.importers.containers.data_place import digest_of
from core.importers.containers.opening import open_records
from core.importers.containers.places import places
from core.model.errors import FormatError
from tests.core.importers.containers.making import COMPRESSIONS, EVERY, JSON, TEXTS, TYPED, fields, opened, read

Write = Callable[..., Path]

ROWS = [
    {"prompt": "a, b; c\td | e", "chosen": 'She said "yes": {[', "rejected": "two\nlines"},
    {"prompt": "\u00e9\u4e2d\U0001f600", "chosen": '\\"}],', "rejected": ' " :x'},
    {"prompt": ":)", "chosen": "0", "rejected": "=1+1"},
]
NESTED = [
    {"messages": [{"role": "user", "content": "a"}], "score": 1.5, "n": 3, "ok": True, "none": None},
    {"messages": [{"role": "user", "content": "}]"}, {"role": "x", "content": '"'}], "score": -2.0, "n": 0, "ok": False}
    | {"none": None},
]


@pytest.mark.parametrize("packed", COMPRESSIONS)
@pytest.mark.parametrize("name", EVERY)
def test_the_same_rows_come_from_every_container(write: Write, name: str, packed: str) -> None:
    path = write("misnamed.dat", COMPRESSIONS[packed](EVERY[name](ROWS)))
    records = opened(path)
    found = list(records)
    assert [record.fields for record in found] == ROWS
    assert [record.number for record in found] == [0, 1, 2]
    assert records.columns == ("prompt", "chosen", "rejected")
    assert list(records.head) == found
    assert list(records) == found
    assert records.text_cells == (name in TEXTS)


@pytest.mark.parametrize("name", [*JSON, *TYPED])
def test_nested_values_come_as_they_are(write: Write, name: str) -> None:
    assert fields(write("nested", EVERY[name](NESTED))) == NESTED


@pytest.mark.parametrize("name", EVERY)
def test_names_are_alike_and_index_columns_are_left_out(write: Write, name: str) -> None:
    row = {"": 0, "Unnamed: 0": 1, "__index_level_0__": 2, " Prompt ": "p", "CHOSEN": "c"}
    records = opened(write("named", EVERY[name]([row, row])))
    assert records.columns == ("prompt", "chosen")
    assert [dict(record.fields) for record in records] == [{"prompt": "p", "chosen": "c"}] * 2


@pytest.mark.parametrize("name", EVERY)
def test_two_names_that_become_one_are_refused(write: Write, name: str) -> None:
    with pytest.raises(FormatError, match=r"twice|two columns prompt: rename"):
        read(write("twins", EVERY[name]([{"prompt": "p", "Prompt ": "q"}] * 2)))


@pytest.mark.parametrize("name", EVERY)
def test_standard_input_holds_any_container(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(COMPRESSIONS[".gz"](EVERY[name](ROWS)))))
    (place,) = places(["-"])
    spooled = place.files[0]
    with BadRows(place) as bad:
        records = open_records(place, bad)
    assert [record.fields for record in records] == ROWS
    assert (place.name, place.title, place.file) == ("standard input", "stdin", "standard input")
    del place, records, bad
    assert not spooled.exists()


def test_the_digest_of_standard_input_is_of_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"abc")))
    assert digest_of(places(["-"])[0].contents()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("packed", [name for name in COMPRESSIONS if name])
@pytest.mark.parametrize("cut", [12, -5])
@pytest.mark.parametrize("name", ["lines.jsonl", "pretty.json", "delimited.csv", "rows.parquet", "stream.arrow"])
def test_compressed_data_that_is_cut_short(write: Write, name: str, packed: str, cut: int) -> None:
    path = write("cut", COMPRESSIONS[packed](EVERY[name](ROWS * 50))[:cut])
    with pytest.raises(FormatError, match=r"cut is cut short or damaged (gzip|bzip2|xz|zstd) data: download or copy"):
        read(path)


@pytest.mark.parametrize("name", [*TYPED, "book.xlsx"])
def test_files_that_are_cut_short(write: Write, name: str) -> None:
    data = EVERY[name](ROWS * 100)
    with pytest.raises(FormatError, match=r"cut is a damaged \w+ file: download or copy it again"):
        read(write("cut", data[: len(data) // 2]))


def test_compressed_twice(write: Write) -> None:
    twice = COMPRESSIONS[".gz"](COMPRESSIONS[".xz"](b"{}\n"))
    with pytest.raises(FormatError, match="is compressed twice"):
        read(write("twice", twice))


@pytest.mark.parametrize("packed", ["", ".gz", ".bz2", ".xz", ".zst"])
def test_streams_one_after_the_other_are_one_file(write: Write, packed: str) -> None:
    pack = COMPRESSIONS[packed]
    assert fields(write("parts", pack(b'{"a": 1}\n') + pack(b'{"a": 2}\n'))) == [{"a": 1}, {"a": 2}]


# Excel has no empty texts and no control characters, and Arrow needs one type a column.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\uffff\ufffe"), min_size=1)


def _says_something(row: dict[str, str]) -> bool:
    """Whether a row is not one of blank cells, which in delimited text is none."""
    return any(value.strip() for value in row.values())


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60, deadline=None
)
@given(
    rows=st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES}), min_size=2, max_size=5),
    name=st.sampled_from([*JSON]),
)
def test_random_values_come_back_from_json(write: Write, rows: list[dict[str, Any]], name: str) -> None:
    assert fields(write("random", EVERY[name](rows))) == rows


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60, deadline=None
)
@given(
    rows=st.lists(st.fixed_dictionaries({"a": WORDS, "b": WORDS}).filter(_says_something), min_size=2, max_size=5),
    name=st.sampled_from([*EVERY]),
)
def test_random_texts_come_back_from_all(write: Write, rows: list[dict[str, Any]], name: str) -> None:
    assert fields(write("random", EVERY[name](rows))) == rows


def test_an_encrypted_parquet_file_is_told_as_that(write: Write) -> None:
    held = b"PARE" + b"x" * 40 + (40).to_bytes(4, "little") + b"PARE"
    with pytest.raises(FormatError, match=r"is a Parquet file that is not read here \(.*encrypted.*\): convert it"):
        read(write("rows.parquet", held))
    content = places([write("rows.csv", b"a,b\n")])[0].contents()[0]
    for said in ("Cannot decrypt ColumnMetadata. FileDecryption is not setup correctly", "it is encrypted"):
        assert f"is not read here ({said})" in str(content.damaged("Parquet", OSError(said)))
    assert "is a damaged Parquet file" in str(content.damaged("Parquet", OSError("Couldn't deserialize thrift")))
