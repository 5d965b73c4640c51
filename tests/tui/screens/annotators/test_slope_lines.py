from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.screens.annotators.slope_lines import slope_lines

HEIGHT = 9
ROWS = st.integers(0, HEIGHT - 1)


def dots(cells: list[list[tuple[str, int]]]) -> set[tuple[int, int]]:
    """The places of all dots, by the Unicode order of braille."""
    offsets = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    return {
        (2 * column + x, 4 * row + y)
        for row, line in enumerate(cells)
        for column, (character, _) in enumerate(line)
        for bit, (x, y) in enumerate(offsets)
        if character != " " and (ord(character) - 0x2800) >> bit & 1
    }


@given(ROWS, ROWS, st.integers(1, 30))
def test_a_line_goes_without_gaps_from_its_left_to_its_right_row(left: int, right: int, width: int) -> None:
    cells = slope_lines([(left, right, 1)], HEIGHT, width)
    assert [len(line) for line in cells] == [width] * HEIGHT
    found = dots(cells)
    assert (2 * width - 1, 4 * right + 2) in found
    assert (0, 4 * left + 2) in found
    columns = [sorted(y for x, y in found if x == column) for column in range(2 * width)]
    for column in columns:
        assert column == list(range(column[0], column[-1] + 1))
    for one, other in pairwise(columns):
        assert max(one[0], other[0]) - min(one[-1], other[-1]) <= 1
    rows = {y // 4 for _, y in found}
    assert rows <= set(range(min(left, right), max(left, right) + 1))


@given(st.lists(st.tuples(ROWS, ROWS), min_size=1, max_size=9), st.integers(2, 20))
def test_the_heaviest_line_is_whole(ends: list[tuple[int, int]], width: int) -> None:
    lines = [(left, right, 1) for left, right in ends[1:]] + [(*ends[0], 2)]
    cells = slope_lines(lines, HEIGHT, width)
    alone = slope_lines([(*ends[0], 2)], HEIGHT, width)
    for line, wanted in zip(cells, alone, strict=True):
        for cell, single in zip(line, wanted, strict=True):
            assert cell == single or single == (" ", 0)
    assert {weight for line in cells for _, weight in line} <= {0, 1, 2}
