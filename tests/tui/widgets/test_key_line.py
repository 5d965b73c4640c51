"""The line of keys: the screens by mouse, the way back, and what there is room for."""

import pytest
from rich.cells import cell_len

from tests.tui.conftest import Opener
from tests.tui.piloting import Desk, click_key
from tui.widgets.key_line import KeyLine

MODES = ("review", "rankings", "supremacy", "annotators", "team", "history", "runs")


def key_line(desk: Desk) -> KeyLine:
    """The line of keys of the screen on show."""
    return desk.app.screen.query_one(KeyLine)


@pytest.mark.parametrize("width", [80, 120, 200])
async def test_every_screen_is_a_click_away_from_others(open_desk: Opener, width: int) -> None:
    once_round = len(MODES)
    steps = [*[0, -1] * once_round, *[-3] * once_round]  # from each to itself, to the one before and to another
    async with open_desk((width, 40)) as desk:
        place = 0
        for step in steps:
            place = (place + step) % len(MODES)
            await click_key(desk, str(place + 1))
            assert desk.app.current_mode == MODES[place]
            line = key_line(desk)
            assert [key.key for key in line.keys if key.current] == [str(place + 1)]
            assert cell_len(line.render().plain) <= width
            assert {key.key for key in line.keys} >= {"question_mark", "q"}


async def test_the_screen_one_is_on_is_marked_without_colour(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_desk((80, 24)) as desk:
        await desk.press("3")
        line = desk.app.screen._compositor.render_strips()[-1]
        reverse = [segment.text for segment in line if segment.style and segment.style.reverse]
        assert reverse == ["3"]


async def test_the_names_of_the_screens_stand_there_where_there_is_room(open_desk: Opener) -> None:
    async with open_desk((200, 60)) as desk:
        assert "1 Review 2 Rankings 3 Supremacy 4 Annotators 5 Team 6 History 7 Runs" in desk.text()
    async with open_desk((80, 24)) as desk:
        line = desk.text().splitlines()[-1]
        assert line == "fF flag u uphold abx mine / find t votes i blind g go e export 1234567 ? help q"
    async with open_desk((120, 24)) as desk:
        assert "i blind g go to e export n/p next z undo v view 1 2 3" in desk.text()


@pytest.mark.parametrize("width", [80, 200])
async def test_a_blind_reviewer_is_told_how_to_choose(open_desk: Opener, width: int) -> None:
    async with open_desk((width, 24)) as desk:
        assert desk.text().splitlines()[-1].startswith("f")
        await desk.press("i")
        line = desk.text().splitlines()[-1]
        shown = "abx" if width == 80 else "a/b/x"
        assert line.startswith(f"{shown} choose f")
        assert line.count(shown) == 1
        await desk.press("i")
        assert not desk.text().splitlines()[-1].startswith(shown)


async def test_what_a_number_led_to_can_be_left_by_mouse(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        assert "esc back" not in desk.text()
        await desk.press("2", "enter")
        assert desk.app.current_mode == "review"
        assert desk.text().splitlines()[-1].startswith("esc back fF flag")
        assert "1234567" in desk.text()
        await desk.press("g", "m")
        await click_key(desk, "escape")
        assert desk.app.current_mode == "review", "one step"
        await click_key(desk, "escape")
        assert desk.app.current_mode == "rankings"
        await click_key(desk, "1")
        assert "esc back" not in desk.text()
