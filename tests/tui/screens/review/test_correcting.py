"""Correcting the oracle on the review screen: journal first, and all that is on show follows at once."""

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual._compositor import Compositor

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.screens.review.votes_panel import VotesPanel

SIZES = [(80, 24), (120, 40), (200, 60)]


A, NEITHER, B = "less_than_sign", "equals_sign", "greater_than_sign"


def panel(desk: Desk) -> VotesPanel:
    assert desk.shown.votes.region.width, "the votes are in sight"
    return desk.shown.votes


def assert_ranked_afresh(desk: Desk) -> None:
    """Check the live ranking against all votes as they are now."""
    data = desk.session.data
    expected = rank_principles(win_matrix(data.votes, data.annotator(desk.session.annotator).preference))
    names = [principle.name for principle in data.principles]
    assert [row.principle for row in desk.ranked] == [names[index] for index in expected.order]


@pytest.mark.parametrize("size", SIZES)
async def test_a_correction_reaches_everything_on_show(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        case = desk.shown.case
        assert case is not None
        before = desk.session.data.votes[case.n].copy()
        await desk.press("t")
        assert [row.side for row in panel(desk).table.rows] == [{1: "A", 0: "neither", -1: "B"}[v] for v in before]
        await desk.press("tab", NEITHER if before[1] else A)
        value = 0 if before[1] else 1
        assert [(event["event"], event["principle"], event["preference"]) for event in desk.journal()] == [
            ("vote", desk.session.data.principles[1].id, value)
        ]
        row = panel(desk).table.rows[1]
        assert row.original is not None
        assert row.own == row.side
        assert "1 corrected" in desk.text()
        assert desk.shown.case == case, "a correction stays on the case"
        now = desk.session.data.votes[case.n]
        assert now.tolist() == [before[0], value, *before[2:]]
        assert f"{(now > 0).sum()}:{(now < 0).sum()}" in desk.row
        assert_ranked_afresh(desk)
        await desk.press("z")
        assert np.array_equal(desk.session.data.votes[case.n], before)
        assert f"{(before > 0).sum()}:{(before < 0).sum()}" in desk.row
        assert_ranked_afresh(desk)
        await desk.press("Z")
        assert panel(desk).table.rows[1].own == row.own


async def test_a_corrected_vote_is_marked_and_a_confirmed_one_is_not(open_desk: Opener) -> None:
    async with open_desk() as desk:
        case = desk.shown.case
        assert case is not None
        first = int(np.flatnonzero(desk.session.data.votes[case.n])[0])
        vote = desk.session.data.votes[case.n, first]
        keys = {1: A, -1: B}
        await desk.press("t", *["tab"] * first, keys[vote])
        assert desk.journal()[-1]["preference"] == vote
        assert panel(desk).table.rows[first].original is None
        assert "confirmed" in desk.text()
        assert "✎" not in desk.text()
        await desk.press(keys[-vote], "t")
        assert desk.text().count("✎") == 1


async def test_taking_back_undoes_ones_own_word_and_nothing_else(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "t", "delete")
        assert "you have said nothing of this vote" in desk.text()
        await desk.press(A, A)
        assert "already: A" in desk.text()
        assert len(desk.journal()) == 2
        await desk.press("tab", NEITHER, "delete", "shift+tab", B, "delete")
        assert panel(desk).table.rows[0].own == "A"
        await desk.press("delete")
        assert panel(desk).table.rows[0].own is None
        assert [event["event"] for event in desk.journal()] == [
            "review",
            "vote",
            "vote",
            "undo",
            "vote",
            "undo",
            "undo",
        ]
        assert desk.session.reviewed().flagged.sum() == 1


async def test_sides_are_those_on_the_screen_of_a_blind_reviewer(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("i")
        for _ in range(20):
            if desk.shown.case is not None and desk.session.turned(desk.shown.case.id):
                break
            await desk.press("n")
        case = desk.shown.case
        assert case is not None
        assert desk.session.turned(case.id)
        before = desk.session.data.votes[case.n].tolist()
        await desk.press("t")
        assert [row.side for row in panel(desk).table.rows] == [{1: "B", 0: "neither", -1: "A"}[v] for v in before]
        await desk.press(A)
        assert desk.journal()[-1]["preference"] == -1
        assert panel(desk).table.rows[0].side == "A"


async def test_a_full_disk_changes_nothing(open_desk: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_desk() as desk:
        before = desk.session.data.votes.copy()

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        await desk.press("t")
        monkeypatch.setattr("core.storage.append_only.os.write", full)
        await desk.press(A, B)
        monkeypatch.undo()
        assert np.array_equal(desk.session.data.votes, before)
        assert panel(desk).table.rows[0].own is None
        assert any(severity == "error" for severity, _ in desk.toasts)


async def test_the_mouse_picks_a_principle(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("t")
        table = panel(desk).table
        await desk.pilot.click(table, offset=(5, 4))
        await desk.settle()
        assert table.cursor == 3
        assert desk.session.data.principles[3].text[:20] in desk.text()


async def test_a_click_on_a_vote_that_is_gone_when_it_is_heard_ends_nothing(open_desk: Opener) -> None:
    async with open_desk() as desk:
        desk.shown.view.post_message(desk.shown.view.VotePicked("no principle on show"))
        await desk.press("n", "f")
        assert len(desk.said()) == 1


async def test_a_click_on_a_vote_opens_the_votes_there(open_desk: Opener) -> None:
    async with open_desk() as desk:
        pane = desk.shown.view.pane("right")
        assert pane is not None
        vote = desk.shown.view.right.votes[1].principle
        await desk.pilot.click(desk.shown.view, offset=(pane.region.x + 3, pane.region.y + 1))
        await desk.settle()
        table = panel(desk).table
        assert table.rows[table.cursor].principle == vote
        await desk.press("t")
        await desk.pilot.click(desk.shown.view, offset=(pane.region.x + 3, pane.region.bottom - 1))
        await desk.settle()
        assert not desk.shown.votes_apart, "where no vote stands, nothing opens"


async def test_other_reviewers_corrections_are_seen(open_desk: Opener, store: Path) -> None:
    with Journal.open(reviews_folder(store), "r2") as journal:
        async with open_desk() as desk:
            case = desk.case
            vote = int(desk.session.data.votes[desk.session.store.numbers([case])[case], 0])
        journal.append(event="vote", case=case, principle="0", preference=1 if vote != 1 else -1)
    async with open_desk() as desk:
        await desk.press("t")
        row = panel(desk).table.rows[0]
        assert (row.original, row.own) == ({1: "A", 0: "neither", -1: "B"}[vote], None)


async def test_the_votes_stay_beside_the_texts_from_case_to_case_and_from_session_to_session(
    open_desk: Opener,
) -> None:
    async with open_desk() as desk:
        assert not desk.shown.votes.region.width
        await desk.press(A)
        assert desk.journal() == [], "nothing is said of a vote that is not in sight"
        await desk.press("t", "tab", "tab", "n")
        case = desk.shown.case
        assert case is not None
        sides = [{1: "A", 0: "neither", -1: "B"}[vote] for vote in desk.session.data.votes[case.n].tolist()]
        assert [row.side for row in panel(desk).table.rows] == sides
        assert panel(desk).table.cursor == 2
        assert not desk.shown.ranking.region.width
        await desk.press("a")
        assert desk.said() == [("preference", case.id, 1)], "a is one's own preference as ever"
    async with open_desk((80, 24)) as desk:
        assert panel(desk).region.width == 36
        assert desk.shown.view.pane("left") is None, "no vote is shown twice"
        await desk.press("r")
        assert desk.shown.ranking.region.width
        assert not desk.shown.votes.region.width
        await desk.press("t")
        assert not desk.shown.ranking.region.width
        await desk.press("l")
        assert desk.shown.list.region.width
        assert not desk.shown.votes.region.width
        assert desk.shown.view.pane("left") is not None
        await desk.press("t")
        assert not desk.shown.list.region.width, "there is room for one of them beside the texts"


async def test_no_key_of_every_case_lays_the_screen_out_anew(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is twice the work of painting what changed."""
    laid_out: list[object] = []
    reflow = Compositor.reflow

    def counted(compositor: Compositor, *given: Any) -> Any:
        laid_out.append(given)
        return reflow(compositor, *given)

    monkeypatch.setattr(Compositor, "reflow", counted)
    async with open_desk() as desk:
        await desk.press("f")  # the first flag has a line of its own from now on
        for votes in (False, True):
            if votes:
                await desk.press("t")
            laid_out.clear()
            await desk.press("n", "u", "f", "z", "n", "s", "n", "p")
            assert laid_out == [], f"with votes: {votes}"
