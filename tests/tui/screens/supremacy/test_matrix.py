"""The matrix of wins: what its cells say, and what stays in sight."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.strip import Strip

from tui.screens.supremacy.matrix import HEADER, Matrix
from tui.screens.supremacy.matrix_cell import MatrixPrinciple, MatrixShown, percent_won, two_lines, widths


def matrix(won: list[list[int]], names: list[str] | None = None, few: int = 10) -> MatrixShown:
    """A matrix of wins in the order given."""
    names = names or [f"Rule {place}" for place in range(len(won))]
    principles = tuple(MatrixPrinciple(place, place + 1, name) for place, name in enumerate(names))
    return MatrixShown(principles, tuple(map(tuple, won)), few)


def large(size: int) -> MatrixShown:
    """Every pair was in ten conflicts or more, none alike."""
    return matrix([[0 if i == j else 5 + i + 2 * j for j in range(size)] for i in range(size)])


SMALL = matrix([[0, 9, 20, 0], [1, 0, 3, 0], [0, 2, 0, 0], [0, 0, 0, 0]])


def line(table: Matrix, y: int) -> str:
    return table.render_line(y).text.rstrip()


def at(table: Matrix) -> tuple[int, int]:
    """Where the cursor is."""
    assert table.cell is not None
    return table.cell


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines that are painted, from now on."""
    found: list[int] = []
    paint = Matrix.render_line

    def recorded(table: Matrix, y: int) -> Strip:
        found.append(y)
        return paint(table, y)

    monkeypatch.setattr(Matrix, "render_line", recorded)
    return found


async def test_a_cell_says_shade_percentage_and_number(host: Any) -> None:
    table = Matrix()
    async with host(table).shown((65, 24)) as pilot:
        table.show(SMALL)
        await pilot.pause()
        assert line(table, HEADER).split() == ["▸", "1", "Rule", "0", "╲", "███", "90", "10", "███100", "20", "–"]
        assert line(table, HEADER + 1).split() == ["2", "Rule", "1", "10", "10", "╲", "▓▓▓", "60", "5?", "–"]
        assert line(table, HEADER + 2).split() == ["3", "Rule", "2", "0", "20", "▒▒▒", "40", "5?", "╲", "–"]
        assert line(table, HEADER + 3).split() == ["4", "Rule", "3", "–", "–", "–", "╲"]
        assert line(table, 0).split() == ["1", "▾2", "3", "4"]
        assert "? n under 10" in line(table, 2)


async def test_few_conflicts_are_dimmed_and_others_are_not(host: Any) -> None:
    table = Matrix()
    async with host(table).shown((65, 24)) as pilot:
        table.show(SMALL)
        await pilot.pause()
        muted = table.get_visual_style("line--muted").rich_style
        styles = {segment.text.strip(): segment.style for segment in table.render_line(HEADER + 1)}
        assert styles["60  5?"] == muted
        assert styles["10 10"] != muted


@given(st.integers(0, 3000), st.integers(1, 3000))
def test_only_all_and_none_are_100_and_0(won: int, lost: int) -> None:
    both = won + lost
    shown = int(percent_won(won, both))
    assert (shown == 0) is (won == 0)
    assert shown < 100
    assert abs(shown - 100 * won / both) <= 1
    assert shown + int(percent_won(lost, both)) == 100


@given(st.integers(1, 75), st.integers(1, 40), st.integers(0, 99_999), st.integers(40, 300))
def test_parts_fill_no_more_than_the_line(size: int, length: int, most: int, room: int) -> None:
    found = widths([MatrixPrinciple(n, n + 1, "x" * length) for n in range(size)], most, room)
    assert 1 <= found.columns <= size
    assert found.gutter + found.columns * found.cell <= room
    assert found.cell >= found.shade + 3 + 1 + len(str(most)) + 1
    if found.columns < size:
        assert found.gutter + (found.columns + 1) * found.cell > room or found.name > 12


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "M", "Z"]) | st.just(" "), max_size=30))
def test_names_break_into_lines_of_one_width(name: str) -> None:
    first, second = two_lines(name, 9)
    assert cell_len(first) == cell_len(second) == 9
    assert first.endswith(" ")
    assert second.endswith(" ")


