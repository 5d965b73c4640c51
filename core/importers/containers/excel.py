"""The first sheet of an Excel workbook as records."""

import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Generator, Iterator, Mapping, Set
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from functools import cached_property
from itertools import count
from typing import Any, BinaryIO, Final

from core.importers.containers.columns import declared
from core.importers.containers.content import Content
from core.importers.containers.faults import FaultSink
from core.importers.containers.names import field_names
from core.importers.containers.records import Record
from core.importers.containers.row_numbers import RowNumbers
from core.importers.containers.table import as_cell
from core.model.errors import FormatError
from core.model.safe_text import inert_line

_LONGEST_CELL: Final = 32_767
_MOST_ROWS: Final = 1_048_576
"""Rows of a sheet; in a file a row may say that it is any other, and all before it would be gone through."""
_LONGEST_TEXT: Final = 1 << 20
"""Bytes between two tags, in which the longest cell has room however it is written."""
_SAID: Final = 120
_SHOWN: Final = 40
_CONTROL: Final = re.compile(r"_x00([01][0-9A-Fa-f])_")
"""How Excel writes a control character, such as a carriage return, in a text."""
_FORMULA: Final = re.compile(rb"<f[ >/]")
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"'](\$?[A-Z]+\$?(\d+):\$?[A-Z]+\$?(\d+))")
_TAG: Final = 100
"""Bytes of the longest tag of merged cells."""
_INSIDE: Final = "xl/workbook.xml"


def workbook(content: Content) -> "Excel":
    """Read a workbook; raises FormatError for any other zip archive."""
    try:
        with zipfile.ZipFile(content.plain_path()) as archive:
            inside = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise content.damaged("zip", error) from error
    if _INSIDE not in inside:
        raise FormatError(f"{content.name} is a zip archive: take the file that is to be imported out of it first.")
    return Excel(content)


