"""Workbooks with more in them than cells: read where that is none of ours, else told in a sentence."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.reader.excel import ExcelReader

from core.model.errors import FormatError
from tests.core.importers.containers.making import excel, fields, opened, read

Write = Callable[..., Path]

ROWS: list[dict[str, Any]] = [{"prompt": "p", "answer": "x"}, {"prompt": "q", "answer": "y"}]


def _with_sheet(book: bytes, change: Callable[[str], str], sheet: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook whose sheet is written otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = before.read(name).decode()
            if name == sheet:
                data = change(data)
            after.writestr(name, data)
    return out.getvalue()


def test_numbers_in_a_workbook_are_texts_as_in_delimited_text(write: Write) -> None:
    rows: list[dict[str, Any]] = [
        {"chosen": 56, "rejected": 54.5, "n": 2.0},
        {"chosen": "four", "rejected": "-1", "n": 1e300},
    ]
    found = fields(write("book.xlsx", excel(rows)))
    assert found[0] == {"chosen": "56", "rejected": "54.5", "n": "2"}
    assert found[1] == {"chosen": "four", "rejected": "-1", "n": "1e+300"}


@pytest.mark.parametrize("row", ["1048577", "999999999999", "1e300"])
def test_a_row_that_no_sheet_has_is_not_counted_up_to(write: Write, row: str) -> None:
    last = f'<row r="{row}"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    book = _with_sheet(excel(ROWS), lambda sheet: sheet.replace("</sheetData>", last))
    with pytest.raises(FormatError, match="is a damaged Excel file"):
        read(write("far.xlsx", book))


@pytest.mark.parametrize("other", ["<worksheet>", '<sheetData><row r="999999999999"/></sheetData>', ""])
def test_what_is_wrong_with_another_sheet_is_told(write: Write, other: str) -> None:
    book = io.BytesIO(excel(ROWS, {"Second": "x"}))
    name = "xl/worksheets/sheet2.xml"
    with zipfile.ZipFile(book) as before:
        sheet = before.read(name).decode()
    broken = re.sub("<sheetData>.*</sheetData>", other, sheet) if other.startswith("<sheetData>") else other
    with pytest.raises(FormatError, match="is a damaged Excel file"):
        read(write("book.xlsx", _with_sheet(book.getvalue(), lambda _: broken, name)))


@pytest.mark.parametrize("said", ["A1", "A1:B2", "A1:XFD1048576", "A1:A999999999"])
def test_rows_are_read_whatever_the_sheet_says_of_their_number(write: Write, said: str) -> None:
    book = _with_sheet(excel(ROWS), lambda sheet: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{said}"', sheet))
    assert said.encode() in zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    assert fields(write("book.xlsx", book)) == ROWS


def test_a_text_that_no_cell_has_is_not_taken_into_memory(write: Write) -> None:
    last = f'<row><c t="inlineStr"><is><t>{"x" * (3 << 20)}</t></is></c></row></sheetData>'
    book = _with_sheet(excel(ROWS), lambda sheet: sheet.replace("</sheetData>", last))
    with pytest.raises(FormatError, match="has a cell of more than a million characters"):
        read(write("long.xlsx", book))


@pytest.mark.parametrize("charts", [0, 1])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_sheet_of_charts_is_passed_over(tmp_path: Path, place: int, charts: int) -> None:
    book = openpyxl.load_workbook(io.BytesIO(excel(ROWS, {"other": None})))
    sheet = book.create_chartsheet("chart", place)
    for _ in range(charts):
        chart = BarChart()
        chart.add_data(Reference(book.worksheets[0], min_col=1, min_row=1, max_row=3))
        sheet.add_chart(chart)
    book.worksheets[0].print_area = "A1:B2"  # a name that counts the sheets
    path = tmp_path / "book.xlsx"
    book.save(path)
    assert fields(path) == ROWS


def test_links_to_other_workbooks_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    link = '<externalReferences><externalReference r:id="rId99"/></externalReferences></workbook>'
    path.write_bytes(_with_sheet(excel(ROWS), lambda book: book.replace("</workbook>", link), "xl/workbook.xml"))
    assert fields(path) == ROWS


@pytest.mark.parametrize(
    "error", [AttributeError("no find"), RecursionError("deep"), AssertionError(), Exception("\x1b]")]
)
def test_whatever_the_library_raises_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    path = tmp_path / "book.xlsx"
    path.write_bytes(excel(ROWS))
    monkeypatch.setattr(ExcelReader, "read_strings", fail)
    with pytest.raises(FormatError, match=r"book\.xlsx cannot be read as Excel \(.*\): save it as CSV\.$") as told:
        fields(path)
    assert str(told.value).isprintable()


@pytest.mark.parametrize(
    ("flag", "method", "why"), [(1, 0, "encrypted"), (0, 9, "compression method"), (0, 99, "compression method")]
)
@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_members_that_are_encrypted_or_packed_otherwise_are_told_as_that(
    tmp_path: Path, member: str, flag: int, method: int, why: str
) -> None:
    held = bytearray(excel(ROWS))
    entry = held.rindex(member.encode()) - 46  # in the table at the end, by which an archive is read
    assert held[entry : entry + 4] == b"PK\x01\x02"
    held[entry + 8] |= flag
    held[entry + 10] = method or held[entry + 10]
    path = tmp_path / "book.xlsx"
    path.write_bytes(held)
    with pytest.raises(FormatError, match=why):
        fields(path)


def test_a_formula_without_a_value_is_taken_as_text_and_told(write: Write) -> None:
    rows: list[dict[str, Any]] = [{"prompt": "p", "answer": "x"}, {"prompt": "q", "answer": '=A2&"x"'}]
    book = write("book.xlsx", excel(rows))
    found = opened(book)
    assert [each.fields["answer"] for each in found] == ["x", '=A2&"x"']
    assert 'some cells hold formulas without a value, such as =A2&"x": their text is taken' in found.warnings[0]
    plain = opened(write("plain.xlsx", excel(ROWS)))
    assert len(list(plain)) == 2
    assert plain.warnings == ()


def test_control_characters_are_read_as_excel_writes_them(write: Write) -> None:
    rows: list[dict[str, Any]] = [{"prompt": "a_x000D_\nb_x0041__x0009_", "answer": "x"}]
    assert fields(write("book.xlsx", excel(rows)))[0]["prompt"] == "a\r\nb_x0041_\t"


@pytest.mark.parametrize(
    ("where", "kind"),
    [(' r="B2"', ""), ("", ""), (' r="B2"', ' t="array" ref="B2"'), (' r="B2"', ' t="shared" ref="B2" si="0"')],
)
def test_a_formula_with_the_empty_text_as_its_value_is_an_empty_cell(write: Write, kind: str, where: str) -> None:
    def change(sheet: str) -> str:
        cell = f'<c{where} t="str"><f{kind}>IF(1=1,"","x")</f><v></v></c>'
        found, count = re.subn(r'<c r="B2".*?</c>', cell, sheet)
        assert count == 1
        return found

    book = write("book.xlsx", _with_sheet(excel(ROWS), change))
    found = opened(book)
    assert [each.fields["answer"] for each in found] == [None, "y"]
    assert found.warnings == ()


def test_the_text_of_a_formula_of_several_cells_is_taken_where_it_has_no_value(write: Write) -> None:
    cell = '<c r="B2"><f t="array" ref="B2">A2&amp;"x"</f></c>'
    book = _with_sheet(excel(ROWS), lambda sheet: re.sub(r'<c r="B2".*?</c>', cell, sheet))
    found = opened(write("book.xlsx", book))
    assert [each.fields["answer"] for each in found] == ['=A2&"x"', "y"]
    assert len(found.warnings) == 1
