"""Reading the help."""

from tests.tui.conftest import Opener


async def test_help_goes_to_its_beginning_and_its_end(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("question_mark")
        first, last = "three principles prefer A", "Show more of long texts"
        assert first in desk.text()
        await desk.press("end")
        assert last in desk.text()
        assert first not in desk.text()
        await desk.press("home")
        assert first in desk.text()
        assert last not in desk.text()