class Excel:
    """Reads the first sheet of a workbook: its first row that is not empty names the columns, and empty rows are none.

    Empty cells are None, dates are texts in ISO 8601. Numbers are texts too, as in delimited text: a workbook keeps
    whatever looks like a number as one, the answers of a column of texts with it.
    """

    unit: Final = "row"
    text_cells: Final = False
    around: Final[Mapping[str, Any]] = {}

    def __init__(self, content: Content) -> None:
        """Read the header; raises FormatError when there is none or when two columns come to one name."""
        self._content = content
        self._full = False
        self._first_sheet = ""
        """Where the first sheet lies in the workbook, once it was begun."""
        self._unworked: str | None = None
        self._formulas = _has_formulas(content)
        found = next(self._cells(), None)
        if found is None:
            raise content.empty()
        self._refuse_merged(found[0])
        header = ["" if name is None else str(name) for name in found[1]]
        self._names, self.beside = field_names(header), RowNumbers(header)
        self.header = declared([name or "" for name in self._names], content.name)
        self._others = self._other_sheets()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Name the sheets that are not read, and say that texts may have been cut."""
        found = []
        if self._others:
            named = ", ".join(inert_line(name) for name in self._others)
            found.append(f"{self._content.name}: only the first sheet is read, and not {named}.")
        if self._full:
            found.append(
                f"{self._content.name}: some cells hold the 32,767 characters that are the most in Excel, "
                "which may have cut them."
            )
        if self._unworked is not None:
            found.append(
                f"{self._content.name}: some cells hold formulas without a value, such as {self._unworked}: their text "
                "is taken. If they are no texts, open the file in Excel and save it."
            )
        return tuple(found)

    @property
    def names(self) -> Collection[str]:
        """Names of the columns."""
        return self.header

    def rows(self, faults: FaultSink, first: int, file: str) -> Generator[Record, None, int]:
        """Read from the row after the header; lines are counted as Excel does."""
        cells = self._cells()
        next(cells)
        number = 0
        width = len(self._names)
        for row, values in cells:
            if any(value is not None for value in values[width:]):
                faults.add(row, f"it has more than the {width} columns that the header names", list(values))
            else:
                for place, name in self.beside.places:
                    self.beside.look(name, [first + number], values[place : place + 1] or [None])
                padded = (*values[:width], *(None for _ in range(width - len(values))))
                pairs = zip(self._names, padded, strict=True)
                yield Record(row, first + number, {name: value for name, value in pairs if name is not None}, file)
            number += 1
        self._content.report(self._content.size)
        return number

    def _cells(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """The rows of the first sheet that are not empty, each with its number."""
        with _reading(self._content):
            rows = self._sheet(data_only=True)
            if self._formulas:
                # A formula that no one has worked out is a text that begins like one.
                rows = map(self._worked_out, count(1), rows, self._sheet(data_only=False))
            for number, row in enumerate(rows, 1):
                if row.count(None) < len(row):
                    yield number, tuple(None if cell is None else self._value(cell) for cell in row)

    def _worked_out(self, row: int, values: tuple[Any, ...], formulas: tuple[Any, ...]) -> tuple[Any, ...]:
        """The values of a row, and the text of a formula that has none, but for the empty text."""
        texts = (getattr(formula, "text", formula) for formula in formulas)  # one of several cells is an object
        pairs = [
            (value, None if (row, column) in self._empty else text)
            for column, (value, text) in enumerate(zip(values, texts, strict=True), 1)
        ]
        if self._unworked is None:
            unworked = next((text for value, text in pairs if value is None and text is not None), None)
            self._unworked = None if unworked is None else inert_line(str(unworked), _SHOWN)
        return tuple(text if value is None else value for value, text in pairs)

    @cached_property
    def _empty(self) -> Set[tuple[int, int]]:
        """The cells of the first sheet, by row and column, whose formula has the empty text as its value."""
        from openpyxl.utils.cell import coordinate_to_tuple
        from openpyxl.xml.constants import SHEET_MAIN_NS
        from openpyxl.xml.functions import iterparse

        of_row, of_cell, of_value, of_formula = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "v", "f"))
        path, found, row, column = self._content.plain_path(), set(), 0, 0
        with zipfile.ZipFile(path) as archive, archive.open(self._first_sheet) as sheet:
            for event, element in iterparse(sheet, events=("start", "end")):
                if element.tag == of_row and event == "start":
                    row, column = int(element.get("r") or row + 1), 0
                elif element.tag == of_row:
                    element.clear()
                elif element.tag == of_cell and event == "end":
                    named = element.get("r")
                    column = coordinate_to_tuple(named)[1] if named else column + 1
                    no_value = element.get("t") == "str" and not element.findtext(of_value)
                    if no_value and element.find(of_formula) is not None:
                        found.add((row, column))
        return found

    def _refuse_merged(self, header: int) -> None:
        """Raise FormatError where cells of several rows below the header are one, which are empty but for the first."""
        path = self._content.plain_path()
        with _reading(self._content), zipfile.ZipFile(path) as archive:
            for piece in _pieces(archive, self._first_sheet, _TAG):
                for cells, start, end in _MERGED.findall(piece):
                    if int(start) < int(end) > header:
                        raise FormatError(
                            f"{self._content.name}: the cells {cells.decode()} are merged, so that only the first "
                            "has a value: undo that and fill them all (in pandas, to_excel(merge_cells=False))."
                        )

    def _sheet(self, *, data_only: bool) -> Iterator[tuple[Any, ...]]:
        # openpyxl judges a path by its ending, and an open file by what is in it.
        with self._content.plain_path().open("rb") as file, closing(_book(file, data_only=data_only)) as book:
            self._first_sheet = str(book.worksheets[0]._worksheet_path)
            yield from _rows_of(book.worksheets[0])

    def _value(self, cell: object) -> object:
        if isinstance(cell, str) and len(cell) >= _LONGEST_CELL:
            self._full = True
        if isinstance(cell, str) and "_x00" in cell:
            return _CONTROL.sub(lambda found: chr(int(found[1], 16)), cell)
        if isinstance(cell, datetime | date | time):
            return cell.isoformat()
        return as_cell(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell

    def _other_sheets(self) -> tuple[str, ...]:
        path = self._content.plain_path()
        with _reading(self._content), path.open("rb") as file, closing(_book(file, data_only=False)) as book:
            return tuple(sheet.title for sheet in book.worksheets[1:] if any(map(any, _rows_of(sheet))))


@contextmanager
def _reading(content: Content) -> Iterator[None]:
    """Where a workbook is read, FormatError for what the libraries make nothing of."""
    try:
        yield
    except (FormatError, MemoryError):
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        SyntaxError,
    ) as error:
        raise content.damaged("Excel", error) from error
    except Exception as error:  # the library makes its way through whatever a workbook has
        said = inert_line(str(error), _SAID)
        raise FormatError(f"{content.name} cannot be read as Excel ({said}): save it as CSV.") from error


def _book(file: BinaryIO, *, data_only: bool) -> Any:  # noqa: ANN401
    """Open a workbook for reading its cells alone."""
    from openpyxl.chartsheet import Chartsheet
    from openpyxl.reader.excel import ExcelReader

    class Reader(ExcelReader):  # type: ignore[misc] # untyped
        def read_chartsheet(self, sheet: Any, rel: Any) -> None:  # noqa: ANN401, ARG002
            # Its charts are not looked at: where it has none the library fails.
            self.wb._sheets.append(Chartsheet(parent=self.wb, title=sheet.name))

    reader = Reader(file, read_only=True, data_only=data_only, keep_links=False)
    reader.read()
    return reader.wb


def _rows_of(sheet: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """The rows that stand in a sheet, whatever it says of how many these are: not every program counts them."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > _MOST_ROWS:
            raise ValueError(number)
        yield row


def _has_formulas(content: Content) -> bool:
    """Whether a sheet has formulas; raises FormatError for texts that no cell has, before they are in memory."""
    found = False
    with _reading(content), zipfile.ZipFile(content.plain_path()) as archive:
        texts = [name for name in archive.namelist() if name.startswith(("xl/worksheets/", "xl/sharedStrings"))]
        for name in texts:
            untagged = 0
            for piece in _pieces(archive, name):
                found = found or _FORMULA.search(piece) is not None
                tag = piece.rfind(b"<")
                untagged = untagged + len(piece) if tag < 0 else len(piece) - tag
                if untagged > _LONGEST_TEXT:
                    raise FormatError(
                        f"{content.name} has a cell of more than a million characters, where Excel has no more "
                        "than 32,767: save it as CSV."
                    )
    return found


def _pieces(archive: zipfile.ZipFile, name: str, again: int = 3) -> Iterator[bytes]:
    """The bytes of a member, each piece with so many of the one before."""
    end = b""
    with archive.open(name) as file:
        while data := file.read(1 << 18):
            yield end + data
            end = (end + data)[-again:]