async def test_headers_stay_while_both_directions_scroll(host: Any) -> None:
    table = Matrix()
    app = host(table)
    async with app.shown((80, 24)) as pilot:
        shown = large(75)
        table.show(shown)
        table.focus()
        await pilot.press("ctrl+end")
        await pilot.pause()
        assert at(table) == (74, 74)
        assert line(table, 0).split()[-1] == "▾75"
        assert "Rule 74" in line(table, 23 - 2)
        assert "of 75" in app.text()
        await pilot.press("home")
        assert at(table) == (74, 0)
        assert line(table, 0).split()[0] == "▾1"
        await pilot.press("ctrl+home", "pagedown", "ctrl+right")
        rows, columns = at(table)
        assert rows == 24 - 2 - HEADER
        assert columns >= 5
        assert f"▸{rows + 1:>2} Rule {rows}" in app.text()
        await pilot.press("pageup", "ctrl+left", "up", "left")
        assert at(table) == (0, 0)


@pytest.mark.parametrize("size", [1, 3, 21, 75])
@pytest.mark.parametrize("window", [(80, 24), (120, 40), (200, 60)])
async def test_the_cursors_cell_is_in_sight_wherever_it_goes(host: Any, size: int, window: tuple[int, int]) -> None:
    table = Matrix()
    app = host(table)
    async with app.shown(window) as pilot:
        table.show(large(size))
        table.focus()
        for key in ("down", "right", "pagedown", "ctrl+right", "end", "ctrl+end", "up", "left", "ctrl+left", "home"):
            await pilot.press(key)
            await pilot.pause()
            row, column = at(table)
            text = app.text()
            assert f"▾{column + 1}" in text
            assert any(f"▸{row + 1:>2} Rule {row} " in each for each in text.splitlines())
            assert all(cell_len(each) <= window[0] for each in text.splitlines())


async def test_the_cursor_stays_on_its_pair_when_the_order_changes(host: Any) -> None:
    table = Matrix()
    app = host(table)
    async with app.shown() as pilot:
        before = large(5)
        table.show(before)
        table.focus()
        await pilot.press("down", "down", "right")
        assert at(table) == (2, 2)
        await pilot.press("right")
        turned = MatrixShown(before.principles[::-1], tuple(row[::-1] for row in before.won[::-1]), before.few)
        table.show(turned)
        assert at(table) == (2, 1)
        await pilot.pause()
        assert "▸ 3 Rule 2" in app.text()
        table.show(matrix([[0, 1], [2, 0]]))
        assert at(table) == (0, 0), "principles that are gone"


async def test_a_click_moves_and_a_second_one_opens(host: Any) -> None:
    table = Matrix()
    app = host(table)
    async with app.shown((80, 24)) as pilot:
        table.show(large(5))
        await pilot.pause()
        fits = table.fits
        place = (1 + fits.label + 3 * fits.cell + 2, 1 + HEADER + 2)
        await pilot.click(table, offset=place)
        await pilot.pause()
        assert at(table) == (2, 3)
        assert not app.sent(Matrix.Opened)
        await pilot.click(table, offset=place)
        await pilot.pause()
        assert len(app.sent(Matrix.Opened)) == 1
        await pilot.click(table, offset=(3, 1 + HEADER + 4))
        assert at(table) == (4, 3), "a row by its name"
        await pilot.click(table, offset=(place[0] - fits.cell, 2))
        assert at(table) == (4, 2), "a column by its name"
        await pilot.click(table, offset=(place[0], 20))
        await pilot.click(table, offset=(3, 2))
        assert len(app.sent(Matrix.Opened)) == 1
        assert len(app.sent(Matrix.Moved)) == 4


async def test_a_double_click_opens(host: Any) -> None:
    table = Matrix()
    app = host(table)
    async with app.shown((80, 24)) as pilot:
        table.show(large(5))
        await pilot.pause()
        await pilot.click(table, offset=(40, 1 + HEADER + 2), times=2)
        await pilot.pause()
        assert len(app.sent(Matrix.Opened)) == 1


async def test_the_wheel_sideways_shows_other_columns(host: Any) -> None:
    from textual.events import MouseScrollLeft, MouseScrollRight

    table = Matrix()
    async with host(table).shown((60, 24)) as pilot:
        table.show(large(20))
        await pilot.pause()
        for kind, first in ((MouseScrollRight, "2"), (MouseScrollRight, "3"), (MouseScrollLeft, "2")):
            await pilot._post_mouse_events([kind], widget=table, offset=(30, 8))
            assert line(table, 0).replace("▾", " ").split()[1] == first
        assert at(table) == (0, 1)


