"""Intervals drawn in cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.screens.rankings.whisker import DOT, Extent, whisker

numbers = st.floats(-50, 50)


@pytest.mark.parametrize(
    ("value", "low", "high", "drawn"),
    [
        (0, -3, 3, "├──●──┤"),
        (-3, -3, 0, "●──┤   "),
        (1, 0, 3, "   ├●─┤"),
        (0, None, None, "   ●   "),
        (3, 1, 9, "    ├─●"),
        (2, 1, 9, "    ├●▸"),
        (-2, -9, 9, "◂●────▸"),
        (0, 0, 0, "   ●   "),
    ],
)
def test_values_and_ends_stand_where_they_are(value: float, low: float, high: float, drawn: str) -> None:
    assert whisker(value, low, high, Extent(-3, 3), 7) == drawn


@given(numbers, numbers, numbers, numbers, numbers, st.integers(1, 40))
def test_it_is_as_wide_as_asked_with_one_dot_in_it(
    value: float, one: float, other: float, start: float, end: float, width: int
) -> None:
    extent = Extent(min(start, end), max(start, end))
    drawn = whisker(value, min(one, other), max(one, other), extent, width)
    assert cell_len(drawn) == len(drawn) == width
    assert drawn.count(DOT) == 1
    assert drawn.index(DOT) == extent.cell(value, width)


@given(numbers, numbers)
def test_a_higher_value_is_never_further_left(one: float, other: float) -> None:
    extent = Extent(-10, 10)
    assert extent.cell(min(one, other), 9) <= extent.cell(max(one, other), 9)


def test_where_there_is_nothing_to_compare_the_value_stands_in_the_middle() -> None:
    assert whisker(4, None, None, Extent(4, 4), 5) == "  ●  "
    assert not whisker(4, None, None, Extent(4, 4), 0)
