"""Two annotators' rankings side by side: where each principle of the left one stands in the right one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from core.model.number_words import NOTHING
from tui.common.format import fit
from tui.common.keys import cursor_keys, key
from tui.screens.annotators.slope_lines import slope_lines
from tui.widgets.painting import Piece
from tui.widgets.rows import CursorView, Place

WIDE: Final = 84
"""Cells from which lines connect two columns of names."""
HEADER: Final = 2
"""The annotators, and the principles that moved most."""
MOST: Final = 3
"""How many principles are said to have moved most."""
_ROLES: Final = ("", "muted", "warn", "strong")
"""How lines of each weight are painted: none, an ordinary one, one that moved most, the cursor's."""


@dataclass(frozen=True, slots=True)
class SlopeRow:
    """A principle's rank on the left and on the right, None where it has none; inert and of one line.

    `moved` counts the places gained on the right; `place` is the line it stands on there.
    """

    principle: str
    left: int | None
    right: int | None
    moved: int
    place: int


@dataclass(frozen=True, slots=True)
class SlopeShown:
    """Two annotators and all principles, in the order of the left one; `note` says what to know of the ranks."""

    left: str
    right: str
    rows: tuple[SlopeRow, ...]
    note: str = ""

    @property
    def most(self) -> tuple[SlopeRow, ...]:
        """The principles that moved most, the furthest first."""
        moved = sorted((row for row in self.rows if row.moved), key=lambda row: -abs(row.moved))
        return tuple(moved[:MOST])


class SlopeChart(CursorView):
    """The chart; the cursor is on a principle, whose line stands out."""

    BINDINGS: ClassVar[list[BindingType]] = cursor_keys(
        "slopes",
        "principle",
        key("slopes", "left", "turn(-1)", "left", "The previous annotator on the right"),
        key("slopes", "right", "turn(1)", "right", "The next annotator on the right"),
        key("slopes", "pageup", "move(-10)", "page up", "Ten principles up"),
        key("slopes", "pagedown", "move(10)", "page down", "Ten down"),
    )

    pinned = HEADER
    margin = 1
    turned = 0
    """How many annotators further the right one is wanted to be than the one on show."""
    _shown: SlopeShown | None = None
    _most: frozenset[str] = frozenset()
    _there: Mapping[int, SlopeRow] = {}
    _drawn: list[list[tuple[str, int]]] | None = None

    class Turned(Message):
        """Another annotator is wanted on the right: see `turned`."""

    @property
    def count(self) -> int:
        """How many principles there are."""
        return len(self._rows)

    @property
    def principle(self) -> str | None:
        """The principle under the cursor."""
        return self._rows[self.cursor].principle if self.cursor < self.count else None

    def show(self, slopes: SlopeShown) -> None:
        """Show two rankings; the cursor stays on its principle."""
        principle = self.principle
        self._shown = slopes
        self.turned = 0
        self.border_title = Content(f"{slopes.left} | {slopes.right}")
        self.border_subtitle = Content(slopes.note)
        names = [row.principle for row in slopes.rows]
        self.cursor = names.index(principle) if principle in names else 0
        self._most = frozenset(row.principle for row in slopes.most)
        self._there = {row.place: row for row in slopes.rows}
        self.set_line_count(HEADER + len(slopes.rows))
        self.settle()

    def action_turn(self, by: int) -> None:
        """Ask for another annotator on the right."""
        self.turned += by
        self.post_message(self.Turned())

    def pointed(self, x: int, y: int) -> Place:
        """The row of the principle at a place, in whichever of the two rankings."""
        (row, column), width = super().pointed(x, y), self.scrollable_content_region.width
        if row is None or width < WIDE or x <= width // 2:
            return row, column
        return self._rows.index(self._there[row]), column

    def settle(self) -> None:
        """Draw the lines anew, with the cursor in sight."""
        self._drawn = None
        super().settle()

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw a header or one line of ranks."""
        if self._shown is None:
            return []
        if index == 1:
            return self._summary(self._shown, width)
        wide = width >= WIDE
        name, gutter = _columns(width)
        if index == 0:
            left, right = self._shown.left, self._shown.right
            if not wide:
                return [(fit(f"   # {left} → {right}", width), "strong")]
            return [
                (fit("   # " + left, 5 + name + 1 + gutter + 1), "strong"),
                (fit("  # " + right, 10 + name), "strong"),
            ]
        row = index - HEADER
        if not wide:
            return self._narrow(row, self._shown.rows[row], width)
        return [*self._left(row, name), *self._lines(row, gutter), *self._right(row, name)]

    def _summary(self, shown: SlopeShown, width: int) -> list[Piece]:
        most = shown.most
        text = " · ".join(f"{_arrow(row.moved).strip()} {row.principle}" for row in most)
        told = f"moved most: {text}" if most else "no principle has another rank"
        return [(fit("  " + told, width), "muted")]

    def _narrow(self, row: int, item: SlopeRow, width: int) -> list[Piece]:
        role = self._role(item)
        here = " cursor" if row == self.cursor else ""
        name = max(width - 18, 8)
        return [
            ("▸ " if here else "  ", "strong"),
            (_rank(item.left) + " ", "muted"),
            (fit(item.principle, name) + " ", role + here),
            (_rank(item.left) + " → " + _rank(item.right) + " ", "muted"),
            (_arrow(item.moved), role),
        ]

    def _left(self, row: int, name: int) -> list[Piece]:
        item = self._rows[row]
        here = " cursor" if row == self.cursor else ""
        return [
            ("▸ " if here else "  ", "strong"),
            (_rank(item.left) + " ", "muted"),
            (fit(item.principle, name), self._role(item) + here),
            (" ", ""),
        ]

    def _right(self, row: int, name: int) -> list[Piece]:
        item = self._there[row]
        same = item.principle == self.principle
        role = self._role(item) + (" strong" if same else "")
        return [
            ("◆" if same else " ", "strong"),
            (_rank(item.right) + " ", "muted"),
            (_arrow(item.moved) + " ", role),
            (fit(item.principle, name), role),
        ]

    def _lines(self, row: int, gutter: int) -> list[Piece]:
        if self._drawn is None:
            lines = [
                (at, item.place, self._weight(item)) for at, item in enumerate(self._rows) if item.left and item.right
            ]
            self._drawn = slope_lines(sorted(lines, key=lambda line: line[2]), len(self._rows), gutter)
        pieces: list[Piece] = []
        for character, weight in self._drawn[row]:
            if pieces and pieces[-1][1] == _ROLES[weight]:
                pieces[-1] = (pieces[-1][0] + character, _ROLES[weight])
            else:
                pieces.append((character, _ROLES[weight]))
        return pieces

    @property
    def _rows(self) -> tuple[SlopeRow, ...]:
        return self._shown.rows if self._shown else ()

    def _weight(self, item: SlopeRow) -> int:
        if item.principle == self.principle:
            return 3
        return 2 if item.principle in self._most else 1

    def _role(self, item: SlopeRow) -> str:
        return "warn" if item.principle in self._most else ""


def _columns(width: int) -> tuple[int, int]:
    """Give the cells of each name and of the lines between them, where both columns have names."""
    room = width - 5 - 1 - 9
    name = min(max(room // 3, 24), 44)
    return name, max(min(room - 2 * name, 60), 8)


def _rank(rank: int | None) -> str:
    return fit(NOTHING if rank is None else str(rank), 2, right=True)


def _arrow(moved: int) -> str:
    return fit("" if not moved else f"{'▲' if moved > 0 else '▼'}{abs(moved)}", 3)
