"""A table in every file format: what is read back is what was written, and hostile text is text."""

import csv
import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exporters import table
from core.exporters.comma_separated import Cell
from core.exporters.table import ENDINGS, Column, Row, Table, write_table
from core.model.errors import ExportError
from core.model.safe_text import inert_line, spreadsheet_safe

COLUMNS = (Column("text"), Column("count", int), Column("share", float), Column("sure", bool), Column("note"))
HOSTILE = (
    *("=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\u200b=1", "\n-2"),
    *("a|b", "| --- |", "`code` *b* _i_ ~s~ $x$ # h", "[x](javascript:alert(1))", "![x](http://x/y.png)"),
    *(
        "<script>alert(1)</script>",
        "<http://x>",
        "&lt;b&gt; &amp;",
        "\\| \\",
        "two\nlines",
        "\r\n",
        "a\rb",
        '"',
        ",;\t",
    ),
    *("\0", "a\0b", "\x1b[2J", "\u202egnp", "\ufeff", "NULL", "None", "nan", "0012", "1e5", "true", "👩‍🔬", "é", " "),
)
ROWS: tuple[Row, ...] = (
    ("plain", 1, 0.5, True, None),
    ("", -(2**53), -1.25e-300, False, "note"),
    (None, None, None, None, None),
    ("last", 0, 0.1 + 0.2, None, "x" * 100_000),
    *((text, n, n / 7, n % 2 == 0, text) for n, text in enumerate(HOSTILE)),
)
any_row = st.tuples(
    st.none() | st.text(max_size=20),
    st.none() | st.integers(-(2**62), 2**62),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.booleans(),
    st.none() | st.text(max_size=20),
)


def in_csv(cell: Cell) -> str:
    if cell is None:
        return ""
    return spreadsheet_safe(cell) if isinstance(cell, str) else str(cell)


def read_csv(path: Path) -> list[list[str]]:
    csv.field_size_limit(1 << 20)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def read_parquet(path: Path) -> tuple[list[tuple[str, str]], list[tuple[object, ...]]]:
    with duckdb.connect() as connection:
        found = connection.from_parquet(str(path))
        return list(zip(found.columns, map(str, found.types), strict=True)), found.fetchall()


def read_markdown(path: Path) -> list[list[str]]:
    """The cells of a Markdown table, unescaped, without the line under the header."""
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    return [list(cells(line)) for n, line in enumerate(lines) if n != 1]


def cells(line: str) -> Iterator[str]:
    assert line.startswith("| ")
    assert line.endswith(" |")
    cell, characters = "", iter(line[2:])
    for character in characters:
        if character == "|":
            yield cell.removesuffix(" ")
            cell = ""
            next(characters, "")
        else:
            cell += next(characters) if character == "\\" else character
    assert cell == ""


def in_markdown(cell: Cell) -> str:
    if cell is None:
        return ""
    return (f"{cell:.4g}" if isinstance(cell, float) else inert_line(str(cell))).replace("&", "&amp;")


