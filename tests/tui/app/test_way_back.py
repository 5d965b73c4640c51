"""From a number to its cases and back."""

from tests.tui.conftest import Opener
from tui.common.messages import Follow
from tui.screens.review.screen import ReviewScreen


async def test_escape_leads_back_to_where_a_number_was_followed_from(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("n", "n", "v", "a")
        case, wanted = desk.case, desk.shown.wanted
        await desk.press("2")
        rankings = desk.app.screen
        rankings.post_message(Follow("conflict chose:a", annotator="tomas"))
        await desk.settle()
        assert isinstance(desk.app.screen, ReviewScreen)
        assert desk.filter == "conflict chose:a"
        assert desk.session.annotator == "tomas"
        await desk.press("n", "f", "escape")
        assert desk.app.screen is rankings
        assert desk.session.annotator == "mara"
        await desk.press("1")
        assert (desk.case, desk.shown.wanted) == (case, wanted)


async def test_numbers_are_followed_one_after_another(open_desk: Opener) -> None:
    async with open_desk() as desk:
        for query in ("consensus", "arbitrary", "indifferent"):
            desk.app.screen.post_message(Follow(query))
            await desk.settle()
            assert desk.filter == query
        for query in ("arbitrary", "consensus", "conflict"):
            await desk.press("escape")
            assert desk.filter == query
        await desk.press("escape")
        assert desk.filter == "conflict"


async def test_a_case_can_be_followed(open_desk: Opener) -> None:
    async with open_desk() as desk:
        desk.app.screen.post_message(Follow("all", case="civic-01"))
        await desk.settle()
        assert desk.case == "civic-01"


async def test_what_cannot_be_followed_is_said(open_desk: Opener) -> None:
    async with open_desk() as desk:
        desk.app.screen.post_message(Follow("chose:c"))
        await desk.settle()
        assert desk.filter == "conflict"
        assert desk.toasts
        assert desk.toasts[-1][0] == "error"
