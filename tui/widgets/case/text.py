"""Long untrusted text as lines: its turns, what differs from another text, and a note on what is not shown yet."""

from bisect import bisect_right
from itertools import pairwise
from operator import itemgetter
from typing import Final

from core.model.joiners import JOINERS
from tui.common.format import fit
from tui.widgets.case.parts import Part
from tui.widgets.case.turns import headings
from tui.widgets.case.wrap import Line, wrap
from tui.widgets.painting import Piece

LIMIT: Final = 20_000
"""Characters shown before the rest must be asked for."""
STEP: Final = 100_000
"""Characters more that are shown each time they are asked for: what can be laid out between two keys."""
_MARGIN: Final = 3
"""Cells of a text's pane that are not text: one on each side, and the scrollbar."""
_SPEAKER: Final = "speaker"


class TextPart(Part):
    """A text, cut after LIMIT characters until more of it is asked for."""

    def __init__(self, differs: str = "differs") -> None:
        super().__init__()
        self._differs = differs
        self._text = ""
        self._limit = LIMIT
        self._width = 0
        self._lines: list[Line] = []
        self._headings: tuple[Line, ...] = ()
        self._different: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """What is shown, with the note on what was left out."""
        note = self._note()
        return f"{self.shown}\n{note}" if note else self.shown

    @property
    def shown(self) -> str:
        """What is shown of the text."""
        return self._text[: self._limit].rstrip(JOINERS)

    def show(self, text: str) -> None:
        """Show inert text from its beginning, nothing of it marked as different."""
        self._text, self._limit, self._width, self.top = text, LIMIT, 0, 0
        self._different = ()
        self._headings = headings(self.shown)

    def show_more(self) -> bool:
        """Show more of what was left out; False where nothing was."""
        if self._limit >= len(self._text):
            return False
        if self._lines and self._width:
            # The last line may have been cut short, all others stand.
            start, _ = self._lines.pop()
            self._limit += STEP
            self._lines += wrap(self.shown, self._width - _MARGIN, start)
        else:
            self._limit += STEP
        self._headings = headings(self.shown)
        return True

    def mark(self, places: tuple[Line, ...]) -> None:
        """Mark places of the text as different from another one; they are in order and apart."""
        self._different = places

    def count(self, width: int) -> int:
        """Count the lines."""
        return len(self._wrapped(width)) + (self._limit < len(self._text))

    def line(self, index: int, width: int) -> list[Piece]:
        """Draw a line; the last one may be the note, and one that parts two turns is a rule."""
        lines = self._wrapped(width)
        if index >= len(lines):
            return [(" ", ""), (fit(self._note(), width - _MARGIN), "warn strong")]
        start, end = lines[index]
        if start == end:
            return [(" ", ""), ("┈" * (width - _MARGIN), "rule")] if self._parts_turns(start) else []
        return [(" ", ""), *self._pieces(start, end)]

    def is_note(self, index: int) -> bool:
        """Tell whether a line is the note on what was left out."""
        return self._limit < len(self._text) and index == len(self._lines)

    def _note(self) -> str:
        more = len(self._text) - self._limit
        return f"… {more} more characters; press m for {'all' if more <= STEP else 'more'}" if more > 0 else ""

    def _wrapped(self, width: int) -> list[Line]:
        if self._width != width:
            self._width, self._lines = width, wrap(self.shown, width - _MARGIN)
        return self._lines

    def _parts_turns(self, at: int) -> bool:
        """Tell whether an empty line, at a place of the text, stands before a heading."""
        return at > 0 and _covers(self._headings, at + 1)

    def _pieces(self, start: int, end: int) -> list[Piece]:
        """Cut a line, without the spaces that hang over its end, where a heading or difference begins or ends."""
        text = self._text
        end = start + len(text[start:end].rstrip(" "))
        edges = [*_edges(self._headings, start, end), *_edges(self._different, start, end)]
        pieces = []
        for left, right in pairwise(sorted({start, end, *edges})):
            roles = [_SPEAKER] if _covers(self._headings, left) else []
            roles += [self._differs] if _covers(self._different, left) else []
            pieces.append((text[left:right], " ".join(roles)))
        return pieces


def _edges(places: tuple[Line, ...], start: int, end: int) -> list[int]:
    """Give where places begin and end between two points of the text; they are in order and apart."""
    first = max(bisect_right(places, start, key=itemgetter(0)) - 1, 0)
    found = []
    for place in places[first:]:
        if place[0] >= end:
            break
        found += [edge for edge in place if start < edge < end]
    return found


def _covers(places: tuple[Line, ...], at: int) -> bool:
    """Tell whether one of the places covers a point of the text."""
    index = bisect_right(places, at, key=itemgetter(0)) - 1
    return index >= 0 and at < places[index][1]
