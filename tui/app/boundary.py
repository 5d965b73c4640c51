"""The one boundary to the terminal: no character that a terminal obeys leaves in a segment, whoever drew it."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from core.model.joiners import joined

_OBEYED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Boundary(LineFilter):
    """Takes control, format and unassigned characters out of every segment, keeping its width in cells.

    Widgets show texts as `core.model.safe_text` writes them, with a picture or a number for each such character; this
    is what holds where a widget, of the library's or of ours, draws a text as it is.
    """

    def __init__(self, before: Sequence[LineFilter] = ()) -> None:
        """Filter with those `before` first: as one filter, so that a line is made once and looked up once."""
        super().__init__()
        self.before = tuple(before)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give the segments with nothing in them that is not shown."""
        for each in self.before:
            segments = each.apply(segments, background)
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment if segment.control or segment.text.isprintable() else Segment(_shown(segment.text), segment.style)
            for segment in segments
        ]


def _shown(text: str) -> str:
    """Write a text without what is not shown, joiners left where they are spelling, in no more cells than before."""
    parts = joined().split(text)
    parts[::2] = ["".join(map(_character, part)) for part in parts[::2]]
    shown, width = "".join(parts), cell_len(text)
    # What follows a joiner is counted as if it took no room.
    return shown if cell_len(shown) <= width else set_cell_size(shown, width)


def _character(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) not in _OBEYED:
        return character
    return " " * max(0, cell_len(character))
