"""What the palette says of an action."""

import pytest
from textual.widgets import Input, OptionList

from tests.tui.conftest import Opener
from tui.app.palette import Palette


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("flag this annotation as", "key f"),
        ("flag it with a reason", "key F"),
        ("previous case", "key p, k, ↑"),
        ("my own preference: b", "key b"),
        ("type a filter", "key /"),
    ],
)
async def test_the_palette_tells_an_actions_own_keys(open_desk: Opener, query: str, keys: str) -> None:
    async with open_desk() as desk:
        await desk.press("ctrl+p")
        desk.app.screen.query_one(Input).value = query
        await desk.settle()
        listed = desk.app.screen.query_one(OptionList)
        assert next(getattr(option, "hit").help for option in listed.options) == keys  # noqa: B009 - of the palette


async def test_the_palette_opens_with_the_screens_own_actions_and_finds_the_order(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("2", "ctrl+p")
        listed = desk.app.screen.query_one(OptionList)
        first = getattr(listed.options[0], "hit")  # noqa: B009 - of the palette
        assert first.text == "Open the principle's conflicts, as they are counted"
        desk.app.screen.query_one(Input).value = "order"
        await desk.settle()
        found = [getattr(option, "hit").help for option in listed.options]  # noqa: B009 - of the palette
        assert "key y" in found


async def test_what_comes_when_the_palettes_list_has_gone_ends_nothing(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("ctrl+p")
        palette = desk.app.screen
        assert isinstance(palette, Palette)
        await palette.query_children().remove()
        palette._list_visible = not palette._list_visible
        palette._show_busy = not palette._show_busy
        await desk.settle()
        await desk.press("escape")
        assert desk.app.screen is not palette
