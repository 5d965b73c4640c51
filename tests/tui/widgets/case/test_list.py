from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len
from textual import events

from tui.widgets.case.list import PAGE, CaseList
from tui.widgets.case.row import CaseRow, RowCache, row_layout, row_pieces


def row(n: int, glyph: str = " ", preview: str = "how do i", *, flagged: bool = False) -> CaseRow:
    return CaseRow(n, f"c{n}", glyph, 3, 2, preview, flagged)


def ids(count: int) -> np.ndarray[Any, np.dtype[np.int32]]:
    return np.arange(1000, 1000 + count, dtype=np.int32)


def lines(cases: CaseList) -> list[str]:
    return [cases.render_line(y).text.rstrip() for y in range(cases.scrollable_content_region.height)]


async def test_rows_are_asked_for_once_a_page_and_then_drawn(host: Any) -> None:
    cases = CaseList()
    app = host(cases, width=40)
    async with app.shown() as pilot:
        cases.show(ids(200), 1, label_width=5, title="conflict")
        await pilot.pause()
        assert [message.ns for message in app.sent(CaseList.PageNeeded)] == [tuple(range(1000, 1000 + PAGE))]
        assert "·" in lines(cases)[0]
        cases.supply({n: row(n) for n in range(1000, 1000 + PAGE)})
        cases.update_row(row(1001, "⚑"))
        await pilot.pause()
        assert lines(cases)[:3] == ["   c1000  3:2  how do i", "▸⚑ c1001  3:2  how do i", "   c1002  3:2  how do i"]
        assert len(app.sent(CaseList.PageNeeded)) == 1
        assert "conflict" in app.text()
        assert cases.place == "2 of 200"


async def test_it_moves_and_tells_where_it_came_to(host: Any) -> None:
    cases = CaseList()
    app = host(cases)
    async with app.shown() as pilot:
        cases.show(ids(100))
        assert (cases.cursor, cases.current) == (0, 1000)
        page = cases.scrollable_content_region.height - 1
        assert cases.page == page
        for delta in (200, -200, page, -page):
            cases.move_by(delta)
        await pilot.pause()
        moves = [(message.row, int(ids(100)[message.row])) for message in app.sent(CaseList.Moved)]
        assert moves == [(99, 1099), (0, 1000), (page, 1000 + page), (0, 1000)]


async def test_its_keys_are_left_to_the_screen(host: Any) -> None:
    cases = CaseList()
    app = host(cases)
    async with app.shown() as pilot:
        cases.show(ids(100))
        cases.focus()
        await pilot.press("down", "up", "down", "end", "pagedown")
        assert cases.cursor == 0
        assert cases.scroll_offset.y == 0


async def test_moving_stops_at_the_ends_and_keeps_the_cursor_in_sight(host: Any) -> None:
    cases = CaseList()
    app = host(cases)
    async with app.shown() as pilot:
        cases.show(ids(100), 50)
        await pilot.pause()
        assert 50 in cases.visible_lines()
        cases.move_by(1000)
        assert cases.cursor == 99
        cases.move_by(1)
        await pilot.pause()
        assert len(app.sent(CaseList.Moved)) == 1
        assert cases.visible_lines()[-1] == 99
        cases.move_to(-5)
        assert cases.cursor == 0
        assert cases.visible_lines()[0] == 0


async def test_click_moves_and_wheel_only_scrolls(host: Any) -> None:
    cases = CaseList()
    app = host(cases)
    app.animation_level = "none"
    async with app.shown() as pilot:
        cases.show(ids(100))
        await pilot.pause()
        await pilot.click(cases, offset=(5, 4))
        assert cases.cursor == 3
        await pilot._post_mouse_events([events.MouseScrollDown], cases, offset=(5, 4))
        await pilot.pause()
        assert cases.cursor == 3
        top = cases.scroll_offset.y
        assert top > 0
        await pilot.click(cases, offset=(5, 1))
        assert cases.cursor == top


async def test_a_million_cases_ask_for_few_pages(host: Any) -> None:
    cases = CaseList()
    app = host(cases)
    async with app.shown() as pilot:
        cases.show(np.arange(1_000_000, dtype=np.int32))
        cases.move_by(1_000_000)
        await pilot.pause()
        assert cases.current == 999_999
        assert 999_999 in cases.visible_lines()
        assert len(app.sent(CaseList.PageNeeded)) <= 4
        assert all(len(message.ns) <= PAGE for message in app.sent(CaseList.PageNeeded))


async def test_cases_missing_from_a_supply_are_not_asked_for_again(host: Any) -> None:
    cases = CaseList()
    app = host(cases)
    async with app.shown() as pilot:
        cases.show(ids(10))
        cases.supply({n: row(n) for n in range(1000, 1009)})
        cases.move_to(9)
        await pilot.pause()
        assert len(app.sent(CaseList.PageNeeded)) == 1
        cases.forget_rows()
        await pilot.pause()
        assert len(app.sent(CaseList.PageNeeded)) == 2
        assert "c1000" not in "".join(lines(cases))


async def test_an_empty_list_says_its_sentence_in_full(host: Any) -> None:
    cases = CaseList()
    app = host(cases, width=20)
    async with app.shown() as pilot:
        cases.show(ids(0), empty="No case matches. Press escape to see every case.")
        cases.move_by(cases.page)
        await pilot.pause()
        assert cases.current is None
        assert " ".join("".join(lines(cases)).split()) == "No case matches. Press escape to see every case."
        assert not app.sent(CaseList.Moved)
        assert not app.sent(CaseList.PageNeeded)


async def test_hostile_text_is_shown_as_it_is(host: Any) -> None:
    cases = CaseList()
    app = host(cases)
    async with app.shown() as pilot:
        cases.show(ids(1), title="[/nope] [red]x")
        cases.supply({1000: row(1000, preview="[/nope] [red]x[INST]")})
        await pilot.pause()
        assert "[/nope] [red]x[INST]" in lines(cases)[0]
        assert "[/nope] [red]x" in app.text().splitlines()[0]


@pytest.mark.parametrize("preview", ["how do i get this done in time", "退款 for 退款 and more 退款 again and again"])
@pytest.mark.parametrize("width", [6, 10, 16, 20, 33, 34, 60])
def test_rows_never_exceed_their_width(preview: str, width: int) -> None:
    pieces = row_pieces(row(7, preview=preview), row_layout(width, 5), current=True)
    assert cell_len("".join(text for text, _ in pieces)) <= max(width, 7)


def test_narrow_rows_drop_the_label_and_then_the_preview() -> None:
    def drawn(width: int) -> str:
        return "".join(text for text, _ in row_pieces(row(7), row_layout(width, 2), current=False))

    assert drawn(34) == "   c7  3:2  how do i"
    assert drawn(33) == "   3:2  how do i"
    assert drawn(14) == "   3:2 "


def test_a_case_flagged_by_others_has_a_glyph_of_its_own() -> None:
    assert row_pieces(row(1, flagged=True), row_layout(20, 2), current=False)[1] == ("⚐", "muted")
    assert row_pieces(row(1, "✓", flagged=True), row_layout(20, 2), current=False)[1] == ("✓", "good")


def test_rows_drawn_longest_ago_are_dropped_first() -> None:
    cache = RowCache(2)
    cache.put(row(1))
    cache.put(row(2))
    cache.put(row(1, "✓"))
    cache.put(row(3))
    assert [n in cache for n in (1, 2, 3)] == [True, False, True]
    kept = cache.get(1)
    assert kept is not None
    assert kept.glyph == "✓"
    cache.put(row(4))
    assert cache.get(3) is None
    assert len(cache) == 2
