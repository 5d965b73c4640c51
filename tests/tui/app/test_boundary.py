"""The boundary to the terminal: what a widget draws as it is holds nothing that a terminal obeys."""

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import ANSIToTruecolor
from textual.widgets import Input

from tests.tui.conftest import Opener
from tui.app.boundary import Boundary


def shown(text: str) -> str:
    (segment,) = Boundary().apply([Segment(text)], Color(0, 0, 0))
    return segment.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\x1b]52;c;x\x07b", "a]52;c;xb"),
        ("\x9b31mred\x9d0;t\x9c", "31mred0;t"),
        ("a\u202eb\u2066c", "abc"),
        ("tab\tnul\0", "tabnul"),
        ("caf\u0065\u0301 \u4f60", "caf\u0065\u0301 \u4f60"),
        ("no-break\u00a0space", "no-break\u00a0space"),
        ("\U0001f469\u200d\U0001f33e \u0646\u200c\u0647", "\U0001f469\u200d\U0001f33e \u0646\u200c\u0647"),
        ("a\u200cb\u200c", "ab"),
        ("a\u200d\u200d\u200d", "a"),
        ("a\u200db\u200dc", "a"),
    ],
)
def test_no_segment_holds_what_a_terminal_obeys(text: str, expected: str) -> None:
    assert shown(text) == expected


async def test_the_boundary_is_the_one_filter_and_the_last_of_them(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        (one,), (again,) = desk.app.get_line_filters(), desk.app.get_line_filters()
        assert isinstance(one, Boundary)
        assert one is again, "as lines are kept by it"
        assert [type(each) for each in one.before] == [ANSIToTruecolor]
        (drawn,) = one.apply([Segment("a\x1bb", Style(color="red"))], Color(0, 0, 0))
        assert drawn.text == "ab"
        assert drawn.style == Style(color="#f4005f"), "not as the terminal has it"


async def test_an_input_of_the_app_shows_its_value_without_its_controls(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("/")
        desk.app.screen.query_one(Input).value = '"\x1b]52;c;ZXZpbA==\x07x\u202ey"'
        await desk.app.animator.wait_for_idle()
        await desk.settle()
        assert any('"]52;c;ZXZpbA==xy"' in line for line in desk.text().splitlines()), desk.text()
        assert "\x1b" not in desk.text()
