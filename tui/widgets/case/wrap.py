"""Where a text breaks into lines, as places in the text: no character is copied, lost or moved."""

from typing import Final

from rich.cells import get_character_cell_size

_JOINER: Final = "\u200d"

Line = tuple[int, int]
"""Where a line begins in its text, and where it ends."""


def wrap(text: str, width: int, start: int = 0) -> list[Line]:
    """Break a text from `start` on into lines at most `width` cells wide, after spaces where it has any.

    Spaces that no longer fit hang over the end of their line. Takes time in proportion to the length.
    """
    width = max(width, 2)
    lines: list[Line] = []
    while True:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        _paragraph(text, start, end, width, lines)
        if end == len(text):
            return lines
        start = end + 1


def _paragraph(text: str, start: int, end: int, width: int, lines: list[Line]) -> None:
    """Add the lines of what holds no line break."""
    plain = text[start:end].isascii()
    while True:
        reach = min(start + width, end) if plain else _reach(text, start, end, width)
        if reach == end:
            lines.append((start, end))
            return
        space = reach if text[reach] == " " else text.rfind(" ", start, reach)
        if space >= start and text[start:space].strip(" "):
            follows = space
            while follows < end and text[follows] == " ":
                follows += 1
        else:
            follows = reach
        lines.append((start, follows))
        if follows == end:
            return
        start = follows


def _reach(text: str, start: int, end: int, width: int) -> int:
    """Find how far `width` cells go, a first character that is wider included.

    What a joiner joins to the character before takes no room of its own, as `rich.cells.cell_len` counts it.
    """
    cells = 0
    for index in range(start, end):
        if index == start or text[index - 1] != _JOINER:
            cells += get_character_cell_size(text[index])
        if cells > width:
            return max(index, start + 1)
    return end
