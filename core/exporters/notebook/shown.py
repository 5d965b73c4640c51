"""What a notebook shows of a result where nothing else is asked for: HTML in which every text is inert and escaped."""

from dataclasses import dataclass, fields
from itertools import islice
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from core.audit.report import Report
from core.exporters.notebook.columns import Column, Columns
from core.exporters.notebook.frames import annotator_columns
from core.exporters.report import annotator_sheets
from core.exporters.report.answer import answer
from core.exporters.report.html import templates
from core.exporters.report.sheet import Role, Sheet, SheetColumn
from core.exporters.report.words import HTML
from core.model.number_words import NOTHING, plural
from core.model.safe_text import inert_line

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_ROWS: Final = 20
_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class ShownReport(Report):
    """A report that a notebook shows as its answer, its table of annotators and its notes.

    As a frame or a table of Arrow it has a row for each annotator.
    """

    @classmethod
    def of(cls, report: Report) -> Self:
        """The same report."""
        return cls(**{each.name: getattr(report, each.name) for each in fields(report)})

    @property
    def columns(self) -> Columns:
        """What is said of each annotator, the populations first where there are any."""
        return annotator_columns((*self.annotators, *self.people))

    def to_frame(self) -> "pd.DataFrame":
        """Make a frame of pandas."""
        return self.columns.to_frame()

    def to_arrow(self) -> "pa.Table":
        """Make a table of Arrow."""
        return self.columns.to_arrow()

    def _repr_html_(self) -> str:
        return report_html(self)


def report_html(report: Report) -> str:
    """The answer, the annotators and the notes of a report."""
    size = f"{report.dataset.store}: {report.dataset.size}, {report.dataset.reviewed}."
    sheet = annotator_sheets.annotators(report, HTML)
    warning = () if report.dataset.warning is None else (report.dataset.warning,)
    return _fragment((*warning, size, *answer(report)), (sheet,), report.notes)


def columns_html(found: Columns) -> str:
    """The first rows of a result, and how many there are."""
    heads = [*found.index.items(), *found.columns.items()]
    more = len(found) - _ROWS
    caption = f"{plural(more, 'more row')}: to_frame() has all." if more > 0 else ""
    return _fragment((), (Sheet("", tuple(_column(name, column) for name, column in heads), caption),), ())


def _column(name: str, column: Column) -> SheetColumn:
    type_, values = column
    first = values[:_ROWS].tolist() if isinstance(values, np.ndarray) else list(islice(values, _ROWS))
    role: Role = "text" if isinstance(type_, tuple) or type_ == "string" else "number"
    return SheetColumn(inert_line(name, _CHARACTERS), [_cell(each) for each in first], role)


def _cell(value: object) -> str:
    if value is None:
        return NOTHING
    return f"{value:.4g}" if isinstance(value, float) else inert_line(str(value), _CHARACTERS)


def _fragment(answer_: tuple[str, ...], sheets: tuple[Sheet, ...], notes: tuple[str, ...]) -> str:
    return templates().get_template("fragment.html.j2").render(answer=answer_, sheets=sheets, notes=notes)
