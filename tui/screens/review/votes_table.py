"""All votes on one case: what each is, how sure the oracle was, and what was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.model.number_words import NOTHING
from tui.widgets.case.parts import side_roles
from tui.widgets.columns import Cell, RowColumn
from tui.widgets.rows import Rows

_COLUMNS: Final = (
    RowColumn("", 1),
    RowColumn("", 2, role="muted"),
    RowColumn("principle", 8, flex=True),
    RowColumn("%", 4, align="right", role="muted"),
    RowColumn("", 3, role="warn"),
)
_MINE: Final = RowColumn("me", 3, align="right", role="strong")


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A principle's vote as it counts; sides are `A`, `B`, `neither` or `missing`, name and text inert and of one line.

    `percent` is how sure the oracle was of that, `original` its own vote where that is another, `own` what the
    reviewer says of it.
    """

    principle: str
    side: str
    percent: float | None
    position_inconsistent: bool = False
    original: str | None = None
    own: str | None = None
    text: str = ""

    @property
    def words(self) -> str:
        """All that is said of the vote."""
        sure = "" if self.percent is None else f", {self.percent:.0f} % sure"
        turned = ", other in the other order ⇄" if self.position_inconsistent else ""
        was = "" if self.original is None else f" · ✎ oracle's own {self.original}"
        mine = "" if self.own is None else f" · mine {self.own}"
        return f"{self.side}{sure}{turned}{was}{mine}"


class VotesTable(Rows[VoteRow], can_focus=True, inherit_bindings=False):
    """A line for each principle, in the constitution's order; the cursor's is the one spoken of."""

    DEFAULT_CSS = """
    VotesTable { height: 1fr; border: none; &:focus { border: none; } }
    """

    def columns(self, width: int) -> Sequence[RowColumn]:  # noqa: ARG002
        """The names of the principles get what is left."""
        return (*_COLUMNS, _MINE) if any(row.own is not None for row in self.rows) else _COLUMNS

    def cells(self, n: int) -> Sequence[Cell]:
        """What the vote is, how sure, its marks, and what the reviewer says of it."""
        row = self.rows[n]
        return (
            "",
            _letter(row.side),
            row.principle,
            "" if row.percent is None else f"{row.percent:.0f}",
            f" {'✎' if row.original is not None else ''}{'⇄' if row.position_inconsistent else ''}",
            "" if row.own is None else _letter(row.own)[0],
        )


def _letter(side: str) -> tuple[str, str]:
    """A side in one cell: its letter, a dash for neither, nothing where the vote is missing."""
    if side in ("A", "B"):
        return side, side_roles(side)
    return (NOTHING if side == "neither" else ""), "muted"
