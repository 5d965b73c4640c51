"""CSV in chunks: exact lines, widths, quoting; and columns of cells."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importers.bad_rows import BadRows
from core.importers.cells import identifiers, numbers, orders, preferences, probabilities
from core.importers.containers import delimited as table_module
from core.importers.source import Source
from core.importers.table import CsvFile
from core.model.errors import FormatError

Write = Callable[..., Path]


def _faults(table: CsvFile, size: int) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason) for chunk in table.chunks(size) for fault in chunk.faults]


@pytest.mark.parametrize("block", [1, 2, 100])
@pytest.mark.parametrize("size", [1, 2, 100])
def test_records_are_numbered_by_the_line_they_start_on(
    write: Write, monkeypatch: pytest.MonkeyPatch, size: int, block: int
) -> None:
    monkeypatch.setattr(table_module, "_BLOCK", block)
    content = 'id,text\r\n0,"two\r\nlines"\r\n\r\n1,"three\n\nlines"\r\n2,plain\r\n'
    chunks = list(CsvFile(Source(write("multi.csv", content))).chunks(size))
    lines = [line for chunk in chunks for line in chunk.lines]
    assert lines == [2, 5, 8]
    assert [number for chunk in chunks for number in chunk.numbers] == [0, 1, 2]
    assert [text for chunk in chunks for text in chunk.cells()["text"]] == ["two\r\nlines", "three\n\nlines", "plain"]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_every_kind_of_malformed_row(write: Write, size: int) -> None:
    content = b'a,b\n1,2\n1\n1,2,3\n"x"y,1\n3,\xff\n4,\0\n5,6\n"open,\nend\n'
    table = CsvFile(Source(write("bad.csv", content)))
    assert sorted(_faults(table, size)) == [
        (3, "it has 1 fields where the header has 2"),
        (4, "it has 3 fields where the header has 2"),
        (5, "it is not CSV (',' expected after '\"')"),
        (6, "it has bytes that are not UTF-8"),
        (7, "it has a NUL byte"),
        (9, "it is not CSV (unexpected end of data)"),
    ]
    assert table.read == 8


def test_a_stray_quote_keeps_the_row_as_it_was(write: Write, tmp_path: Path) -> None:
    source = Source(write("stray.csv", 'a,b\n1,2\n"x"y,1\n3,4\n'))
    with BadRows(source, tmp_path / "bad.jsonl") as bad:
        records = list(CsvFile(source).records(bad))
        bad.stage()
        bad.publish()
    assert [(record.line, record.number, dict(record.fields)) for record in records] == [
        (2, 0, {"a": "1", "b": "2"}),
        (4, 2, {"a": "3", "b": "4"}),
    ]
    assert r"\"x\"y,1" in (tmp_path / "bad.jsonl").read_text()


def test_header_in_any_case_and_once(write: Write) -> None:
    assert CsvFile(Source(write("header.csv", "\ufeff Row_ID , prob_A\n"))).header == ("row_id", "prob_a")
    with pytest.raises(FormatError, match="line 1: the header names a column twice"):
        CsvFile(Source(write("twice.csv", "a,b,A\n")))
    with pytest.raises(FormatError, match="line 1: columns x, y are missing; it needs them"):
        CsvFile(Source(write("missing.csv", "a\n"))).require(["a", "x", "y"], "it needs them")
    with pytest.raises(FormatError, match="line 1: the header is not CSV"):
        CsvFile(Source(write("broken.csv", '"a"b,c\n1,2\n')))


def test_texts_of_a_megabyte_are_read(write: Write) -> None:
    text = "long " * 300_000
    chunk = next(CsvFile(Source(write("long.csv", f'a,b\n1,"{text}"\n'))).chunks(10))
    assert chunk.row(0) == {"a": "1", "b": text}


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_round_trip(values: list[float]) -> None:
    column = numbers([repr(value) for value in values])
    assert column.values.tolist() == values
    assert not column.wrong.any()


@pytest.mark.parametrize("cell", ["", "x", "nan", "inf", "-Infinity", "1_000", "１", "1,5", "0x1"])
def test_what_is_no_number(cell: str) -> None:
    column = numbers(["1", cell, " 2.5 "])
    assert column.wrong.tolist() == [False, True, False]
    assert column.values[[0, 2]].tolist() == [1.0, 2.5]
    assert probabilities(["1", cell, "0"]).wrong.tolist() == [False, True, False]


def test_probabilities_tolerate_rounding_alone() -> None:
    column = probabilities(["1.0000005", "-0.0000005", "1.00001", "-0.00001", "0.5"])
    assert column.wrong.tolist() == [False, False, True, True, False]


def test_preferences_and_orders() -> None:
    column = preferences(["a", "B", " Tie", "1", "-1", "0", "1.0", "-1.0", "0.0", "+1", "c", "", "2"])
    assert column.values[:10].tolist() == [1, -1, 0, 1, -1, 0, 1, -1, 0, 1]
    assert column.values.dtype == np.int8
    assert np.flatnonzero(column.wrong).tolist() == [10, 11, 12]
    assert orders(["0", "1", "1.0", "2", "", "-1"]).wrong.tolist() == [False, False, False, True, True, True]


def test_ids_are_prefixed_and_not_empty() -> None:
    column = identifiers([" 7", "", "x "], "set/")
    assert column.values.tolist() == ["set/7", "set/", "set/x"]
    assert column.wrong.tolist() == [False, True, False]
