"""Correcting the oracle on the review screen: journal first, and all that is on show follows at once."""

import errno
from pathlib import Path

import numpy as np
import pytest

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.screens.vote_check.screen import VoteCheckScreen
from tui.screens.votes.screen import VotesScreen

SIZES = [(80, 24), (120, 40), (200, 60)]


def dialog(desk: Desk) -> VotesScreen:
    assert isinstance(desk.app.screen, VotesScreen), desk.app.screen
    return desk.app.screen


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
        assert [row.side for row in dialog(desk).table.rows] == [{1: "A", 0: "neither", -1: "B"}[v] for v in before]
        await desk.press("down", "x" if before[1] else "a")
        value = 0 if before[1] else 1
        assert [(event["event"], event["principle"], event["preference"]) for event in desk.journal()] == [
            ("vote", desk.session.data.principles[1].id, value)
        ]
        row = dialog(desk).table.rows[1]
        assert row.original is not None
        assert row.own == row.side
        assert "1 vote corrected in all" in desk.text()
        await desk.press("escape")
        now = desk.session.data.votes[case.n]
        assert now.tolist() == [before[0], value, *before[2:]]
        assert f"{(now > 0).sum()}:{(now < 0).sum()}" in desk.row
        assert_ranked_afresh(desk)
        await desk.press("z")
        assert np.array_equal(desk.session.data.votes[case.n], before)
        assert f"{(before > 0).sum()}:{(before < 0).sum()}" in desk.row
        assert_ranked_afresh(desk)
        await desk.press("Z", "t")
        assert dialog(desk).table.rows[1].own == row.own


async def test_a_corrected_vote_is_marked_and_a_confirmed_one_is_not(open_desk: Opener) -> None:
    async with open_desk() as desk:
        case = desk.shown.case
        assert case is not None
        first = int(np.flatnonzero(desk.session.data.votes[case.n])[0])
        vote = desk.session.data.votes[case.n, first]
        keys = {1: "a", -1: "b"}
        await desk.press("t", *["down"] * first, keys[vote])
        assert desk.journal()[-1]["preference"] == vote
        assert dialog(desk).table.rows[first].original is None
        assert "confirmed" in desk.text()
        await desk.press("escape")
        assert "✎" not in desk.text()
        await desk.press("t", *["down"] * first, keys[-vote], "escape")
        assert desk.text().count("✎") == 1


async def test_taking_back_undoes_ones_own_word_and_nothing_else(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "t", "backspace")
        assert "you have said nothing of this vote" in desk.text()
        await desk.press("a", "a")
        assert "already: A" in desk.text()
        assert len(desk.journal()) == 2
        await desk.press("down", "x", "up")
        assert "confirmed: neither" not in desk.text()
        assert "corrected: neither" not in desk.text()
        await desk.press("down", "backspace", "up", "b", "backspace")
        assert dialog(desk).table.rows[0].own == "A"
        await desk.press("backspace")
        assert dialog(desk).table.rows[0].own is None
        await desk.press("escape")
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
        assert [row.side for row in dialog(desk).table.rows] == [{1: "B", 0: "neither", -1: "A"}[v] for v in before]
        await desk.press("a")
        assert desk.journal()[-1]["preference"] == -1
        assert dialog(desk).table.rows[0].side == "A"


