"""What became of the requests of a run, one a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType

from tui.common.keys import cursor_keys, key
from tui.widgets.case.parts import side_roles
from tui.widgets.columns import Cell, RowColumn
from tui.widgets.rows import Rows


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


class RecordList(Rows[RecordRow]):
    """Answers and failures, each drawn when it comes into sight; Enter wants all that was said of its case."""

    BINDINGS: ClassVar[list[BindingType]] = cursor_keys(
        "records",
        "answer",
        key("records", "pageup", "move(-10)", "page up", "Ten answers up"),
        key("records", "pagedown", "move(10)", "page down", "Ten answers down"),
        up="up,k,p",
        down="down,j,n",
    )

    indent = 2

    def __init__(self, *, id: str | None = None, of_runs: bool = False) -> None:  # noqa: A002
        """List the requests of one run, or with `of_runs` those of several on one case: each with its run instead."""
        super().__init__(id=id)
        self._of_runs = of_runs

    def columns(self, width: int) -> Sequence[RowColumn]:
        """When, which and what."""
        wide = width >= 100
        at, case, run, principle = (17, 14, 20, 26) if wide else (0, 10, 16, 20)
        return (
            RowColumn("", 2, role="bad"),
            RowColumn("time, UTC", at, role="muted"),
            RowColumn("run", run, gap=1, align="end") if self._of_runs else RowColumn("case", case, gap=1),
            RowColumn("principle", principle, gap=1),
            RowColumn("shown", 6, role="muted"),
            RowColumn("vote", 8, role="muted"),
            RowColumn("sure", 7, role="muted"),
            RowColumn("what was returned", 0, flex=True),
        )

    def cells(self, n: int) -> Sequence[Cell]:
        """A mark for failures, then when, which and what."""
        row = self.rows[n]
        side = (row.side, side_roles(row.side)) if row.side in ("A", "B") else row.side
        named = row.run if self._of_runs else row.case
        said = (row.said, "bad" if row.failed else "")
        return ("✗" if row.failed else "", row.at, named, row.principle, row.shown, side, row.sure, said)
