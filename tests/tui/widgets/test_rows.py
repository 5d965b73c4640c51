"""Rows: one cursor for keys and mouse, and rows that are made only when they come into sight."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import BindingType

from tui.common.keys import cursor_keys
from tui.widgets.columns import Cell, RowColumn
from tui.widgets.rows import Rows


class Numbers(Rows[int]):
    """A row for each number."""

    BINDINGS: ClassVar[list[BindingType]] = cursor_keys("numbers", "number")

    def columns(self, width: int) -> Sequence[RowColumn]:
        return (RowColumn("number", 10, role="good"), RowColumn("half", 10, align="right"))

    def cells(self, n: int) -> Sequence[Cell]:
        return (str(self.rows[n]), str(self.rows[n] / 2))


class Counting(Sequence[int]):
    """A million numbers that remember which were looked at."""

    def __init__(self) -> None:
        self.seen: set[int] = set()

    def __len__(self) -> int:
        return 1_000_000

    def __getitem__(self, index: Any) -> Any:
        self.seen.add(index)
        return index


def line(table: Numbers, y: int) -> list[str]:
    return table.render_line(y).text.split()


async def test_rows_out_of_sight_are_not_made(host: Any) -> None:
    table, numbers = Numbers(), Counting()
    async with host(table, height=12).shown() as pilot:
        table.show(numbers)
        table.focus()
        await pilot.press("end")
        await pilot.pause()
        assert table.cursor == 999_999
        assert line(table, 9) == ["999999", "499999.5"]
        assert numbers.seen <= {*range(10), *range(999_980, 1_000_000)}


async def test_the_cursor_stops_at_both_ends_and_tells_where_it_came(host: Any) -> None:
    table = Numbers()
    app = host(table, height=6)
    async with app.shown() as pilot:
        table.show(range(5))
        table.focus()
        await pilot.press("up", "down", "j", "k", "end", "down", "home")
        assert [(at.row, at.control) for at in app.sent(Numbers.Moved)] == [(n, table) for n in (1, 2, 1, 4, 0)]
        await pilot.press("end")
        table.show(range(2))
        assert table.cursor == 1, "the cursor stays as far as it can"
        table.show(range(5), 3)
        assert table.cursor == 3


async def test_the_row_under_the_cursor_is_opened_by_another_click(host: Any) -> None:
    table = Numbers()
    app = host(table, height=8)
    async with app.shown() as pilot:
        table.show(range(3))
        for y in (1 + 2, 1 + 0, 1 + 5):
            await pilot.click(table, offset=(5, y))
            assert (table.cursor, app.sent(Numbers.Opened)) == (1, []), "neither the heads nor nothing is a row"
        await pilot.click(table, offset=(5, 3))
        assert [at.row for at in app.sent(Numbers.Opened)] == [1]


async def test_the_cursors_line_is_without_roles(host: Any) -> None:
    table = Numbers()
    async with host(table, height=8).shown():
        table.show(range(3))
        assert [role for _, role in table.draw(1, 24)] == ["", ""]
        assert [role for _, role in table.draw(2, 24)] == ["good", ""]


async def test_without_rows_it_says_so(host: Any) -> None:
    table = Numbers()
    app = host(table, height=8)
    async with app.shown() as pilot:
        table.show((), empty="Nothing yet.\nCome back.")
        table.focus()
        await pilot.press("down", "end")
        await pilot.click(table, offset=(5, 2))
        assert [line(table, y) for y in (1, 2)] == [["Nothing", "yet."], ["Come", "back."]]
        assert (table.cursor, app.sent(Numbers.Moved), app.sent(Numbers.Opened)) == (0, [], [])
