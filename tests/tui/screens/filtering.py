"""The filter bar as a test reaches for it."""

from textual.widgets import Input

from tests.tui.piloting import Desk, until
from tui.screens.dialogs.filter import FilterDialog


def dialog(desk: Desk) -> FilterDialog:
    """The filter bar, which must be on show."""
    assert isinstance(desk.app.screen, FilterDialog)
    return desk.app.screen


async def typed(desk: Desk, text: str) -> FilterDialog:
    """Open the bar with a text in it, and wait until something is said of it."""
    await desk.press("slash")
    bar = dialog(desk)
    await until(lambda: bool(bar.said))  # of the filter in force
    bar._said.update("")
    bar.query_one(Input).value = text
    bar.query_one(Input).cursor_position = len(text)
    await until(lambda: bool(bar.said))
    return bar
