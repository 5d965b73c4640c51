"""What a notebook shows of a result where nothing else is asked for: HTML in which every text is inert and escaped."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

from core.audit.report import Report
from core.exporters.notebook.columns import Columns
from core.exporters.notebook.fragment import fragment
from core.exporters.notebook.frames import annotator_columns
from core.exporters.report import annotator_sheets
from core.exporters.report.answer import answer
from core.exporters.report.words import HTML

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


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
    return fragment((*warning, size, *answer(report)), (sheet,), report.notes)
