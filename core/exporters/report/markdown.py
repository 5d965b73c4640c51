"""The report as a Markdown document."""

from collections.abc import Iterator

from core.audit.report import Report
from core.exporters.report.answer import answer
from core.exporters.report.oracle_sheets import hint
from core.exporters.report.sheet import Sheet
from core.exporters.report.sheets import report_sheets
from core.exporters.report.words import MARKDOWN
from core.exporters.table import Column, Table, markdown_cell, markdown_lines


def markdown(report: Report) -> str:
    """The whole report as Markdown: cases, annotators, and a ranking each."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    dataset = report.dataset
    if dataset.warning is not None:
        yield from (f"**{markdown_cell(dataset.warning)}**", "")
    yield f"# Whose principles does {markdown_cell(dataset.store)} follow?"
    yield ""
    yield f"{dataset.size}, votes by {markdown_cell(dataset.oracle)}; {dataset.reviewed}."
    for said in answer(report):
        yield from ("", markdown_cell(said))
    for sheet in report_sheets(report, MARKDOWN):
        yield from sheet_lines(sheet)
    told = hint(report)
    if told:
        yield from ("", told)
    if report.notes:
        yield from ("", "## Notes", "")
        yield from (f"- {markdown_cell(note)}" for note in report.notes)


def sheet_lines(sheet: Sheet) -> Iterator[str]:
    """A table with its title above and its caption below, each after an empty line."""
    if sheet.title:
        yield from ("", f"## {markdown_cell(sheet.title)}")
    yield ""
    heads = (Column(markdown_cell(each.head), int if each.role == "number" else str) for each in sheet.columns)
    yield from markdown_lines(Table(tuple(heads), sheet.rows))
    if sheet.caption:
        yield from ("", markdown_cell(sheet.caption))
