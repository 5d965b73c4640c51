"""All votes on one case: what each is, how sure the oracle was, and what was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.binding import BindingType

from tui.common.keys import cursor_keys, key
from tui.widgets.case.parts import side_roles
from tui.widgets.columns import Cell, RowColumn
from tui.widgets.rows import Rows

_COLUMNS: Final = (
    RowColumn("", 1),
    RowColumn("vote", 9, role="muted"),
    RowColumn("principle", 8, flex=True),
    RowColumn("sure", 7, align="right", role="muted"),
    RowColumn("", 2, role="warn"),
    RowColumn("oracle's own", 15, role="warn"),
    RowColumn("mine", 13, role="strong"),
)


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A principle's vote as it counts; sides are `A`, `B`, `neither` or `missing`, the name is inert and of one line.

    `percent` is how sure the oracle was of that, `original` its own vote where that is another, `own` what the
    reviewer says of it.
    """

    principle: str
    side: str
    percent: float | None
    position_inconsistent: bool = False
    original: str | None = None
    own: str | None = None


class VotesTable(Rows[VoteRow]):
    """A line for each principle, in the constitution's order; the cursor's is the one spoken of."""

    BINDINGS: ClassVar[list[BindingType]] = cursor_keys(
        "votes",
        "principle",
        key("votes", "pageup", "move(-10)", "page up", "Ten principles up"),
        key("votes", "pagedown", "move(10)", "page down", "Ten principles down"),
    )

    DEFAULT_CSS = """
    VotesTable { border: none; background: $surface; &:focus { border: none; } }
    """

    def columns(self, width: int) -> Sequence[RowColumn]:  # noqa: ARG002
        """The names of the principles get what is left."""
        return _COLUMNS

    def cells(self, n: int) -> Sequence[Cell]:
        """What the vote is, how sure, what it was, and what the reviewer says of it."""
        row = self.rows[n]
        return (
            "",
            (row.side, side_roles(row.side)) if row.side in ("A", "B") else row.side,
            row.principle,
            "" if row.percent is None else f"{row.percent:.0f} %",
            " ⇄" if row.position_inconsistent else "",
            "" if row.original is None else f" ✎ was {row.original}",
            "" if row.own is None else f"mine {row.own}",
        )