async def test_a_full_disk_changes_nothing(open_desk: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_desk() as desk:
        before = desk.session.data.votes.copy()

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        await desk.press("t")
        monkeypatch.setattr("core.storage.append_only.os.write", full)
        await desk.press("a", "b")
        monkeypatch.undo()
        assert np.array_equal(desk.session.data.votes, before)
        assert dialog(desk).table.rows[0].own is None
        assert any(severity == "error" for severity, _ in desk.toasts)


async def test_the_mouse_picks_a_principle(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("t")
        table = dialog(desk).table
        await desk.pilot.click(table, offset=(5, 4))
        await desk.settle()
        assert table.cursor == 3
        assert desk.session.data.principles[3].text[:40] in desk.text()


async def test_a_click_on_a_vote_opens_the_votes_there(open_desk: Opener) -> None:
    async with open_desk() as desk:
        pane = desk.shown.view.pane("right")
        assert pane is not None
        vote = desk.shown.view.right.votes[1].principle
        await desk.pilot.click(desk.shown.view, offset=(pane.region.x + 3, pane.region.y + 1))
        await desk.settle()
        table = dialog(desk).table
        assert table.rows[table.cursor].principle == vote
        await desk.press("escape")
        await desk.pilot.click(desk.shown.view, offset=(pane.region.x + 3, pane.region.bottom - 1))
        await desk.settle()
        assert desk.shown.case is not None, "where no vote stands, nothing opens"


def check(desk: Desk) -> VoteCheckScreen:
    assert isinstance(desk.app.screen, VoteCheckScreen), desk.app.screen
    return desk.app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_oracle_is_hidden_until_one_has_answered(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        data = desk.session.data
        here = desk.case
        await desk.press("T")
        asked = []
        for key, preference in (("a", 1), ("b", -1), ("x", 0)):
            cell = check(desk).cell
            assert cell is not None
            asked.append(cell)
            assert "oracle A" not in desk.text()
            assert "oracle B" not in desk.text()
            assert "oracle neither" not in desk.text()
            assert data.principles[cell[1]].name in desk.text()
            vote = int(data.votes[cell])
            await desk.press(key)
            event = desk.journal()[-1]
            assert (event["event"], event["preference"], event["blind"]) == ("vote", preference, True)
            assert event["principle"] == data.principles[cell[1]].id
            assert ("the oracle agrees" if vote == preference else "the oracle differs") in desk.text()
            assert data.votes[cell] == preference
            await desk.press("n")
        assert len(set(asked)) == 3
        assert "answered 3 of 160" in desk.text()
        await desk.press("escape")
        assert desk.case == here


async def test_skipped_votes_come_again_and_answers_are_kept(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("T", "n", "a", "n")
        third = check(desk).cell
        await desk.press("p", "p")
        first = check(desk).cell
        assert "Which response" in desk.text()
    async with open_desk() as desk:
        await desk.press("T")
        assert check(desk).cell == first
        assert "answered 1 of 160" in desk.text()
        await desk.press("x", "n")
        assert check(desk).cell == third
        await desk.press("p", "a")
        assert "Answered already" in desk.text()
        assert len(desk.journal()) == 2


async def test_undo_leads_back_to_the_vote_which_then_no_longer_counts(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("T", "a")
        cell = check(desk).cell
        await desk.press("n", "n", "z")
        assert check(desk).cell == cell
        assert "answered 0 of 159" in desk.text()
        assert not desk.session.data.corrected
        await desk.press("b")
        assert "blind" not in desk.journal()[-1]
        assert "does not count" in desk.text()
        await desk.press("z", "z")
        assert "nothing left to undo" in desk.text()


async def test_the_table_has_intervals_and_covers_no_question(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("T", "a", "r")
        assert "all principles" in desk.text()
        agreed = int(next(iter(desk.session.data.corrected), None) is None)
        assert f"{agreed}/1" in desk.text()
        assert ("5–100 %" if agreed else "0–95 %") in desk.text()
        await desk.press("space", "backspace", "n", "b")
        assert len(desk.journal()) == 1
        await desk.press("r", "b")
        assert len(desk.journal()) == 2


async def test_keys_that_come_before_the_sample_do_no_harm(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.pilot.press("T", "a", "n", "p", "space", "m", "escape")
        await desk.settle()
        assert desk.shown.case is not None


async def test_other_reviewers_corrections_are_seen(open_desk: Opener, store: Path) -> None:
    with Journal.open(reviews_folder(store), "r2") as journal:
        async with open_desk() as desk:
            case = desk.case
            vote = int(desk.session.data.votes[desk.session.store.numbers([case])[case], 0])
        journal.append(event="vote", case=case, principle="0", preference=1 if vote != 1 else -1)
    async with open_desk() as desk:
        await desk.press("t")
        row = dialog(desk).table.rows[0]
        assert (row.original, row.own) == ({1: "A", 0: "neither", -1: "B"}[vote], None)


async def test_both_screens_explain_themselves(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("t", "question_mark")
        assert "Take back what I last said" in desk.text()
        await desk.press("escape", "escape", "T", "question_mark")
        assert "The sample" in desk.text()
