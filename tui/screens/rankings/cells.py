"""What the table of rankings shows in a cell, and how it is drawn on the scale one chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from rich.cells import cell_len

from core.model.number_words import NOTHING, signed
from core.model.terms import ELO_PER_UNIT
from tui.common.format import fit
from tui.presenting.ranked import RankedPrinciple, priority_text
from tui.screens.rankings.whisker import Extent, whisker
from tui.widgets.painting import Piece

WRITTEN: Final = "written"
"""The status of a principle in an order as it is written, which has places and no numbers."""
_MARK: Final = 2
_VALUE: Final = 7
_GROUP: Final = 1
_NAME: Final = 32
"""Cells of a name, with what stands behind it, that no graph takes from it."""
_SHORTEST: Final = 5
_LONGEST: Final = 17
ROOMY: Final = 36
"""Cells from which a column has whiskers."""


class Scale(StrEnum):
    """What the number beside a principle is."""

    LOG_ODDS = "log-odds"
    ELO = "Elo"
    RANKS = "ranks"

    @property
    def tip(self) -> str:
        """What the mouse tells of it."""
        return {Scale.LOG_ODDS: "priority", Scale.ELO: "elo", Scale.RANKS: "ranks"}[self]

    @property
    def next(self) -> "Scale":
        """The scale after this one, in a circle."""
        scales = list(Scale)
        return scales[(scales.index(self) + 1) % len(scales)]


@dataclass(frozen=True, slots=True)
class RankingColumn:
    """One annotator's ranking, best first; texts are inert and of one line, the two measures already formatted.

    `stale` tells that the intervals are those of annotations as they were.
    """

    title: str
    kind: str
    arbitrariness: str
    discrepancy: str
    rows: tuple[RankedPrinciple, ...]
    stale: bool = False


def number(value: float | None, scale: Scale) -> str:
    """Give a priority in log-odds on a scale, which is log-odds or Elo."""
    if scale is Scale.ELO:
        return signed(None if value is None else value * ELO_PER_UNIT, 0)
    return signed(value)


def value_text(row: RankedPrinciple, scale: Scale) -> str:
    """Give what stands at the right: a number, plus or minus infinity, `·` for placed without a number, or a dash."""
    if row.rank is None:
        return NOTHING
    if scale is Scale.RANKS:
        return ranks_text(row) or str(row.rank)
    return priority_text(row, partial(number, scale=scale))


def ranks_text(row: RankedPrinciple) -> str:
    """Give the interval of the rank: `2-5` with an en dash, one number where it is certain, nothing where unknown."""
    if row.rank is None or row.rank_low is None or row.rank_high is None:
        return ""
    return f"{row.rank_low}" if row.rank_low == row.rank_high else f"{row.rank_low}–{row.rank_high}"


def priority_extent(rows: Sequence[RankedPrinciple]) -> Extent:
    """The scale of a column's priorities: it holds all of them, and intervals up to their span beyond."""
    known = [row.priority for row in rows if row.priority is not None]
    if not known:
        return Extent(0.0, 0.0)
    low, high = min(known), max(known)
    beyond = max(high - low, 1.0)
    lowest = min([low, *(row.low for row in rows if row.low is not None)])
    highest = max([high, *(row.high for row in rows if row.high is not None)])
    return Extent(max(lowest, low - beyond), min(highest, high + beyond))


@dataclass(frozen=True, slots=True)
class CellPlan:
    """How the cells of one column are drawn: on which scale, between which ends.

    How wide a rank interval is, and the longest name with what stands behind it.
    """

    scale: Scale
    extent: Extent
    ranks: int
    name: int

    @classmethod
    def of(cls, rows: Sequence[RankedPrinciple], scale: Scale) -> "CellPlan":
        """The plan that fits the rows of a column."""
        ranks = Extent(-len(rows), -1)
        name = max((cell_len(row.principle) + len(_tail(row, place)) for place, row in enumerate(rows, 1)), default=0)
        extent = ranks if scale is Scale.RANKS else priority_extent(rows)
        return cls(scale, extent, 2 * len(str(len(rows))) + 1, min(name, _NAME))

    @property
    def least(self) -> int:
        """Cells that a column needs for names and numbers."""
        return _MARK + self.name + _VALUE + _GROUP

    def pieces(
        self, row: RankedPrinciple, place: int, cells: int, *, same: bool, here: bool, stale: bool
    ) -> list[Piece]:
        """Draw a row; `place` is its line from 1, `same` tells the cursor's principle and `here` the cursor itself."""
        cursor = " cursor" if here else ""
        role = ("strong" if same else "muted" if row.rank is None else "") + cursor
        if row.status == WRITTEN:
            return [("◆ " if same else "  ", role), (fit(row.principle, cells - _MARK), role)]
        value = self.ranks + 1 if self.scale is Scale.RANKS else _VALUE
        room = cells - _MARK - value - _GROUP
        graph = self._graph(row, room, wide=cells >= ROOMY)
        tail = _tail(row, place)
        return [
            ("◆ " if same else "  ", role),
            (fit(row.principle, max(room - len(graph) - len(tail), 1)) + tail, role),
            *_indented(graph, ("muted" if stale or row.few else "bar") + cursor),
            *_indented(fit(value_text(row, self.scale), value, right=True), f"{role} tip-{self.scale.tip}".lstrip()),
            (fit(row.group, _GROUP), "muted"),
        ]

    def _graph(self, row: RankedPrinciple, room: int, *, wide: bool) -> str:
        """Draw a whisker, or where there is room for one number more only the interval of the rank.

        Nothing where names need the room.
        """
        left = room - 1 - self.name
        if not wide and self.scale is not Scale.RANKS:
            return " " + fit(ranks_text(row), self.ranks, right=True) if left >= self.ranks else ""
        if left < _SHORTEST:
            return ""
        width = min(_LONGEST, left)
        if self.scale is Scale.RANKS and row.rank is not None:
            low, high = (None if end is None else -end for end in (row.rank_high, row.rank_low))
            return " " + whisker(-row.rank, low, high, self.extent, width)
        if self.scale is not Scale.RANKS and row.priority is not None:
            return " " + whisker(row.priority, row.low, row.high, self.extent, width)
        return " " * (1 + width)


def _tail(row: RankedPrinciple, place: int) -> str:
    """What stands behind a name: a mark of a rough number, and the rank where it is not the line's own."""
    rough = " ?" if row.few and row.rank is not None else ""
    return rough + ("" if row.rank in {place, None} else f" ={row.rank}")


def _indented(text: str, role: str) -> list[Piece]:
    """Take the blanks at the start apart: pictures of the screen lose them where they begin a text."""
    start = len(text) - len(text.lstrip(" "))
    return [(text[:start], role), (text[start:], role)]
