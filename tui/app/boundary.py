"""The one boundary to the terminal: no character that a terminal obeys leaves in a segment, whoever drew it."""

import unicodedata
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_OBEYED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS: Final = "\u200c\u200d"


class Boundary(LineFilter):
    """Takes control, format and unassigned characters out of every segment, keeping its width in cells.

    Widgets show texts as `core.model.safe_text` writes them, with a picture or a number for each such character; this
    is what holds where a widget, of the library's or of ours, draws a text as it is.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the library's
        """Give the segments with nothing in them that is not shown."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment("".join(map(_shown, segment.text)), segment.style)
            for segment in segments
        ]


def _shown(character: str) -> str:
    if character.isprintable() or character in _JOINERS or unicodedata.category(character) not in _OBEYED:
        return character
    return " " * max(0, cell_len(character))
