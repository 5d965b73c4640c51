"""The guide in the application: by F1, from the palette's list and from help; it finds words."""

from textual.widgets import Input, OptionList

from tests.tui.conftest import Opener
from tui.screens.dialogs.guide import GuideScreen
from tui.screens.review.screen import ReviewScreen


async def test_the_guide_opens_finds_a_word_and_closes(open_desk: Opener) -> None:
    async with open_desk((100, 24)) as desk:
        await desk.press("question_mark", "slash")
        assert isinstance(desk.app.screen, GuideScreen)
        assert "From a preference dataset" in desk.text()
        frame = desk.app.screen.query_one(".dialog--frame").region
        assert (frame.x > 0, frame.right < 100) == (True, True)
        await desk.press("escape")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert "app.guide" in {each.binding.id for each in desk.app.screen.active_bindings.values()}
        await desk.press("f1", *"nectar")
        guide = desk.app.screen
        assert isinstance(guide, GuideScreen)
        assert guide.query_one(OptionList).option_count == 1
        assert "Every format" in desk.text()
        guide.query_one(Input).value = "blind review"
        await desk.settle()
        await desk.press("down", "pagedown", "q")
        assert "Nothing in the guide has this." in desk.text()
        await desk.press("f1")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert desk.said() == []
