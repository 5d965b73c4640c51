"""Blind review: nothing leads the reviewer before they have chosen."""

from textual.widgets import TextArea

from core.review.blind import swapped
from tests.tui.conftest import Opener
from tui.screens.review.screen import ReviewScreen


async def test_the_annotation_is_hidden_until_the_reviewer_has_chosen(open_desk: Opener) -> None:
    async with open_desk() as desk:
        assert "mara chose" in desk.text()
        await desk.press("i")
        for _ in range(4):
            text = desk.text()
            assert "mara" not in text
            assert "chosen" not in text
            await desk.press("f", "u")
            assert desk.journal() == [] or desk.journal()[-1]["event"] == "preference", "no verdict on what is hidden"
            await desk.press("a")
            assert "mara chose" in desk.text()
            await desk.press("n")


async def test_a_and_b_stand_in_an_order_drawn_for_reviewer_and_case(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("i")
        turned = 0
        for _ in range(12):
            case = desk.shown.case
            shown = desk.shown.view.case
            assert case is not None
            assert shown is not None
            turn = swapped(case.id, "r1")
            turned += turn
            assert shown.response_a.split() == (case.response_b if turn else case.response_a).split()
            await desk.press("a")
            assert desk.journal()[-1]["preference"] == (-1 if turn else 1)
            assert desk.shown.view.case is not None
            assert desk.shown.view.case.own == 1
            chosen = int(desk.session.reviewed().annotations.preference[case.n])
            assert desk.shown.view.case.preference == (-chosen if turn else chosen)
            await desk.press("n")
        assert 0 < turned < 12


async def test_no_flag_with_a_reason_before_the_reviewer_has_chosen(open_desk: Opener) -> None:
    async with open_desk(blind=True) as desk:
        await desk.press("F")
        assert "choose a, b or x first" in desk.status
        await desk.press("x", "F")
        desk.app.screen.query_one(TextArea)
        await desk.press("enter")
        assert [event[0] for event in desk.said()] == ["preference", "review"]


async def test_one_s_own_ranking_grows_and_agreement_is_counted(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("i")
        for key in "abababab":
            await desk.press(key, "n")
        agreed, both = desk.session.live.agreement(desk.session.annotator)
        own, chosen = desk.session.live.own_words()[0], desk.session.reviewed().annotations.preference
        assert both == ((own != 0) & (chosen != 0)).sum() >= 6
        assert agreed == ((own == chosen) & (own != 0)).sum()
        assert f"agreed {agreed} of {both}, " in desk.text()
        assert "what r1 follows" in desk.text()
        await desk.press("i")
        assert "what mara follows" in desk.text()


def test_the_lot_is_even_and_differs_between_reviewers() -> None:
    lots = [[swapped(f"case-{n}", reviewer) for n in range(2000)] for reviewer in ("r1", "r2")]
    assert all(900 < sum(each) < 1100 for each in lots)
    assert 900 < sum(a != b for a, b in zip(*lots, strict=True)) < 1100
    assert lots[0] == [swapped(f"case-{n}", "r1") for n in range(2000)]


async def test_blind_can_be_asked_for_at_the_start(open_desk: Opener) -> None:
    async with open_desk(blind=True) as desk:
        assert isinstance(desk.app.screen, ReviewScreen)
        assert "mara" not in desk.text()
