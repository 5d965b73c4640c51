from dataclasses import replace
from typing import Any

import pytest

from tui.screens.annotators.table import AnnotatorRow, AnnotatorTable, Figure, FigureText

HEADER = AnnotatorTable.pinned

ONE = AnnotatorRow(
    "human",
    "human",
    "2312",
    FigureText("28.9", "26.2–31.6", "of 1172"),
    FigureText("0.0", ""),
    "21.9±4.1",
    "",
    "reference",
    "",
    False,
    "12",
    "0",
)
OTHER = AnnotatorRow(
    "model",
    "reward-model",
    "2298",
    FigureText("21.8", "19.5–24.1", "of 1167"),
    FigureText("11.0", "6.7–24.8"),
    "22.2±3.9",
    ".255",
    "may be chance",
    "≈",
    False,
    "5",
    "14",
)
ROWS = (ONE, OTHER)


def line(table: AnnotatorTable, y: int) -> str:
    return table.render_line(y).text.rstrip()


@pytest.mark.parametrize("size", [(80, 10), (120, 10), (200, 10)])
async def test_each_figure_stands_with_its_uncertainty(host: Any, size: tuple[int, int]) -> None:
    table = AnnotatorTable()
    async with host(table).shown(size) as pilot:
        table.show(ROWS)
        await pilot.pause()
        wide = size[0] > 80
        kinds = ["reward-model"] if wide else ["reward"]
        of, words = (["of", "1167"], ["may", "be", "chance"]) if wide else ([], [])
        counts = ["5", "14"] if size[0] == 200 else []
        expected = [
            "model",
            *kinds,
            "2298",
            *counts,
            "21.8",
            "19.5–24.1",
            *of,
            "11.0",
            "6.7–24.8",
            "22.2±3.9",
            "≈.255",
            *words,
        ]
        assert line(table, HEADER + 1).split() == expected
        assert line(table, HEADER).split()[-1] == ("reference" if wide else "ref")
        heads = line(table, 0)
        assert heads.index("noise") == line(table, HEADER + 1).index("22.2")
        assert max(len(line(table, y)) for y in range(3)) <= size[0] - 2


@pytest.mark.parametrize("size", [(80, 10), (120, 10)])
async def test_the_longest_figures_are_not_cut(host: Any, size: tuple[int, int]) -> None:
    table = AnnotatorTable()
    longest = FigureText("100.0", "100.0–100.0", "of 1000000")
    other = replace(
        OTHER, annotations="1000000", arbitrary=longest, discrepancy=replace(longest, of=""), noise="50.0±10.1"
    )
    async with host(table).shown(size) as pilot:
        table.show((ONE, other))
        await pilot.pause()
        shown = line(table, HEADER + 1)
        assert shown.count("100.0 100.0–100.0") == 2
        assert {"1000000", "50.0±10.1", "≈.255"} <= set(shown.split())
        assert "…" not in shown.removeprefix("  model")
        await pilot.click(table, offset=(1 + shown.rindex("100.0–"), 1 + HEADER + 1))
        assert (table.cursor, table.figure) == (1, Figure.DISCREPANCY)


async def test_stale_figures_say_so_without_colour(host: Any) -> None:
    table = AnnotatorTable()
    async with host(table).shown((80, 10)) as pilot:
        table.show((ONE, replace(OTHER, stale=True)))
        await pilot.pause()
        assert "21.8~19.5–24.1" in line(table, HEADER + 1)
        assert "11.0~6.7–24.8" in line(table, HEADER + 1)
        assert "~22.2±3.9" in line(table, HEADER + 1)
        assert "~" not in line(table, HEADER)


async def test_keys_move_within_the_figures(host: Any) -> None:
    table = AnnotatorTable()
    app = host(table)
    async with app.shown((80, 10)) as pilot:
        table.show(ROWS)
        table.focus()
        await pilot.press("up", "left")
        assert (table.cursor, table.figure) == (0, Figure.ARBITRARY)
        assert not app.sent(AnnotatorTable.Moved)
        await pilot.press("down", "right", "right", "down")
        assert (table.cursor, table.figure) == (1, Figure.DISCREPANCY)
        assert len(app.sent(AnnotatorTable.Moved)) == 2
        table.show((ONE,))
        assert table.cursor == 0
        table.show(())
        await pilot.press("down")
        assert table.cursor == 0


async def test_a_second_click_on_a_figure_opens_it(host: Any) -> None:
    table = AnnotatorTable()
    app = host(table)
    async with app.shown((80, 10)) as pilot:
        table.show(ROWS)
        await pilot.pause()
        text = line(table, HEADER + 1)
        await pilot.click(table, offset=(1 + text.index("11.0"), 1 + HEADER + 1))
        assert (table.cursor, table.figure) == (1, Figure.DISCREPANCY)
        assert not app.sent(AnnotatorTable.Opened)
        await pilot.click(table, offset=(1 + text.index("11.0") + 2, 1 + HEADER + 1))
        assert len(app.sent(AnnotatorTable.Opened)) == 1
        await pilot.click(table, offset=(1 + text.index("21.8"), 1 + HEADER))
        assert (table.cursor, table.figure) == (0, Figure.ARBITRARY)
        await pilot.click(table, offset=(5, 1 + HEADER + 1))
        await pilot.click(table, offset=(5, 1))
        assert (table.cursor, table.figure) == (1, Figure.ARBITRARY)
        assert len(app.sent(AnnotatorTable.Opened)) == 1, "a name leads nowhere"


async def test_a_name_without_room_is_said_shorter_before_it_is_cut(host: Any) -> None:
    table = AnnotatorTable()
    names = ("follows the declared order", "declared order", "declared")
    async with host(table).shown((80, 10)) as pilot:
        seen = {}
        for width in (200, 90, 80):
            await pilot.resize_terminal(width, 10)
            table.show((replace(ONE, name=names[0], shorter=names[1:]), OTHER))
            await pilot.pause()
            seen[width] = line(table, HEADER)
        assert "follows the declared order" in seen[200]
        assert "…" not in seen[80]
        assert "declared" in seen[80]
