"""What a notebook shows of a result: a piece of a page, in which nothing of the data is markup."""

from collections.abc import Sequence
from itertools import islice
from typing import Final

import numpy as np

from core.exporters.notebook.column import Column
from core.exporters.report.html import templates
from core.exporters.report.sheet import Role, Sheet, SheetColumn
from core.model.number_words import NOTHING, plural
from core.model.safe_text import inert_line

_ROWS: Final = 20
_CHARACTERS: Final = 60


def columns_html(found: Sequence[tuple[str, Column]], rows: int) -> str:
    """The first of so many rows of a result, its columns by name, and how many more there are."""
    more = rows - _ROWS
    caption = f"{plural(more, 'more row')}: to_frame() has all." if more > 0 else ""
    return fragment((), (Sheet("", tuple(_column(name, column) for name, column in found), caption),), ())


def _column(name: str, column: Column) -> SheetColumn:
    type_, values = column
    first = values[:_ROWS].tolist() if isinstance(values, np.ndarray) else list(islice(values, _ROWS))
    role: Role = "text" if isinstance(type_, tuple) or type_ == "string" else "number"
    return SheetColumn(inert_line(name, _CHARACTERS), [_cell(each) for each in first], role)


def _cell(value: object) -> str:
    if value is None:
        return NOTHING
    return f"{value:.4g}" if isinstance(value, float) else inert_line(str(value), _CHARACTERS)


def fragment(answer: tuple[str, ...], sheets: tuple[Sheet, ...], notes: tuple[str, ...]) -> str:
    """Sentences, tables and notes, below one another."""
    return templates().get_template("fragment.html.j2").render(answer=answer, sheets=sheets, notes=notes)
