"""The check of the oracle on a random sample of votes: it is hidden until one has answered."""

import pytest

from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.screens.vote_check.screen import VoteCheckScreen

SIZES = [(80, 24), (120, 40), (200, 60)]


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
        await desk.press("T", "a", "percent_sign")
        assert "all principles" in desk.text()
        agreed = int(next(iter(desk.session.data.corrected), None) is None)
        assert f"{agreed}/1" in desk.text()
        assert ("5–100 %" if agreed else "0–95 %") in desk.text()
        await desk.press("space", "backspace", "n", "b")
        assert len(desk.journal()) == 1
        await desk.press("percent_sign", "b")
        assert len(desk.journal()) == 2


async def test_keys_that_come_before_the_sample_do_no_harm(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.pilot.press("T", "a", "n", "p", "space", "m", "escape")
        await desk.settle()
        assert desk.shown.case is not None


async def test_the_check_explains_itself(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("T", "question_mark")
        assert "The sample" in desk.text()


async def test_beyond_the_sample_votes_are_chosen_for_the_corrected_ranking(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.review.vote_check.EACH", 1)
    async with open_desk((120, 40)) as desk:
        size = len(desk.session.data.principles)
        await desk.press("T")
        for _ in range(size):
            await desk.press("x", "n")
        await desk.app.workers.wait_for_complete()
        await desk.pilot.pause()
        cell = check(desk).cell
        assert cell is not None
        assert f"{size + 1} of {size + 5}" in desk.text()
        assert "Beyond the sample: a check of" in desk.text()
        await desk.press("a")
        assert desk.journal()[-1]["blind"] is True
        assert f"answered {size + 1} of {size + 5}" in desk.text()