async def test_only_lines_that_change_are_painted(host: Any, drawn: list[int]) -> None:
    table = Matrix()
    async with host(table).shown((80, 24)) as pilot:
        shown = large(12)
        table.show(shown)
        table.focus()
        await pilot.pause()
        drawn.clear()
        await pilot.press("down")
        await pilot.pause()
        assert set(drawn) == {HEADER, HEADER + 1}
        drawn.clear()
        won = [list(row) for row in shown.won]
        won[3][5] += 1
        table.show(matrix(won))
        await pilot.pause()
        assert set(drawn) == {HEADER + 3, HEADER + 5}


async def test_keys_typed_ahead_act_one_after_the_other(host: Any) -> None:
    table = Matrix()
    async with host(table).shown((80, 24)) as pilot:
        table.show(large(9))
        table.focus()
        await pilot.press(*["down"] * 30, *["right"] * 3, "up")
        assert at(table) == (7, 4)


async def test_words_stand_in_place_of_cells_until_there_are_some(host: Any) -> None:
    table = Matrix()
    app = host(table)
    async with app.shown() as pilot:
        assert table.cell is None
        table.show(large(5))
        table.focus()
        await pilot.press("down")
        table.wait("Counting [b]m …")
        await pilot.pause()
        assert "Counting [b]m …" in app.text()
        assert "Rule" not in app.text()
        assert table.waits
        table.show(large(5))
        await pilot.pause()
        assert "▸ 2 Rule 1" in app.text()
        assert not table.waits


async def test_no_names_are_markup_and_the_unranked_have_a_dash(host: Any) -> None:
    table = Matrix()
    app = host(table)
    async with app.shown() as pilot:
        principles = (MatrixPrinciple(0, 1, "[/nope]"), MatrixPrinciple(1, None, "[red]x"))
        table.show(MatrixShown(principles, ((0, 0), (0, 0)), 30))
        await pilot.pause()
        assert "1 [/nope]" in line(table, HEADER)
        assert line(table, HEADER + 1).split()[:2] == ["–", "[red]x"]


def test_the_most_conflicts_are_found() -> None:
    shown = large(9)
    pairs = [(i, j) for i in range(9) for j in range(9)]
    assert shown.most == max(shown.conflicts(*pair) for pair in pairs)
    assert all(shown.conflicts(i, j) == shown.conflicts(j, i) for i, j in pairs)
    assert all(left != right for left, right in pairwise(shown.won))


@pytest.mark.parametrize(("window", "cell"), [((80, 24), 3), ((120, 40), 4), ((200, 60), 4)])
async def test_without_numbers_all_columns_of_a_constitution_are_in_sight(
    host: Any, window: tuple[int, int], cell: int
) -> None:
    table = Matrix()
    table.whole = True
    app = host(table)
    async with app.shown(window) as pilot:
        table.show(large(21))
        await pilot.pause()
        assert table.in_sight == range(21)
        assert table.fits.cell == cell
        assert "Rule 0 " in line(table, HEADER)


async def test_a_shade_and_a_mark_say_without_colour_what_is_sure(host: Any) -> None:
    table = Matrix()
    table.whole = True
    async with host(table).shown((60, 24)) as pilot:
        table.show(matrix([[0, 20, 30, 0], [20, 0, 3, 0], [2, 2, 0, 0], [0, 0, 0, 0]]))
        await pilot.pause()
        rows = [line(table, HEADER + row)[table.fits.label :] for row in range(3)]
        assert rows == ["╲╲╲ ▒▒▒ ███+", "▒▒▒ ╲╲╲ ▓▓▓", "···−▒▒▒ ╲╲╲"]


def test_it_begins_where_the_order_is_broken_else_where_there_is_most() -> None:
    assert matrix([[0, 9, 2], [1, 0, 20], [30, 20, 0]]).telling == (0, 2)
    assert matrix([[0, 9, 15], [1, 0, 20], [15, 20, 0]]).telling == (1, 2)
    assert matrix([[0]]).telling == (0, 0)
