"""What was asked: a text that opens at its last human turn, with a note on the turns before it."""

from bisect import bisect_right
from operator import itemgetter
from typing import Final

from core.model.number_words import plural
from tui.common.format import fit
from tui.widgets.case.text import LIMIT, STEP, TextPart
from tui.widgets.case.turns import headings
from tui.widgets.painting import Piece

_HUMAN: Final = ("Human:", "User:")


class PromptPart(TextPart):
    """A text that begins with its last human turn; what came before is a key away."""

    def __init__(self) -> None:
        super().__init__()
        self._begins = 0
        self._untold = False

    def show(self, text: str) -> None:
        """Show inert text, as far as its last human turn at least."""
        super().show(text)
        turns = headings(text[:STEP])
        self._begins = next((start for start, end in reversed(turns) if text[start:end] in _HUMAN), 0)
        self._untold = bool(turns and text[: turns[0][0]].strip())
        if self._begins:
            self._limit = self._begins + LIMIT
            self._headings = headings(self.shown)

    def opening(self, width: int) -> int:
        """Give the line on which the last human turn begins."""
        return max(bisect_right(self._wrapped(width), self._begins, key=itemgetter(0)) - 1, 0)

    def question(self, width: int) -> int:
        """Count the lines of the last human turn and what follows it, and that of the note on what came before."""
        opening = self.opening(width)
        return self.count(width) - opening + (opening > 0)

    def open(self, width: int, height: int) -> None:
        """Scroll to the last human turn, below the note."""
        opening = self.opening(width)
        self.scroll_to(opening - (height > 1) if opening else 0, width, height)

    def is_before(self, y: int, width: int, height: int) -> bool:
        """Tell whether row `y` has the note on earlier turns: at the opening, or in place of a blank line."""
        top, lines = self.index(0, width, height), self._wrapped(width)
        if y or not top or height < 2 or top >= len(lines):
            return False
        return top == self.opening(width) - 1 or lines[top][0] == lines[top][1]

    def rows(self, width: int, height: int) -> list[list[Piece]]:
        """Draw what stands in the rows, on top of what is scrolled away how many turns are."""
        rows = super().rows(width, height)
        if self.is_before(0, width, height):
            start = self._wrapped(width)[self.index(0, width, height)][0]
            hidden = sum(begin <= start for begin, _ in self._headings) + self._untold
            rows[0] = [(" ", ""), (fit(f"{plural(hidden, 'earlier turn')} ▲", width - 3), "muted")]
        return rows
