"""What can be done without a keyboard."""

import pytest
from textual.widgets import OptionList

from tests.tui.conftest import Opener
from tests.tui.piloting import click_key, click_words, place_of
from tui.widgets.dialogs.choice import ChoiceDialog


async def test_a_row_of_the_list(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("l")
        await desk.pilot.click(desk.shown.list, offset=(5, 4))
        await desk.settle()
        assert desk.shown.list.cursor == 3
        assert desk.case == "love-02"
        await desk.press("end")
        top = desk.shown.list.scroll_offset.y
        assert top > 0
        await desk.pilot.click(desk.shown.list, offset=(5, 1))
        await desk.settle()
        assert desk.shown.list.cursor == top
        assert desk.shown.case is not None
        assert desk.shown.case.n == desk.shown.list.current


async def test_keys_in_the_footer(open_desk: Opener) -> None:
    async with open_desk((160, 40)) as desk:
        await click_key(desk, "flag")
        await click_key(desk, "next")
        await click_key(desk, "uphold")
        assert desk.said() == [("review", "love-01", "flag"), ("review", "med-01", "uphold")]
        await click_key(desk, "undo")
        assert desk.journal()[-1]["event"] == "undo"
        await click_key(desk, "2")
        assert desk.rankings.table.has_focus
        await desk.press("1")
        assert desk.case == "med-01"


async def test_a_cell_of_the_rankings(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("2")
        table = desk.rankings.table
        await desk.pilot.click(table, offset=(40, 9))
        await desk.settle()
        assert table.column == 1
        assert table.principle == table._columns[1].rows[3].principle
        texts = {principle.name: principle.text for principle in desk.session.data.principles}
        assert texts[table.principle][:70] in desk.text()


async def test_an_option_of_a_dialog(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("v")
        await desk.pilot.click(OptionList, offset=(8, 2))
        await desk.settle()
        assert desk.filter == "arbitrary"


async def test_the_wheel_moves_the_list_and_not_the_case(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("l")
        await desk.pilot._post_mouse_events([_wheel()], widget=desk.shown.list, offset=(5, 5))
        await desk.settle()
        assert desk.shown.list.scroll_offset.y > 0
        assert desk.case == "love-01"


def _wheel() -> type:
    from textual.events import MouseScrollDown

    return MouseScrollDown


async def test_numbers_of_the_header_and_below_the_ranking_lead_to_their_cases(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "n", "a")
        for words, filters in (
            ("flagged 1", "conflict flagged:yes"),
            ("left 0", "conflict flagged:yes verdict:none"),
            ("arbitrary 12.9", "arbitrary flagged:no"),
            ("mine: 1", "-mine:none"),
            ("mine A", "-mine:none"),
        ):
            await click_words(desk, words)
            assert desk.filter == filters, words
        await desk.press("2")
        await click_words(desk, "1 flagged left out")
        assert isinstance(desk.app.screen, ChoiceDialog)


async def test_numbers_tell_what_they_are(open_desk: Opener) -> None:
    async with open_desk() as desk:
        for key, words, tip in (
            ("1", "arbitrary 12.9", "chose against all principles"),
            ("2", "discrepancy 0.0", "pair of principles the other way round"),
            ("4", "noise %", "an annotator's own halves"),
        ):
            await desk.press(key)
            x, y = place_of(desk, words)
            await desk.pilot.hover(offset=(x, y))
            await desk.settle()
            widget, _ = desk.app.screen.get_widget_at(x, y)
            assert tip in str(widget.tooltip)
            await desk.pilot.hover(offset=(x, 39))


async def test_clicks_where_a_case_was_end_nothing(open_desk: Opener) -> None:
    async with open_desk((120, 36)) as desk:
        await desk.press("slash")
        await desk.write("flagged:yes")
        assert "No case here" in desk.text()
        for y in range(2, 35, 2):
            for x in (30, 60, 100):
                await desk.pilot.click(offset=(x, y))
        await desk.press("escape", "slash")
        await desk.write("all")
        await desk.press("f")
        assert len(desk.said()) == 1


@pytest.mark.parametrize("keys", [("ctrl+p",), ("slash", "ctrl+space"), ("F",), ("o",), ("e",), ("f1",), ("E",)])
async def test_a_list_that_has_no_room_can_be_paged(open_desk: Opener, keys: tuple[str, ...]) -> None:
    async with open_desk() as desk:
        await desk.press(*keys)
        await desk.pilot.resize_terminal(3, 3)
        await desk.press("pagedown", "pageup", "down", "pagedown", "home", "end", "pageup")
        await desk.pilot.resize_terminal(110, 34)
        await desk.press("escape", "escape")
        assert desk.app.is_running
