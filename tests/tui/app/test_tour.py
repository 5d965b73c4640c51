"""What shows a newcomer around: one line that greets, and a tour of six steps."""

import pytest
from textual.css.query import NoMatches

from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.app.greeting import Greeting
from tui.app.tour import STEPS, Tour, TourPanel
from tui.screens.rankings.screen import RankingsScreen


def step(desk: Desk) -> str:
    """The title of the step on show, and what goes on; nothing after the tour."""
    try:
        panel = desk.app.screen.query_one(TourPanel)
    except NoMatches:
        return ""
    assert STEPS[int(str(panel.border_title).split()[1]) - 1].text == str(panel.content)
    return f"{panel.border_title}: {panel.border_subtitle}"


@pytest.mark.parametrize("keys", ["n f 2 g b escape 3", "space space space space space space space"])
async def test_each_step_waits_for_a_key_that_does_what_it_says(open_desk: Opener, keys: str) -> None:
    async with open_desk((80, 24), newcomer=Tour) as desk:
        ends = " goes on, or space · esc ends the tour"
        said = []
        for key in keys.split():
            said.append(step(desk))
            await desk.press(key)
        assert said == [
            f"tour, 1 of 6: n{ends}",
            f"tour, 2 of 6: f{ends}",
            f"tour, 3 of 6: 2{ends}",
            f"tour, 4 of 6: g{ends}",
            f"tour, 4 of 6: b{ends}",
            "tour, 5 of 6: esc goes on, or space",
            f"tour, 6 of 6: 3{ends}",
        ]
        assert step(desk) == ""
        assert desk.said() == [("review", "med-01", "flag")]
        assert desk.app.current_mode == "supremacy"
        await desk.press("1", "space")
        assert desk.session.annotator == "mara"


async def test_other_keys_work_and_escape_ends_it(open_desk: Opener) -> None:
    async with open_desk((80, 24), newcomer=Tour) as desk:
        await desk.press("2")
        assert step(desk) == "tour, 1 of 6: 1 goes on, or space · esc ends the tour", "its step is elsewhere"
        await desk.press("question_mark")
        assert step(desk) == "tour, 1 of 6: esc closes this"
        await desk.press("escape")
        assert isinstance(desk.app.screen, RankingsScreen)
        await desk.press("escape")
        assert step(desk) == ""
        assert isinstance(desk.app.screen, RankingsScreen), "nothing but the tour was left"
        await desk.press("escape")
        assert desk.app.current_mode == "review"


async def test_a_greeting_goes_with_the_first_key(open_desk: Opener) -> None:
    async with open_desk((80, 24), newcomer=Greeting) as desk:
        assert "Look at what mara overruled: n next case, f flag it, 2 all rankings" in desk.status
        await desk.press("n")
        assert "overruled" not in desk.status
        assert desk.case == "med-01"
