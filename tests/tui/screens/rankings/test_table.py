from dataclasses import replace
from typing import Any

import pytest

from tui.presenting.ranked import RankedPrinciple
from tui.screens.rankings.cells import RankingColumn, Scale
from tui.screens.rankings.table import HEADER, RankingTable


def ranked(key: int, name: str, rank: int | None, priority: float | None, status: str = "ranked") -> RankedPrinciple:
    return RankedPrinciple(key, name, rank, status, priority, conflicts=40, sided=20, pairs=60, won=30, few=False)


def column(title: str, names: str) -> RankingColumn:
    rows = tuple(ranked(ord(name), name * 3, i + 1, 1.0 - i) for i, name in enumerate(names))
    return RankingColumn(title, "llm", "28.9 %", "0.21", rows)


SHOWN = tuple(column(f"m{n}", names) for n, names in enumerate(["abc", "cab", "bca", "cba", "ac"]))


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
        assert "columns 1 to 4 of 5" in app.text()


async def test_the_cursor_marks_its_principle_in_every_column(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((120, 24)) as pilot:
        table.show(SHOWN)
        table.focus()
        await pilot.press("down", "right", "up", "up")
        seen = [(m.column, SHOWN[m.column].rows[m.row].principle) for m in app.sent(RankingTable.Moved)]
        assert seen == [(0, "bbb"), (1, "aaa"), (1, "ccc")]
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


async def test_two_rankings_can_be_compared_in_80_columns_however_long_the_names(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((80, 24)) as pilot:
        table.show(tuple(replace(each, rows=(ranked(1, "a" * 60, 1, 0.5),)) for each in SHOWN))
        await pilot.pause()
        assert line(table, 0).split() == ["m0", "m1"]
        assert line(table, HEADER).count("+0.50") == 2
        assert line(table, HEADER).count("a…") == 2


async def test_headers_stay_while_rows_scroll(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((60, 14)) as pilot:
        table.show((column("m", "abcdefghijklmnopqrstuvwxyz"),))
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


async def test_two_clicks_open_a_cell(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((80, 24)) as pilot:
        table.show(SHOWN)
        await pilot.pause()
        await pilot.click(table, offset=(50, 1 + HEADER + 1))
        assert not app.sent(RankingTable.Opened)
        await pilot.double_click(table, offset=(50, 1 + HEADER + 1))
        assert len(app.sent(RankingTable.Opened)) == 1


def one_column(*rows: RankedPrinciple) -> tuple[RankingColumn, ...]:
    return (RankingColumn("[red]m", "llm", "–", "–", rows),)


async def test_ties_and_what_the_data_does_not_determine_are_told(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((36, 24)) as pilot:
        table.show(
            one_column(
                ranked(0, "a", 1, None, "always-wins"),
                ranked(1, "b", 1, None, "always-wins"),
                replace(ranked(2, "c", 3, 1.0), group="a", few=True),
                ranked(3, "d", 4, None, "placed"),
                ranked(4, "e", 5, None, "always-loses"),
                ranked(5, "[/nope]", None, None, "unranked"),
            )
        )
        await pilot.pause()
        told = [["1", "◆", "a", "+∞"], ["2", "b", "=1", "+∞"], ["3", "c", "?", "+1.00a"]]
        told += [["4", "d", "·"], ["5", "e", "−∞"], ["6", "[/nope]", "–"]]
        assert [line(table, HEADER + y).split() for y in range(6)] == told
        assert "[red]m" in line(table, 0)
        table.scale = Scale.RANKS
        assert [line(table, HEADER + y).split()[-1] for y in range(6)] == ["1", "1", "3a", "4", "5", "–"]


BOUND = (
    replace(ranked(0, "first", 1, 2.0), low=1.0, high=9.0, rank_low=1, rank_high=2),
    replace(ranked(1, "second", 2, 0.0), low=-1.0, high=2.0, rank_low=1, rank_high=3),
    replace(ranked(2, "third", 3, -2.0), low=-4.0, high=-1.0, rank_low=3, rank_high=3),
)


@pytest.mark.parametrize(
    ("width", "scale", "drawn"),
    [
        (
            60,
            Scale.LOG_ODDS,
            [" ├─●─────▸  +2.00", " ├●───┤         0.00", " ├──●─┤             −2.00"],
        ),
        (60, Scale.ELO, ["+347", "0", "−347"]),
        (60, Scale.RANKS, [" ├───────● 1–2", " ├───────●───────┤ 1–3", " ●                   3"]),
        (36, Scale.LOG_ODDS, ["1–2  +2.00", "1–3   0.00", "  3  −2.00"]),
        (36, Scale.RANKS, [" ├──────● 1–2", " ├───────●──────┤ 1–3", " ●                  3"]),
    ],
)
async def test_intervals_are_whiskers_where_there_is_room(
    host: Any, width: int, scale: Scale, drawn: list[str]
) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((width, 24)) as pilot:
        table.scale = scale
        table.show(one_column(*BOUND))
        await pilot.pause()
        for y, part in enumerate(drawn):
            assert part in line(table, HEADER + y), (line(table, HEADER + y), part)


async def test_intervals_of_annotations_as_they_were_are_dim(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((60, 24)) as pilot:
        colours = []
        for stale in (False, True):
            (held,) = one_column(*BOUND)
            table.show((replace(held, stale=stale),))
            await pilot.pause()
            drawn = [each for each in table.render_line(HEADER + 1) if "●" in each.text]
            colours += [each.style.color for each in drawn if each.style]
        assert len(set(colours)) == 2


async def test_the_cursor_stays_on_its_annotator_and_principle(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown((120, 24)) as pilot:
        table.show(SHOWN)
        table.focus()
        await pilot.press("right", "down", "down")
        assert (table.column, table.principle) == (1, "bbb")
        table.show((column("m1", "bca"), column("m0", "abc")))
        assert (table.column, table.principle) == (0, "bbb")
        table.show((column("other", "xyz"),))
        assert (table.column, table.principle) == (0, "xxx"), "what is gone leaves the cursor where it was"


async def test_no_rankings_are_said(host: Any) -> None:
    table = RankingTable()
    app = host(table)
    async with app.shown() as pilot:
        table.show(())
        table.focus()
        await pilot.press("down", "right")
        assert table.principle is None
        assert "No annotator has a ranking yet." in app.text()
        assert not app.sent(RankingTable.Moved)
