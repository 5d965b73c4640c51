"""The parts of a case: long untrusted text, and the votes of one side; each scrolls for itself."""

from dataclasses import dataclass
from typing import Final

from textual.content import Content

from tui.format import fit
from tui.widgets.painting import Piece

LIMIT: Final = 20_000
"""Characters shown before the rest must be asked for."""
_MARGIN: Final = 3
"""Cells of a text's pane that are not text: one on each side, and the scrollbar."""


class Part:
    """Lines of which a window is in sight, `top` the first of them."""

    def __init__(self) -> None:
        self.top = 0

    def count(self, width: int) -> int:
        """Count the lines in a pane `width` cells wide."""
        raise NotImplementedError

    def line(self, index: int, width: int) -> list[Piece]:
        """Draw line `index` in a pane `width` cells wide."""
        raise NotImplementedError

    def last_top(self, width: int, height: int) -> int:
        """Give the furthest that a pane of that size scrolls."""
        return max(self.count(width) - height, 0)

    def scroll_to(self, top: int, width: int, height: int) -> bool:
        """Scroll to a line, no further than there is text; False when that changes nothing."""
        before, self.top = self.top, min(max(top, 0), self.last_top(width, height))
        return self.top != before

    def row(self, y: int, width: int, height: int) -> list[Piece]:
        """Draw what stands in row `y` of a pane of that size, the scrollbar left out."""
        index = y + min(self.top, self.last_top(width, height))
        return self.line(index, width) if index < self.count(width) else []

    def thumb(self, width: int, height: int) -> range:
        """Give the rows of the pane that the scrollbar's thumb takes; empty where all is in sight."""
        count = self.count(width)
        if count <= height or height <= 0:
            return range(0)
        size = max(1, height * height // count)
        start = round(min(self.top, count - height) / (count - height) * (height - size))
        return range(start, start + size)


class TextPart(Part):
    """A text, cut after LIMIT characters until all of it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._limit: int | None = LIMIT
        self._wrapped: tuple[int, list[str]] | None = None

    @property
    def text(self) -> str:
        """What is shown, with the note on what was left out."""
        note = self._note()
        return f"{self._shown()}\n{note}" if note else self._shown()

    def show(self, text: str) -> None:
        """Show inert text from its beginning."""
        self._text, self._limit, self._wrapped, self.top = text, LIMIT, None, 0

    def show_all(self) -> None:
        """Show what was left out too."""
        if self._limit is not None and len(self._text) > self._limit:
            self._wrapped = None
        self._limit = None

    def count(self, width: int) -> int:
        """Count the lines."""
        return len(self._lines(width)) + bool(self._note())

    def line(self, index: int, width: int) -> list[Piece]:
        """Draw a line; the last one may be the note."""
        lines = self._lines(width)
        if index < len(lines):
            return [(" " + lines[index], "")]
        return [(" " + fit(self._note(), width - _MARGIN), "warn strong")]

    def _shown(self) -> str:
        return self._text if self._limit is None else self._text[: self._limit]

    def _note(self) -> str:
        more = 0 if self._limit is None else len(self._text) - self._limit
        return f"… {more} more characters; press m for all" if more > 0 else ""

    def _lines(self, width: int) -> list[str]:
        if self._wrapped is None or self._wrapped[0] != width:
            lines = Content(self._shown()).wrap(max(width - _MARGIN, 1))
            self._wrapped = (width, [line.plain for line in lines])
        return self._wrapped[1]


@dataclass(frozen=True, slots=True)
class VoteShown:
    """A principle's vote: for side `A` or `B`, its probability in percent if known; the name is inert, of one line."""

    principle: str
    side: str
    percent: float | None
    position_inconsistent: bool = False


def side_roles(side: str) -> str:
    """Give the roles of a side's letter."""
    return ("side-a" if side == "A" else "side-b") + " strong"


class VotePart(Part):
    """Votes, one a line: the side's letter, the principle, how sure the oracle was."""

    def __init__(self) -> None:
        super().__init__()
        self.votes: tuple[VoteShown, ...] = ()

    def show(self, votes: tuple[VoteShown, ...]) -> None:
        """Show votes, or that there are none."""
        self.votes, self.top = votes, 0

    def count(self, width: int) -> int:  # noqa: ARG002
        """Count the votes, or one line that there are none."""
        return max(len(self.votes), 1)

    def line(self, index: int, width: int) -> list[Piece]:
        """Draw one vote; `⇄` marks one that changed with the order of presentation."""
        if not self.votes:
            return [(" no principle", "muted")]
        vote = self.votes[index]
        mark = " ⇄" if vote.position_inconsistent else ""
        sure = "" if vote.percent is None else f"{vote.percent:.0f} %"
        return [
            (" ", ""),
            (vote.side, side_roles(vote.side)),
            (" " + fit(vote.principle, width - 2 - len(mark) - 6 - 2), ""),
            (mark, "warn"),
            (fit(sure, 6, right=True), "muted"),
        ]
