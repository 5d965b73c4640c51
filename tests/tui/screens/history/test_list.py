"""The list of events: lines, cursor, and what is chosen."""

import pytest

from tests.tui.hosting import Host
from tui.screens.history.list import HistoryList, HistoryRow


def rows(count: int) -> list[HistoryRow]:
    fates = ("counts", "replaced", "undone", "turn")
    return [
        HistoryRow(" ·✗↶"[n % 4], f"2026-01-31 12:{n:02}", "r1", "flag", f"c{n}", "human", f"note {n}", fates[n % 4])
        for n in range(count)
    ]


@pytest.mark.parametrize("size", [(40, 8), (80, 24), (200, 60)])
async def test_lines_keep_their_columns(host: type[Host], size: tuple[int, int]) -> None:
    shown = HistoryList()
    async with host(shown, width="100%", height="100%").shown(size) as pilot:
        shown.show(rows(50), 0, "")
        await pilot.pause()
        width = shown.scrollable_content_region.width
        for line in range(51):
            assert sum(len(text) for text, _ in shown.draw(line, width)) == width or size[0] < 80
            assert shown.render_line(min(line, shown.size.height - 1)).cell_length == width
        if size[0] >= 80:
            starts = {"".join(t for t, _ in shown.draw(line, width)).index("c" + str(line - 1)) for line in (1, 2, 9)}
            assert starts == {"".join(t for t, _ in shown.draw(0, width)).index("case")}


async def test_fates_are_told_without_colour(host: type[Host]) -> None:
    shown = HistoryList()
    async with host(shown, width="100%", height="100%").shown((120, 20)) as pilot:
        shown.show(rows(4), 0, "")
        await pilot.pause()
        lines = ["".join(t for t, _ in shown.draw(n, 118)) for n in range(1, 5)]
        assert [line[0] for line in lines] == [" ", "·", "✗", "↶"]
        assert ["replaced later · note 1" in lines[1], "undone · note 2" in lines[2]] == [True, True]


async def test_the_cursor_stops_at_both_ends(host: type[Host]) -> None:
    shown = HistoryList()
    app = host(shown, width="100%", height=10)
    async with app.shown() as pilot:
        shown.show(rows(30), 3, "")
        await pilot.pause()
        shown.focus()
        for key, place in (("up", 2), ("home", 0), ("k", 0), ("end", 29), ("j", 29), ("pageup", 19), ("down", 20)):
            await pilot.press(key)
            assert shown.cursor == place
            assert shown.cursor in shown.visible_lines()
        await pilot.press("enter")
        assert [message.row for message in app.sent(HistoryList.Opened)] == [20]


async def test_the_mouse_moves_then_chooses(host: type[Host]) -> None:
    shown = HistoryList()
    app = host(shown, width="100%", height=12)
    async with app.shown() as pilot:
        shown.show(rows(5), 0, "")
        await pilot.pause()
        await pilot.click(HistoryList, offset=(5, 4))
        assert (shown.cursor, app.sent(HistoryList.Opened)) == (2, [])
        await pilot.click(HistoryList, offset=(5, 4))
        assert [message.row for message in app.sent(HistoryList.Opened)] == [2]
        await pilot.click(HistoryList, offset=(5, 1))
        await pilot.click(HistoryList, offset=(5, 10))
        assert shown.cursor == 2


async def test_an_empty_list_says_why(host: type[Host]) -> None:
    shown = HistoryList()
    app = host(shown, width="100%", height=12)
    async with app.shown() as pilot:
        shown.show((), 4, "Nothing yet.")
        await pilot.press("enter", "down")
        assert "Nothing yet." in app.text()
        assert (shown.cursor, app.sent(HistoryList.Opened)) == (0, [])
