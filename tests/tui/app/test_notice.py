"""What is told beside the screen stops nothing, whenever it runs out."""

from pathlib import Path

import pytest
from textual.events import MouseDown
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets._toast import Toast

from core.review.session import ReviewSession
from tui.app.app import DiscretionApp
from tui.app.notice import Notice


def test_a_notice_has_some_time_left_when_it_is_shown() -> None:
    assert Notice("late", timeout=-9).time_left == 0.01
    assert 8 < Notice("new", timeout=9).time_left <= 9


async def test_one_that_runs_out_while_it_is_shown_does_not_stop_the_reviewer(store: Path) -> None:
    session, _ = ReviewSession.open(store, "r1")
    with session:
        app = DiscretionApp(session)
        async with app.run_test(notifications=True) as pilot:
            app.notify("in time", markup=False)
            await pilot.pause()
            assert [str(each._notification.message) for each in app.screen.query(Toast)] == ["in time"]
            assert all(isinstance(each, Notice) for each in app._notifications), "else the next would hang for ever"
            app.notify("late", timeout=-9, markup=False)  # and as in all tests, it is not known to have run out
            await pilot.press("e")
            assert app.screen.is_modal


async def test_the_second_click_of_two_on_one_that_is_going_stops_nothing(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen still draws it, while it has no parent any more."""
    session, _ = ReviewSession.open(store, "r1")
    with session:
        app = DiscretionApp(session)
        async with app.run_test(notifications=True) as pilot:
            app.notify("click me", markup=False)
            await pilot.pause()
            toast = app.screen.query_one(Toast)
            x, y = toast.region.x + 2, toast.region.y + 1
            await toast.remove()
            assert toast.parent is None
            monkeypatch.setattr(Screen, "get_widget_and_offset_at", lambda *_: (toast, Offset(0, 0)))
            app.screen._forward_event(MouseDown(toast, x, y, 0, 0, 1, False, False, False, x, y))
            await pilot.press("e")
            assert app.screen.is_modal
