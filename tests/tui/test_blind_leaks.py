"""Blind review with two annotators and another reviewer: no key tells before one has chosen oneself."""

from pathlib import Path

import pytest
from textual.widgets import Input

from core.query.queues import Order
from tests.tui.blinded import FIRST, REFUSED, SECOND, assert_untold, build_shared, open_shared
from tests.tui.piloting import hits, reviewing
from tui.common.messages import Follow
from tui.screens.dialogs.filter import FilterDialog
from tui.screens.review.screen import ReviewScreen

OWN = {"prefer(1)", "prefer(-1)", "prefer(0)"}
"""Actions that choose."""


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """See `build_shared`."""
    return build_shared(tmp_path)


async def test_no_key_tells_before_an_own_choice(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_shared(shared, (160, 50), blind=True) as desk:
        assert_untold(desk, "opening")
        bound = {key: each.binding for key, each in desk.review.active_bindings.items()}
        keys = [key for key, each in bound.items() if each.action not in OWN | {"blind", "app.quit", "quit"}]
        assert {"v", "o", "slash", "g", "w", "2", "3", "4", "5", "6", "7", "T", "t", "e", "ctrl+p"} < set(keys)
        for key in keys:
            for then in (key, "enter", "down", "enter"):
                await desk.press(then)
                assert_untold(desk, f"{then} of {key}")
            for _ in range(6):
                if isinstance(desk.app.screen, ReviewScreen):
                    break
                await desk.press("escape")
                assert_untold(desk, f"escape from {key}")
            assert isinstance(desk.app.screen, ReviewScreen), key
        assert not any(event["event"] in {"preference", "review"} for event in desk.journal())


TELLING = (
    *("arbitrary", "chose:a", 'for:"Rule 0"', 'against:"Rule 0"', 'principle:"Rule 0">"Rule 1"', "disagree:z,q"),
    *("reviewer:ra", "reviewer:ra=flag", "contested:yes", "contested:own", "reason:mistake", "-reason:mistake"),
    *("annotator:z", "annotator:nobody all", "conflict or (dog chose:b)"),
)


async def test_what_tells_is_refused_where_it_is_typed(shared: Path) -> None:
    async with open_shared(shared, blind=True) as desk:
        for words in TELLING:
            await desk.press("slash")
            await desk.write(words)
            assert isinstance(desk.app.screen, FilterDialog), words
            assert desk.app.screen.said.startswith("! Blind review hides "), words
            assert desk.app.screen.said.endswith(f": {REFUSED}."), words
            assert_untold(desk, words)
            await desk.press("escape")
            assert desk.filter == "conflict", words


async def test_no_annotator_is_suggested(shared: Path) -> None:
    async with open_shared(shared, blind=True) as desk:
        for words in ("annotator:", "disagree:"):
            await desk.press("slash")
            assert isinstance(desk.app.screen, FilterDialog)
            desk.app.screen.typing.value = words
            desk.app.screen.typing.cursor_position = len(words)
            await desk.settle()
            assert_untold(desk, words)
            await desk.press("escape")


async def test_what_tells_is_refused_where_it_is_picked(shared: Path) -> None:
    async with open_shared(shared, blind=True) as desk:
        await desk.press("v")
        assert [line.split()[:2] for line in desk.options if "even" in line or "worst" in line] == [["saved", "even"]]
        assert not any("arbitrary 1" in line for line in desk.options)
        await desk.press("a")
        assert desk.filter == "conflict"
        assert desk.toasts[-1] == ("error", f"Blind review hides what annotators chose: {REFUSED}.")
        for key in "ui":
            await desk.press("o", key)
            assert desk.shown.wanted.queue.order is Order.DATASET
        assert len(desk.toasts) == 3
        await desk.press("o", "c")
        assert desk.shown.wanted.queue.order is Order.CONTESTED, "which hangs on the votes alone"


async def test_what_tells_is_refused_where_it_is_followed(shared: Path) -> None:
    async with open_shared(shared, blind=True) as desk:
        for count, mode in enumerate(("review", "history", "runs", "vote_check"), start=1):
            desk.app.switch_mode(mode)
            await desk.settle()
            desk.app.screen.post_message(Follow("arbitrary", annotator=SECOND))
            await desk.settle()
            assert desk.app.current_mode == mode
            assert desk.toasts == [("error", f"Blind review hides what annotators chose: {REFUSED}.")] * count
            assert not desk.app.way_back.leads_back
            assert desk.session.annotator == FIRST
            assert_untold(desk, "following")


async def test_a_saved_filter_that_tells_is_offered_again_when_one_is_no_longer_blind(shared: Path) -> None:
    async with open_shared(shared, blind=True) as desk:
        await desk.press("v")
        await desk.press("end", "enter")
        assert not any("worst" in line for line in desk.options), "nor is it offered to be forgotten"
        await desk.press("escape", "i", "v")
        assert any("worst" in line for line in desk.options)
        assert any("arbitrary 1" in line for line in desk.options)


@pytest.mark.parametrize("key", "2345")
async def test_screens_of_what_others_chose_are_refused(shared: Path, key: str) -> None:
    async with open_shared(shared, blind=True) as desk:
        for at in ("1", "6", "7", "T"):
            await desk.press("1", at)
            mode, screen, said = desk.app.current_mode, desk.app.screen, len(desk.toasts)
            if at == "T":
                desk.app.switch_mode({"2": "rankings", "3": "supremacy", "4": "annotators", "5": "team"}[key])
                await desk.settle()
            else:
                await desk.press(key)
            assert (desk.app.current_mode, desk.app.screen) == (mode, screen)
            assert len(desk.toasts) == said + 1
            assert REFUSED in desk.toasts[-1][1]
        await desk.press("1", "i", key)
        assert not isinstance(desk.app.screen, ReviewScreen)


async def test_whose_annotations_these_are_is_neither_told_nor_changed(shared: Path) -> None:
    async with reviewing(shared, annotator=SECOND, blind=True) as desk:
        await desk.press("w", "1")
        assert desk.app.session.annotator == SECOND
        assert "Blind review hides who the annotators are" in desk.toasts[0][1]
        assert_untold(desk, "w")


async def test_the_palette_offers_nothing_that_tells(shared: Path) -> None:
    async with open_shared(shared) as desk:
        for blind in (False, True):
            desk.session.blind = blind
            for typed, tells in ((FIRST, True), ("Rule 0: followed", True), ("Rule 0: in a conflict", False)):
                await desk.press("ctrl+p")
                desk.app.screen.query_one(Input).value = typed
                assert any(typed in hit for hit in await hits(desk)) == (not (blind and tells)), typed
                await desk.press("escape")
