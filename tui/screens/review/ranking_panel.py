"""The live ranking beside the case: which principles the annotator really follows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from core.model.number_words import NOTHING
from tui.common.format import bar, fit
from tui.presenting.ranked import RankedPrinciple, priority_text
from tui.screens.review.ranking_footer import RankingFooter
from tui.widgets.lines import LineView
from tui.widgets.painting import Piece


@dataclass(frozen=True, slots=True)
class RankingShown:
    """A ranking, best first, with lines of summary beneath it.

    The own ranks stand on the right as soon as any principle has one; standard errors, where any principle has one,
    in place of the conflicts.
    """

    title: str
    rows: tuple[RankedPrinciple, ...]
    footer: tuple[Piece, ...] = ()


_SHORTEST: Final = 3
"""Cells of a bar, at least."""


class _Layout(NamedTuple):
    rank: int
    moved: int
    name: int
    bar: int
    priority: int
    conflicts: int
    own: int


def error_text(error: float) -> str:
    """Give a standard error as `±0.41`, or a dash where there is none."""
    return NOTHING if math.isnan(error) else f"±{error:.2f}"


class RankRows(LineView, can_focus=False):
    """The rows of a ranking; columns go as the width shrinks, the priority first, then the conflicts.

    Bars are as long as names leave room for.
    """

    DEFAULT_CSS = """
    RankRows { height: 1fr; border: none; }
    """
    rows: tuple[RankedPrinciple, ...] = ()
    _changed: frozenset[str] = frozenset()
    _low = _high = 0.0
    _numbers = _moves = _names = 0
    _drawn: Sequence[list[Piece]] = ()
    _width = -1
    _heads = ""

    def __init__(self, head: Static) -> None:
        """`head` is the line above the rows."""
        super().__init__()
        self._head = head

    class PrinciplePicked(Message):
        """A principle was clicked."""

        def __init__(self, principle: str) -> None:
            super().__init__()
            self.principle = principle

    def show(self, rows: tuple[RankedPrinciple, ...], *, anew: bool = True) -> None:
        """Show rows, in bold those whose rank differs from that shown before.

        Unless it is a ranking `anew`, a column of moves leaves its place when there is no move left: names would jump,
        and every row would be drawn again.
        """
        before = {row.principle: row for row in self.rows}
        self._changed = frozenset(
            row.principle for row in rows if row.principle in before and before[row.principle].rank != row.rank
        )
        known = [row.priority for row in rows if row.priority is not None]
        self._low, self._high = (min(known), max(known)) if known else (0.0, 0.0)
        self._numbers = max((len(f"{row.conflicts}{'?' * row.few}") for row in rows), default=0)
        if any(row.error is not None for row in rows):
            self._numbers = max(self._numbers, 5)
        moves = max((len(str(abs(row.moved))) + 1 for row in rows if row.moved), default=0)
        self._moves = moves if anew else max(moves, self._moves)
        self._names = max((cell_len(row.principle) for row in rows), default=0)
        self.rows = rows
        if len(rows) != self.virtual_size.height:
            self.set_line_count(len(rows))
        self._redraw()

    def on_resize(self) -> None:
        """Fit the columns to the width."""
        self._redraw()

    def on_click(self, event: events.Click) -> None:
        """Tell which principle was clicked."""
        place = event.get_content_offset(self)
        if place is not None and place.y + self.scroll_offset.y < len(self.rows):
            self.post_message(self.PrinciplePicked(self.rows[place.y + self.scroll_offset.y].principle))

    def _redraw(self) -> None:
        """Repaint the rows that look different from what they were: after a flag, few do."""
        self._width = self.scrollable_content_region.width
        layout = self._layout(self._width)
        heads, self._heads = self._heads, self.heads(layout)
        if heads != self._heads:
            self._head.update(Content(self._heads), layout=False)
        before, self._drawn = self._drawn, [self._row(row, layout) for row in self.rows]
        if len(before) != len(self._drawn):
            self.refresh()
            return
        for index, (old, new) in enumerate(zip(before, self._drawn, strict=True)):
            if old != new:
                self.refresh_line(index)

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw one principle."""
        return self._drawn[index] if width == self._width else self._row(self.rows[index], self._layout(width))

    def _row(self, row: RankedPrinciple, layout: _Layout) -> list[Piece]:
        strong = "strong" if row.principle in self._changed else ""
        muted = "muted" if row.rank is None else ""
        rank = NOTHING if row.rank is None else str(row.rank)
        pieces: list[Piece] = [(fit(rank, layout.rank, right=True) + " ", "muted"), self._move(row, layout.moved)]
        pieces.append((fit(row.principle, layout.name) + " ", f"{strong} {muted}"))
        if layout.bar:
            pieces.append((self._bar(row, layout), muted or "bar"))
        if layout.priority:
            pieces.append((fit(priority_text(row), layout.priority, right=True), f"{strong} {muted}"))
        if layout.conflicts:
            text = f"{row.conflicts}{'?' if row.few else ' '}" if row.error is None else error_text(row.error)
            pieces.append((fit(text, layout.conflicts, right=True), "muted"))
        if layout.own:
            pieces.append((fit(NOTHING if row.own is None else str(row.own), layout.own, right=True), "strong"))
        return pieces

    def heads(self, layout: _Layout) -> str:
        """Say what the columns have: cases are the conflicts in which a principle took part."""
        if not self.rows:
            return ""
        numbers = "error" if any(row.error is not None for row in self.rows) else "cases"
        # A bar may be shorter than its head, which then begins above the end of the names.
        both = layout.name + 1 + layout.bar + layout.priority
        named = min(layout.name + 1, both - len(" priority"))
        parts = (
            ("# ".rjust(layout.rank + 1), layout.rank + 1, False),
            ("", layout.moved, False),
            *(
                [("principle", named, False), ("priority", both - named, False)]
                if named > len("principle") and layout.bar
                else [("principle", both, False)]
            ),
            (numbers, layout.conflicts, True),
            ("me", layout.own, True),
        )
        return "".join(fit(words, cells, right=right) for words, cells, right in parts if cells)

    def _layout(self, width: int) -> _Layout:
        rank = len(str(len(self.rows)))
        moved = self._moves + 1 if self._moves else 0
        priority = 6 if width >= 40 else 0
        conflicts = max(self._numbers + 1, 5) if width >= 30 else 0
        own = 3 if any(row.own is not None for row in self.rows) else 0
        rest = width - rank - 1 - moved - 1 - priority - conflicts - own
        # Names need what they need before a bar is longer than its few steps.
        bars = 0 if rest < 17 else max(_SHORTEST, min(rest - self._names - 1, 12))
        return _Layout(rank, moved, max(rest - bars, 1), bars, priority, conflicts, own)

    def _bar(self, row: RankedPrinciple, layout: _Layout) -> str:
        if row.priority is not None:
            return bar(row.priority, self._low, self._high, layout.bar, thin=row.few)
        return " " * layout.bar if layout.priority else fit(priority_text(row), layout.bar)

    @staticmethod
    def _move(row: RankedPrinciple, width: int) -> Piece:
        if not row.moved:
            return (" " * width, "")
        arrow, role = ("▲", "good") if row.moved > 0 else ("▼", "warn")
        return (fit(f"{arrow}{abs(row.moved)}", width), role)


class RankingPanel(Vertical):
    """A framed ranking with its summary; `show` is all it needs."""

    DEFAULT_CSS = """
    RankingPanel {
        border: round $rule;
        border-title-color: $foreground;
        .ranking--head { height: 1; color: $text-muted; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._head = Static(markup=False, classes="ranking--head")
        self._rows = RankRows(self._head)
        self._footer = RankingFooter()
        self._frame = ("", "")
        self._lines: tuple[Piece, ...] = ()

    def compose(self) -> ComposeResult:
        """Give the rows and the summary."""
        yield self._head
        yield self._rows
        yield self._footer

    def show(self, ranking: RankingShown) -> None:
        """Show a ranking; rows whose rank changed are bold until the next one."""
        mine = any(row.own is not None for row in ranking.rows)
        frame = (ranking.title, "right: my rank" if mine else "")
        footer = ranking.footer
        anew = frame != self._frame
        if anew:
            self._frame = frame
            self.border_title, self.border_subtitle = (Content(words) for words in frame)
        else:  # a line that goes leaves its place, or the whole screen would be laid out anew
            footer += (("", ""),) * (len(self._lines) - len(footer))
        self._rows.show(ranking.rows, anew=anew)
        self._lines = footer
        self._footer.show(footer)
