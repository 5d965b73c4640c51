"""Reading a case with the keyboard: lines, sides, differences."""

import pytest

from tests.tui.conftest import Opener
from tests.tui.piloting import until

SMALL = (100, 16)


async def test_lines_and_sides_scroll_by_keys(open_desk: Opener) -> None:
    async with open_desk(SMALL) as desk:
        await desk.press("n", "n")
        view = desk.shown.view

        def tops() -> tuple[int, int, int]:
            return view.prompt.top, view.response_a.top, view.response_b.top

        assert tops() == (0, 0, 0)
        await desk.press("J")
        assert tops() == (1, 0, 0)
        await desk.press("K", "ctrl+down", "ctrl+up")
        assert tops() == (0, 0, 0)
        await desk.press("B")
        assert tops()[:2] == (0, 0)
        assert tops()[2] > 0
        await desk.press("A")
        assert tops()[1] > 0
        assert desk.said() == [], "no preference is given by reading"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_differences_are_told_until_the_key_is_pressed_again(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        assert "differ" not in desk.text()
        await desk.press("d")
        assert "the responses differ throughout: nothing is marked" in desk.status
        assert desk.text().count("differ") >= 3
        await desk.press("n")
        assert desk.text().count("differ") >= 2
        await desk.press("d")
        assert "no longer marked" in desk.status
        await desk.press("p", "n")
        rules = [line for line in desk.text().splitlines() if "● chosen" in line]
        assert rules
        assert not any("differ" in line for line in rules)


async def test_the_next_case_is_read_before_it_is_asked_for(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await until(lambda: desk.shown._idle is None)
        read, store = [], desk.session.store
        case = store.case
        store.case = lambda n: read.append(n) or case(n)  # type: ignore[method-assign,func-returns-value]
        await desk.press("n")
        assert desk.shown.case is not None
        shown = desk.shown.case.n
        assert shown not in read
        await until(lambda: desk.shown._idle is None)
        assert read == [desk.shown.list.neighbour(1)]
        await desk.press("p")
        assert len(read) == 1, "where one came from is still held"
