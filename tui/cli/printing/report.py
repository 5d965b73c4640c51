"""The report as tables on a terminal."""

from typing import IO, Final

from rich.console import Console
from rich.text import Text

from core.audit.report import Report
from core.exporters.report.answer import answer
from core.exporters.report.oracle_sheets import hint
from core.exporters.report.sheets import report_sheets
from core.exporters.report.words import TERMINAL
from core.model.safe_text import inert_line
from tui.cli.printing.fitted_table import fitted_table

_FILE_WIDTH: Final = 120


class PipedConsole(Console):
    """A console whose reader may stop reading."""

    def on_broken_pipe(self) -> None:
        """Leave it to whoever catches the error, where the library would exit with 1."""
        raise BrokenPipeError


def print_report(report: Report, file: IO[str] | None = None) -> None:
    """Print the whole report; to a terminal in its width, to a file in 120 columns."""
    width = _FILE_WIDTH if file is not None else None
    console = PipedConsole(file=file, width=width, markup=False, highlight=False, emoji=False)
    if not console.width:  # as COLUMNS=0 has it, of which an empty page would come
        console.width = _FILE_WIDTH
    dataset = report.dataset
    if dataset.warning is not None:
        console.print(Text(inert_line(dataset.warning)))
    console.print(
        Text(f"{inert_line(dataset.store)}: {dataset.size}, votes by {inert_line(dataset.oracle)}; {dataset.reviewed}")
    )
    for said in answer(report):
        console.print()
        console.print(Text(inert_line(said)))
    for sheet in report_sheets(report, TERMINAL):
        console.print(fitted_table(sheet, console.width))
    told = hint(report)
    if told:
        console.print(Text(told))
    for note in report.notes:
        console.print(Text(f"Note: {inert_line(note)}"))
