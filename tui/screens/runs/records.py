"""What became of the requests of a run, one a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType

from tui.common.format import fit, fit_end
from tui.widgets.case.parts import side_roles
from tui.widgets.framed import cursor_key
from tui.widgets.painting import Piece
from tui.widgets.rows import HEADER, FramedRows


@dataclass(frozen=True, slots=True)
class RecordRow:
    """An answer or a failure; all texts are inert and of one line.

    `shown` is the order in which the responses were shown, `side` what the answer prefers, A, B or neither, and empty
    for several principles or a failure; `said` is what was returned, or what went wrong; `run` is empty where all
    requests are of one run.
    """

    at: str
    case: str
    principle: str
    shown: str
    side: str
    sure: str
    said: str
    failed: bool = False
    run: str = ""


class RecordList(FramedRows[RecordRow]):
    """Answers and failures, each drawn when it comes into sight; Enter wants all that was said of its case."""

    BINDINGS: ClassVar[list[BindingType]] = [
        cursor_key("records", "up,k,p", "move(-1)", "up", "The answer above"),
        cursor_key("records", "down,j,n", "move(1)", "down", "The answer below"),
        cursor_key("records", "pageup", "move(-10)", "page_up", "Ten answers up"),
        cursor_key("records", "pagedown", "move(10)", "page_down", "Ten answers down"),
        cursor_key("records", "home", "move(-99999999)", "first", "The first answer"),
        cursor_key("records", "end", "move(99999999)", "last", "The last answer"),
    ]

    class Moved(FramedRows.Moved):
        """The cursor came to another line."""

    class Opened(FramedRows.Opened):
        """The line under the cursor was clicked again."""

    def __init__(self, *, id: str | None = None, of_runs: bool = False) -> None:  # noqa: A002
        """List the requests of one run, or with `of_runs` those of several on one case: each with its run instead."""
        super().__init__(id=id)
        self._of_runs = of_runs
        self._empty: tuple[str, ...] = ()

    def show(self, rows: Sequence[RecordRow], cursor: int, empty: str) -> None:
        """Show rows with the cursor on one of them or, where there are none, some lines of text."""
        self._empty = tuple(empty.split("\n"))
        self.show_rows(rows, cursor, len(rows) or len(self._empty))

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw the header or one request."""
        wide = width >= 100
        at, first, principle = (17, 14, 26) if wide else (0, 10, 20)
        if self._of_runs:
            first = 20 if wide else 16
        said = width - 2 - at - first - principle - 6 - 8 - 7
        if index < HEADER:
            heads = fit("time, UTC", at) + fit("run" if self._of_runs else "case", first) + fit("principle", principle)
            heads += fit("shown", 6) + fit("vote", 8) + fit("sure", 7) + fit("what was returned", said)
            return [(f"  {heads}", "muted")]
        if not self.rows:
            return [(fit(f"  {self._empty[index - HEADER]}", width), "muted")]
        row = self.rows[index - HEADER]
        here = self.under_cursor(index)
        named = fit_end(row.run, first - 1) if self._of_runs else fit(row.case, first - 1)
        pieces = [
            ("✗ " if row.failed else "  ", "bad"),
            (fit(row.at, at), "muted"),
            (f"{named} ", ""),
            (fit(row.principle, principle - 1) + " ", ""),
            (fit(row.shown, 6), "muted"),
            (fit(row.side, 8), side_roles(row.side) if row.side in ("A", "B") else "muted"),
            (fit(row.sure, 7), "muted"),
            (fit(row.said, said), "bad" if row.failed else ""),
        ]
        # The cursor's colours are legible together; a role's would stand on the cursor's ground.
        return [(text, "") for text, _ in pieces] if here else pieces