def check(folder: Path, rows: Sequence[Row]) -> None:
    """Write rows in every format and read them back."""
    names = [column.name for column in COLUMNS]
    for ending in ENDINGS:
        path = folder / f"out{ending}"
        assert write_table(Table(COLUMNS, iter(rows)), path) == len(rows)
    assert read_csv(folder / "out.csv") == [names, *([in_csv(cell) for cell in row] for row in rows)]
    records = [dict(zip(names, row, strict=True)) for row in rows]
    assert orjson.loads((folder / "out.json").read_bytes()) == records
    assert [orjson.loads(line) for line in (folder / "out.jsonl").read_bytes().split(b"\n")[:-1]] == records
    types, found = read_parquet(folder / "out.parquet")
    assert types == list(zip(names, ("VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "VARCHAR"), strict=True))
    assert found == list(rows)
    assert read_markdown(folder / "out.md") == [names, *([in_markdown(cell) for cell in row] for row in rows)]
    assert {path.name for path in folder.iterdir()} == {f"out{ending}" for ending in ENDINGS}


@pytest.mark.parametrize("rows", [(), ROWS[:1], ROWS], ids=["none", "one", "hostile"])
def test_every_format_gives_back_what_it_was_given(tmp_path: Path, rows: tuple[Row, ...]) -> None:
    check(tmp_path, rows)


@settings(max_examples=40)
@given(st.lists(any_row, max_size=5))
def test_any_row_comes_back(rows: list[Row]) -> None:
    with TemporaryDirectory() as folder:
        check(Path(folder), rows)


def test_a_value_after_many_missing_ones_keeps_its_type(tmp_path: Path) -> None:
    rows: list[Row] = [(None, None, None, None, None)] * 25_000
    rows[24_000] = ("12", 2**53 + 1, 0.1, True, "late")
    write_table(Table(COLUMNS, rows), tmp_path / "out.parquet")
    assert read_parquet(tmp_path / "out.parquet")[1] == rows


def test_no_cell_of_a_spreadsheet_is_a_formula(tmp_path: Path) -> None:
    write_table(Table((Column("text"),), ((text,) for text in HOSTILE)), tmp_path / "out.csv")
    rows = [row[0] for row in read_csv(tmp_path / "out.csv")[1:]]
    assert rows[:10] == [f"'{text}" for text in HOSTILE[:10]]
    assert not any(text.strip("\t\r\n \u200b\ufeff").startswith(("=", "+", "-", "@", "＝")) for text in rows)
    assert {row.removeprefix("'") for row in rows} == set(HOSTILE)


def test_no_text_begins_a_cell_where_tabs_and_semicolons_part_them_too(tmp_path: Path) -> None:
    texts = ("a;=1+1;b", "a\t=1+1\tb", 'a;"=1+1";b', "plain, =1")
    write_table(
        Table((Column("text"), Column("number", int), Column("none")), ((text, -1, None) for text in texts)),
        tmp_path / "out.csv",
    )
    written = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert 'a;=1+1;b",-1,""\n' in written
    for separators in (",", ",;", ",\t", ",;\t"):
        cells = [cell for line in written.splitlines() for cell in parted(line, separators)]
        assert [cell for cell in cells if cell.startswith("=")] == []
    assert [row[0] for row in read_csv(tmp_path / "out.csv")[1:]] == [*texts]


def parted(line: str, separators: str) -> list[str]:
    """The cells of a line where any of these characters parts them, outside of quotes."""
    cells, quoted = [""], False
    for character in line:
        if character == '"' and (quoted or not cells[-1]):
            quoted = not quoted
        elif character in separators and not quoted:
            cells.append("")
        else:
            cells[-1] += character
    return cells


SMALL = Table(
    (Column("rule|name"), Column("won", int), Column("share", float), Column("sure", bool)),
    (
        ("Be *kind*, not [cruel](x)", 12, 2 / 3, True),
        ('Say "no" <b>', None, None, None),
        ("=1+1\n2", -3, 1.0, False),
    ),
)


def test_a_small_table_as_csv(tmp_path: Path) -> None:
    write_table(SMALL, tmp_path / "small.csv")
    assert (tmp_path / "small.csv").read_bytes() == (
        b"rule|name,won,share,sure\r\n"
        b'"Be *kind*, not [cruel](x)",12,0.6666666666666666,True\r\n'
        b'"Say ""no"" <b>",,,\r\n'
        b'"\'=1+1\n2",-3,1.0,False\r\n'
    )


def test_a_small_table_as_markdown(tmp_path: Path) -> None:
    write_table(Table((Column("rule"), *SMALL.columns[1:]), SMALL.rows), tmp_path / "small.md")
    assert (tmp_path / "small.md").read_text() == (
        "| rule | won | share | sure |\n"
        "| --- | ---: | ---: | ---: |\n"
        "| Be \\*kind\\*, not \\[cruel\\](x) | 12 | 0.6667 | True |\n"
        '| Say "no" \\<b\\> |  |  |  |\n'
        "| =1+1 2 | -3 | 1 | False |\n"
    )


@pytest.mark.parametrize("name", ["out", "out.txt", "out.csv.gz", ".csv"])
def test_an_unknown_ending_is_told_which_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"does not end in one of \.csv \.json \.jsonl \.parquet \.md"):
        write_table(SMALL, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"folder{ending}").mkdir()
    for target in (f"no/such/out{ending}", f"folder{ending}", f"{'x' * 300}{ending}"):
        with pytest.raises(ExportError) as caught:
            write_table(SMALL, tmp_path / target)
        assert str(caught.value).startswith(f"{tmp_path / target} cannot be written (")
        assert str(caught.value).endswith("): name another file.")
        assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == [f"folder{ending}"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_export_that_breaks_off_leaves_the_old_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out{ending}"
    path.write_text("before")

    def rows() -> Iterator[Row]:
        yield ROWS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table(Table(COLUMNS, rows()), path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("broken", ["replace", "write"])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "out.csv"
    path.write_text("before")
    if broken == "replace":
        monkeypatch.setattr(os, "replace", full)
    else:
        monkeypatch.setitem(table._WRITERS, ".csv", full)
    with pytest.raises(ExportError, match=r"cannot be written \(No space left on device\): name another"):
        write_table(SMALL, path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
