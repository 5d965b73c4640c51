"""The lines below the rankings, in which the cell under the cursor is spelled out."""

from typing import Final

from rich.cells import cell_len
from textual.geometry import Size

from core.review.session import ReviewSession
from tui.screens.rankings.words import word_heights
from tui.widgets.status_line import StatusLine, paragraph_room

_RAGGED: Final = 12
"""Cells that a line of several may leave at its end, where the next word goes to the next line."""


class Spelled:
    """Six lines of words, some of them as high as there is room for."""

    def __init__(self) -> None:
        self.lines = tuple(StatusLine(classes="rankings--words") for _ in range(6))
        self._heights: tuple[int, ...] = (1,) * 6
        self._width = 0

    def fit(self, session: ReviewSession, size: Size) -> None:
        """Take the heights that a terminal of this size has room for."""
        self._width, self._heights = size.width - 2, word_heights(session, *size)
        for line, height in zip(self.lines, self._heights, strict=True):
            line.styles.height = height

    def room(self, place: int, right: str = "") -> int:
        """The cells of a line for what stands left of `right`: of several lines, what whole words surely fill."""
        room = paragraph_room(self._width, cell_len(right) + (2 if right else 0))
        height = self._heights[place]
        return room if height == 1 else height * (room - _RAGGED)

    def say(self, place: int, left: str, right: str = "") -> None:
        """Say something on a line; where both do not fit, `left` is cut."""
        self.lines[place].show(f" {left}" if left else "", f"{right} " if right else "")

    def say_both(self, place: int, left: str, right: str) -> None:
        """Say something, and beside it something of less weight where that fits."""
        self.say(place, left, right if cell_len(left) <= self.room(place, right) else "")

    def clear(self, start: int = 0) -> None:
        """Say nothing any more, from a line on."""
        for place in range(start, len(self.lines)):
            self.say(place, "")
