"""The sixth screen: what was said, and the way back to it; and undoing where the filter shows other cases."""

from pathlib import Path

import pytest

from core.journal.events import reviews_folder
from core.journal.history import Scope
from core.journal.writer import Journal
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.screens.history.screen import HistoryScreen
from tui.screens.review.screen import ReviewScreen


def history(desk: Desk) -> HistoryScreen:
    assert isinstance(desk.app.screen, HistoryScreen)
    return desk.app.screen


def lines(desk: Desk) -> list[str]:
    shown = history(desk).list
    return [" ".join("".join(t for t, _ in shown.draw(n, 118)).split()) for n in range(1, shown.virtual_size.height)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_session_is_told_newest_first(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        first = desk.case
        await desk.press("f", "u", "n", "a")
        second = desk.case
        await desk.press("s", "z", "6")
        told = lines(desk)
        assert [line[0] if line[0] in "✗·↶" else " " for line in told] == ["↶", "✗", " ", " ", "·"]
        for line, words in zip(told, ("undo skip", "skip", "mine A", "uphold", "flag"), strict=True):
            assert f"r1 {words}" in line
        assert [case in line for case, line in zip((second, second, second, first, first), told, strict=True)] == [
            True
        ] * 5
        assert "undone" in told[1]
        assert "replaced later" in told[4]
        assert "this session" in desk.text()


async def test_scopes_are_cycled(open_desk: Opener, store: Path) -> None:
    with Journal.open(reviews_folder(store), "r2") as journal:
        journal.append(event="comment", case="lost", note="[red]\x1b[31m gone")
    with Journal.open(reviews_folder(store), "r1") as journal:
        journal.append(event="comment", case="lost", note="mine of old")
    async with open_desk() as desk:
        await desk.press("6")
        assert "Nothing said in this session yet" in desk.text()
        counts = {}
        for _ in Scope:
            counts[history(desk).scope] = len(history(desk)._rows)
            await desk.press("v")
        assert counts == {Scope.SESSION: 0, Scope.MINE: 1, Scope.EVERYBODY: 2, Scope.CASE: 0}
        await desk.press("v", "v")
        assert "\x1b" not in desk.text()
        assert "[red]␛[31m gone" in desk.text()
        await desk.press("enter")
        assert "this case is not in the store" in desk.text()
        await desk.press("1", "f", "6", "v")
        assert history(desk).scope is Scope.CASE
        assert len(history(desk)._rows) == 1, "the case on show in the review"


async def test_enter_goes_to_the_case_and_escape_comes_back(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("w", "2")
        annotator = desk.session.annotator
        await desk.press("f")
        flagged = desk.case
        await desk.press("n", "u", "w", "1", "6", "down")
        await desk.press("enter")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert (desk.case, desk.session.annotator) == (flagged, annotator)
        await desk.press("escape")
        assert history(desk).list.cursor == 1
        assert desk.session.annotator != annotator


async def test_undo_and_redo_work_here(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "n", "u", "6", "z")
        assert "undo: uphold" in desk.text()
        await desk.press("z", "z")
        assert "nothing left to undo" in desk.text()
        assert desk.session.standing.undoable("r1") is None
        await desk.press("Z", "Z", "Z")
        assert "nothing left to redo" in desk.text()
        assert len(history(desk)._rows) == 6
        await desk.press("1")
        assert desk.session.progress(desk.shown.queued.ids).reviewed == 2


async def test_the_cursor_stays_on_its_event_when_others_come(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "n", "f", "n", "f", "6", "down")
        before = history(desk)._rows.events[1]
        desk.session.comment(0, desk.session.store.case(0).id, "from elsewhere")
        history(desk).renew()
        assert history(desk).list.cursor == 2
        assert history(desk)._rows.events[2] is before


async def test_undo_jumps_to_a_case_that_the_filter_does_not_show(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f")
        flagged = desk.case
        await desk.press("slash")
        await desk.write("verdict:none")
        before = desk.shown.wanted
        assert desk.case != flagged
        await desk.press("z")
        await desk.settle()
        assert desk.case == flagged
        assert not desk.session.reviewed().flagged[desk.shown.case.n] if desk.shown.case else False
        await desk.press("escape")
        await desk.settle()
        assert desk.shown.wanted == before
        await desk.press("w", "2", "Z")
        await desk.settle()
        assert (desk.case, desk.session.annotator) == (flagged, "mara"), "the annotator it was said of"


async def test_blind_hides_what_others_said(open_desk: Opener, store: Path) -> None:
    async with open_desk() as desk:
        case = desk.case
        with Journal.open(reviews_folder(store), "r2") as journal:
            journal.append(event="review", case=case, annotator="mara", verdict="flag", note="see")
        desk.session.follow()
        await desk.press("i", "6", "v", "v")
        assert "flag" not in lines(desk)[0]
        assert "judge it first" in lines(desk)[0]
        await desk.press("1", "a", "6")
        assert not any("see" in line.replace(case, "") for line in lines(desk)), "one may still be led in judging"
        await desk.press("1", "u", "6")
        assert any("flag mara" in " ".join(line.replace(case, "").split()) for line in lines(desk))
