"""Lines between two columns of ranks, in dots of two by four a cell."""

from collections.abc import Iterable
from typing import Final

_DOTS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a braille cell, by row and column."""
_BLANK: Final = 0x2800

Line = tuple[int, int, int]
"""From which line of cells on the left to which on the right, and its weight: heavier ones cover lighter ones."""


def slope_lines(lines: Iterable[Line], height: int, width: int) -> list[list[tuple[str, int]]]:
    """Draw lines into `height` rows of `width` cells: each a character and the weight of what it shows, 0 for none."""
    cells: list[list[tuple[int, int]]] = [[(0, 0)] * width for _ in range(height)]
    for left, right, weight in lines:
        for x, y in _dots(left, right, width):
            row, column = y // 4, x // 2
            bits, held = cells[row][column]
            if weight >= held:
                dot = _DOTS[y % 4][x % 2]
                cells[row][column] = (bits | dot if weight == held else dot, weight)
    return [[(chr(_BLANK + bits) if bits else " ", weight) for bits, weight in row] for row in cells]


def _dots(left: int, right: int, width: int) -> Iterable[tuple[int, int]]:
    """The dots from the middle of a cell on the left edge to the middle of one on the right edge, without gaps."""
    start, end, last = 4 * left + 2, 4 * right + 2, 2 * width - 1
    before = start
    for x in range(last + 1):
        y = start + round((end - start) * x / last) if last else end
        step = 1 if y >= before else -1
        yield from ((x, between) for between in range(before + step, y, step))
        yield x, y
        before = y
