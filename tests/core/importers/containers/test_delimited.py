"""Delimited text in chunks: exact lines, widths, quoting, and which mark parts the columns."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.importers.bad_rows import BadRows
from core.importers.containers import delimited
from core.importers.containers.data_place import one_file
from core.importers.containers.delimited import DelimitedTable
from core.importers.containers.opening import open_records
from core.importers.containers.table import require
from core.importers.source import Source
from core.model.errors import FormatError
from tests.core.importers.containers.making import read, set_aside

Write = Callable[..., Path]


def _faults(table: DelimitedTable, size: int) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason) for chunk in table.chunks(size) for fault in chunk.faults]


@pytest.mark.parametrize("block", [1, 2, 100])
@pytest.mark.parametrize("size", [1, 2, 100])
def test_records_are_numbered_by_the_line_they_start_on(
    write: Write, monkeypatch: pytest.MonkeyPatch, size: int, block: int
) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", block)
    content = 'id,text\r\n0,"two\r\nlines"\r\n\r\n1,"three\n\nlines"\r\n2,plain\r\n'
    chunks = list(DelimitedTable(Source(write("multi.csv", content))).chunks(size))
    lines = [line for chunk in chunks for line in chunk.lines]
    assert lines == [2, 5, 8]
    assert [number for chunk in chunks for number in chunk.numbers] == [0, 1, 2]
    assert [text for chunk in chunks for text in chunk.cells()["text"]] == ["two\r\nlines", "three\n\nlines", "plain"]


@pytest.mark.parametrize("block", [1, 2, 100])
@pytest.mark.parametrize("size", [1, 2, 100])
def test_rows_of_empty_cells_are_none_at_the_end_and_malformed_before_others(
    write: Write, monkeypatch: pytest.MonkeyPatch, size: int, block: int
) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", block)
    path = write("blank.csv", "a,b\n0,x\n,\n , \n,,\n,y\n,\n,\n\n")
    chunks = list(DelimitedTable(Source(path)).chunks(size))
    assert [text for chunk in chunks for text in chunk.cells()["b"]] == ["x", "y"]
    assert [number for chunk in chunks for number in chunk.numbers] == [0, 4]
    blank = "all its cells are empty: take it out"
    assert _faults(DelimitedTable(Source(path)), size) == [(3, blank), (4, blank), (5, blank)]
    table = DelimitedTable(Source(path))
    assert (list(table.chunks(size)) != [], table.read) == (True, 5)


def test_rows_under_no_name_are_counted_and_say_nothing(write: Write) -> None:
    found = read(write("nameless.csv", '""\na\nb\n'))
    assert [(each.line, each.fields) for each in found] == [(2, {}), (3, {})]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_every_kind_of_malformed_row(write: Write, size: int) -> None:
    content = b'a,b\n1,2\n1\n1,2,3\n"x"y,1\n3,\xff\n4,\0\n5,6\n"open,\nend\n'
    table = DelimitedTable(Source(write("bad.csv", content)))
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
        records = list(open_records(one_file(source.path), bad))
        bad.stage()
        bad.publish()
    assert [(record.line, record.number, dict(record.fields)) for record in records] == [
        (2, 0, {"a": "1", "b": "2"}),
        (4, 2, {"a": "3", "b": "4"}),
    ]
    assert r"\"x\"y,1" in (tmp_path / "bad.jsonl").read_text()


def test_header_in_any_case_and_once(write: Write) -> None:
    assert DelimitedTable(Source(write("header.csv", "\ufeff Row_ID , prob_A\n"))).header == ("row_id", "prob_a")
    with pytest.raises(FormatError, match="line 1: the header names a column twice"):
        DelimitedTable(Source(write("twice.csv", "a,b,A\n")))
    with pytest.raises(FormatError, match="columns x, y are missing; it needs them"):
        require(DelimitedTable(Source(write("missing.csv", "a\n"))), ["a", "x", "y"], "it needs them")
    with pytest.raises(FormatError, match="line 1: the header is not CSV"):
        DelimitedTable(Source(write("broken.csv", '"a"b,c\n1,2\n')))


def test_texts_of_a_megabyte_are_read(write: Write) -> None:
    text = "long " * 300_000
    chunk = next(DelimitedTable(Source(write("long.csv", f'a,b\n1,"{text}"\n'))).chunks(10))
    assert chunk.row(0) == {"a": "1", "b": text}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a,b\n1,2\n", ("a", "b")),
        ("a;b\n1,5;2\n", ("a", "b")),
        ("a\tb;c\n1\t2\n", ("a", "b;c")),
        ("a|b|c\n1|2|3\n", ("a", "b", "c")),
        ('"a, or so";b\n1;2\n', ("a, or so", "b")),
        ("first, a;b, c\n1;2\n", ("first, a", "b, c")),
        ("sep=|\na,x|b\n1|2\n", ("a,x", "b")),
        ('"sep=;"\r\na,x;b\r\n1;2\r\n', ("a,x", "b")),
        ("one column\nof text, or two\n", ("one column",)),
        ("a;b\n", ("a", "b")),
        ('a;b\n"x\n,,y";2\n', ("a", "b")),
    ],
)
def test_the_mark_is_the_one_that_parts_the_header_as_the_rows(write: Write, text: str, names: tuple[str, ...]) -> None:
    assert DelimitedTable(Source(write("marks.csv", text))).header == names


def test_lines_are_counted_from_the_one_that_names_the_mark(write: Write, tmp_path: Path) -> None:
    records, bad = set_aside(write("sep.csv", "sep=;\na;b\n1;2\n3\n"), tmp_path / "bad")
    assert [(record.line, record.number, record.fields) for record in records] == [(3, 0, {"a": "1", "b": "2"})]
    assert [(row["line"], row["reason"]) for row in bad] == [(4, "it has 1 fields where the header has 2")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end(write: Write, end: str) -> None:
    text = f'a,b{end}1,"x{end}y"{end}{end}2,z{end}'
    records = read(write("ends.csv", text))
    inner = "\n" if end == "\r" else end
    assert [(record.line, record.fields["b"]) for record in records] == [(2, f"x{inner}y"), (5, "z")]


def test_bytes_of_another_encoding_are_malformed_by_line(write: Write, tmp_path: Path) -> None:
    records, bad = set_aside(write("win.csv", "a;b\n1;2\n3;caf\xe9\n5;6\n".encode("latin-1")), tmp_path / "bad")
    assert [record.number for record in records] == [0, 2]
    assert [(row["line"], row["reason"]) for row in bad] == [(3, "it has bytes that are not UTF-8")]


def test_a_header_that_is_no_text(write: Write) -> None:
    for header, why in ((b"caf\xe9,b", "it has bytes that are not UTF-8"), (b"a\0,b", "it has a NUL byte")):
        with pytest.raises(FormatError, match=rf"head\.csv, line 1: {why}: save the file as UTF-8 text"):
            read(write("head.csv", header + b"\n1,2\n"))


def test_a_quote_that_joins_lines_is_told_of(write: Write, tmp_path: Path) -> None:
    path = write("joined.csv", 'prompt,answer\na,1\n"b,2\nc,3\nd"x,4\ne,5\n')
    with BadRows(Source(path), tmp_path / "bad.jsonl") as bad:
        records = open_records(one_file(path), bad)
        assert [(each.number, each.fields["prompt"]) for each in records] == [(0, "a"), (2, "e")]
    (told,) = records.warnings
    assert "joined.csv: lines 3 to 5 are one malformed row, as a quote in it is none or has no end: " in told
    assert told.endswith("rows after it have numbers as after one row.")
    assert DelimitedTable(Source(write("one.csv", 'a,b\n"x"y,1\n3,4\n'))).warnings == ()
