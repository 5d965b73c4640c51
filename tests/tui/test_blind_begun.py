"""How blind review begins: at what would tell, the reviewer does not stay, and does not come back to it."""

from pathlib import Path
from threading import Event
from typing import Any

import pytest

from core.query.queues import Order, Queue, Queued, queued
from tests.tui.blinded import assert_untold, build_shared, open_shared
from tui.screens.review.screen import ReviewScreen


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """See `build_shared`."""
    return build_shared(tmp_path)


@pytest.mark.parametrize("keys", ["v a", "o u", "o i", "v a o i", "2 enter", "w 2 v a"])
async def test_beginning_blind_review_turns_away_from_what_tells(shared: Path, keys: str) -> None:
    async with open_shared(shared) as desk:
        for key in keys.split():
            await desk.press(key)
        await desk.press("i")
        assert "blind: conflict in dataset order" in desk.status
        assert_untold(desk, f"{keys} i")
        assert desk.filter == "conflict"
        assert desk.shown.queued.ids.tolist() == [6, 7, 8, 9, 10, 11, 12, 13, 14]
        await desk.press("escape")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert_untold(desk, "escape")


async def test_a_search_for_what_tells_is_given_up(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = Event()

    def slow(queue: Queue, *given: Any) -> Queued:
        assert queue.order is not Order.INFLUENCE or ready.wait(120)
        return queued(queue, *given)

    monkeypatch.setattr("core.review.session.queued", slow)
    async with open_shared(shared) as desk:
        await desk.pilot.press("o", "i", "i")
        assert desk.session.blind
        ready.set()
        await desk.settle()
        assert desk.shown.wanted.queue.order is Order.DATASET
        assert "blind: conflict in dataset order" in desk.status
        assert_untold(desk, "o i i")


async def test_what_tells_nothing_stays(shared: Path) -> None:
    async with open_shared(shared) as desk:
        await desk.press("slash")
        await desk.write("consensus verdict:none")
        await desk.press("o", "c", "n", "n")
        wanted, case = desk.shown.wanted, desk.case
        await desk.press("i")
        assert (desk.shown.wanted, desk.case) == (wanted, case)


async def test_a_remembered_filter_and_order_that_tell_are_left(shared: Path) -> None:
    async with open_shared(shared) as desk:
        await desk.press("v", "a", "o", "i")
        assert (desk.filter, desk.shown.wanted.queue.order) == ("arbitrary", Order.INFLUENCE)
    async with open_shared(shared, blind=True) as desk:
        assert "blind: conflict in dataset order" in desk.status
        assert_untold(desk, "opening")
        assert desk.filter == "conflict"


async def test_the_way_back_leads_past_what_is_hidden(shared: Path) -> None:
    async with open_shared(shared) as desk:
        await desk.press("f", "6", "enter")
        here = desk.case
        await desk.press("3", "enter", "i")
        await desk.press("escape")
        assert desk.app.current_mode == "history", "not the matrix"
        assert_untold(desk, "escape")
        await desk.press("1", "escape")
        assert desk.app.current_mode == "review"
        assert desk.case == here


async def test_the_way_back_leads_to_no_cases_that_tell(shared: Path) -> None:
    async with open_shared(shared) as desk:
        await desk.press("f", "v", "a", "6", "enter")
        assert "esc back" in desk.text()
        await desk.press("i")
        assert desk.filter == "all"
        assert "esc back" not in desk.text()
        await desk.press("escape")
        assert desk.app.current_mode == "review"
        assert desk.filter == "all"
        assert desk.toasts == [], "there is no way back, and so nothing is refused"
        await desk.press("i", "escape")
        assert desk.app.current_mode == "history", "it is there again"


async def test_cases_that_others_flagged_are_not_left_on_the_list(shared: Path) -> None:
    async with open_shared(shared) as desk:
        await desk.press("n", "n", "f", "v", "f")
        assert desk.shown.queued.ids.tolist() == [6, 7, 8]
        await desk.press("i")
        assert desk.shown.queued.ids.tolist() == [8]
        assert "choose a, b or x to see the annotation" in desk.status
        await desk.press("i")
        assert desk.shown.queued.ids.tolist() == [6, 7, 8]
