"""Nothing is said of a case, or of an annotator, other than the one on show."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from core.review.session import ReviewSession
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.screens.review import finding as review_finding
from tui.screens.review.screen import ReviewScreen


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Holds up every search that is made beside the interface, while it is not set."""
    gate = threading.Event()
    gate.set()
    selecting = ReviewSession.selecting

    def held_up(self: ReviewSession, *given: Any) -> Callable[..., Any]:
        find = selecting(self, *given)
        own = threading.get_ident()

        def found(*steps: Any) -> Any:
            assert threading.get_ident() == own or gate.wait(120)
            return find(*steps)

        return found

    monkeypatch.setattr(ReviewSession, "selecting", held_up)
    return gate


async def go_on(desk: Desk, gate: threading.Event) -> None:
    """Let what is looked for be found."""
    gate.set()
    await desk.settle()


async def test_the_annotator_changes_with_the_screen_and_not_before(open_desk: Opener, gate: threading.Event) -> None:
    async with open_desk() as desk:
        first = desk.session.annotator
        gate.clear()
        await desk.pilot.press("w", "2")
        await desk.pilot.pause()
        assert isinstance(desk.app.screen, ReviewScreen)
        assert f"{first} chose" in desk.text()
        assert desk.session.annotator == first
        await desk.pilot.press("f", "u", "s", "F", "a", "x", "c", "t")
        assert isinstance(desk.app.screen, ReviewScreen), "no dialog either"
        assert desk.journal() == []
        assert "finding the cases" in desk.status
        await go_on(desk, gate)
        assert desk.session.annotator != first
        await desk.press("f")
        assert [event["annotator"] for event in desk.journal()] == [desk.session.annotator]
        assert f"{desk.session.annotator} chose" in desk.text()


async def test_a_key_after_undo_is_about_the_case_it_goes_to(open_desk: Opener, gate: threading.Event) -> None:
    async with open_desk() as desk:
        await desk.press("f", "v", "s")
        left = desk.case
        gate.clear()
        await desk.pilot.press("z", "f")
        assert desk.case == left
        await go_on(desk, gate)
        assert [event["event"] for event in desk.journal()] == ["review", "undo"]
        await desk.press("f")
        assert desk.journal()[-1]["case"] == desk.journal()[0]["case"] == desk.case != left


async def test_one_goes_on_reviewing_while_cases_are_looked_for(open_desk: Opener, gate: threading.Event) -> None:
    async with open_desk() as desk:
        gate.clear()
        await desk.pilot.press("o", "u", "f", "n", "f")
        assert len(desk.journal()) == 2
        await go_on(desk, gate)
        await desk.press("u")
        assert len(desk.journal()) == 3


async def test_what_arrives_late_is_not_judged_unseen(
    open_desk: Opener, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_finding, "LONG", 0.0)
    async with open_desk() as desk:
        gate.clear()
        await desk.pilot.press("v", "s")
        put_off: list[tuple[float, Callable[[], None]]] = []
        monkeypatch.setattr(desk.shown.list, "set_timer", lambda *given: put_off.append(given))
        await go_on(desk, gate)
        assert desk.filter == "consensus"
        await desk.pilot.press("f")
        assert desk.journal() == []
        ((seconds, then),) = put_off
        assert seconds == review_finding.GRACE
        then()
        await desk.press("f")
        assert [event["case"] for event in desk.journal()] == [desk.case]


async def test_only_the_last_thing_asked_for_is_shown(open_desk: Opener, gate: threading.Event) -> None:
    async with open_desk() as desk:
        gate.clear()
        await desk.pilot.press("w", "2", "w", "1", "v", "s")
        await go_on(desk, gate)
        assert desk.filter == "consensus"
        assert f"{desk.session.annotator} chose" in desk.text()
        await desk.press("f")
        assert desk.journal()[-1]["annotator"] == desk.session.annotator
