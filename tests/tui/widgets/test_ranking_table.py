from typing import Any

from tui.widgets.ranking import RankRow
from tui.widgets.ranking_table import HEADER, RankingColumn, RankingsShown, RankingTable


def column(title: str, names: str) -> RankingColumn:
    rows = tuple(RankRow(i + 1, 0, name * 3, 1.0 - i, "ranked", 9, False) for i, name in enumerate(names))
    return RankingColumn(title, "llm", "28.9 %", "0.21", rows)


SHOWN = RankingsShown(tuple(column(f"m{n}", names) for n, names in enumerate(["abc", "cab", "bca", "cba", "ac"])))


def line(table: RankingTable, y: int) -> str:
    return table.render_line(y).text.rstrip()


async def test_columns_read_as_rankings_under_their_headers(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((120, 24)) as pilot:
        table.show(SHOWN)
        await pilot.pause()
        assert line(table, 0).split() == ["m0", "m1", "m2", "m3"]
        assert line(table, 1).split() == ["llm"] * 4
        assert line(table, 2).split("arbitrary")[1].strip() == "28.9 %"
        assert line(table, 3).count("discrepancy 0.21") == 4
        assert line(table, HEADER).split() == ["1", "◆", "aaa", "+1.00", "ccc", "+1.00", "bbb", "+1.00", "ccc", "+1.00"]
        assert "annotators 1 to 4 of 5" in app.text()


async def test_the_cursor_marks_its_principle_in_every_column(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((120, 24)) as pilot:
        table.show(SHOWN)
        table.focus()
        await pilot.press("down", "right", "up", "up")
        assert [(m.column, m.principle) for m in app.sent(RankingTable.Moved)] == [(0, "bbb"), (1, "aaa"), (1, "ccc")]
        assert (table.column, table.principle) == (1, "ccc")
        marked = [line(table, HEADER + y).count("◆ ccc") for y in range(3)]
        assert marked == [2, 1, 1]
        bold = [segment.text for segment in table.render_line(HEADER + 2) if segment.style and segment.style.bold]
        assert "".join(bold).split() == ["◆", "ccc", "−1.00"]


async def test_columns_step_sideways_where_they_do_not_fit(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((80, 24)) as pilot:
        table.show(SHOWN)
        table.focus()
        await pilot.pause()
        assert line(table, 0).split() == ["m0", "m1"]
        await pilot.press("right", "right")
        assert line(table, 0).split() == ["◂", "m1", "m2"]
        await pilot.press("left")
        assert line(table, 0).split() == ["◂", "m1", "m2"]
        await pilot.press("right", "right", "right", "right", "down", "down")
        assert line(table, 0).split() == ["◂", "m3", "m4"]
        assert table.principle == "ccc"
        await pilot.press("left", "down", "right")
        assert table.principle == "ccc"


async def test_headers_stay_while_rows_scroll(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((60, 14)) as pilot:
        table.show(RankingsShown((column("m", "abcdefghijklmnopqrstuvwxyz"),)))
        table.focus()
        await pilot.press("end")
        await pilot.pause()
        assert table.principle == "zzz"
        assert line(table, 0).split() == ["m"]
        assert "◆ zzz" in app.text()
        await pilot.press("home")
        assert "aaa" in line(table, HEADER)


async def test_click_moves_to_a_cell(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((80, 24)) as pilot:
        table.show(SHOWN)
        await pilot.pause()
        await pilot.click(table, offset=(50, 1 + HEADER + 1))
        assert (table.column, table.principle) == (1, "aaa")
        await pilot.click(table, offset=(50, 2))
        assert (table.column, table.principle) == (1, "aaa")


async def test_ties_and_the_unranked_are_told(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown() as pilot:
        rows = (
            RankRow(1, 0, "a", 1.0, "ranked", 9, False),
            RankRow(1, 0, "b", 1.0, "ranked", 9, False),
            RankRow(None, 0, "[/nope]", None, "unranked", 0, False),
        )
        table.show(RankingsShown((RankingColumn("[red]m", "llm", "–", "–", rows),)))
        await pilot.pause()
        assert line(table, HEADER + 1).split() == ["2", "b", "=1", "+1.00"]
        assert line(table, HEADER + 2).split() == ["3", "[/nope]", "–"]
        assert "[red]m" in line(table, 0)


async def test_no_rankings_are_said(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown() as pilot:
        table.show(RankingsShown(()))
        table.focus()
        await pilot.press("down", "right")
        assert table.principle is None
        assert "No annotator has a ranking yet." in app.text()
        assert not app.sent(RankingTable.Moved)
