"""Keys and pastes as terminals and keyboards tell them."""

import pytest
from textual.events import Key, Paste

from tests.tui.conftest import Opener
from tui.app.typed import key_meant, on_one_line, why_not
from tui.screens.dialogs.filter import FilterDialog
from tui.screens.review.screen import ReviewScreen

BOUND = {"n", "f", "F", "question_mark", "slash"}


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (("divide", "/"), ("slash", "/")),
        (("divide", None), ("slash", "/")),
        (("add", "+"), ("plus", "+")),
        (("decimal", "."), ("full_stop", ".")),
        (("shift+question_mark", "?"), ("question_mark", "?")),
        (("shift+question_mark", None), ("question_mark", "?")),
        (("shift+f", "F"), ("F", "F")),
        (("shift+f", None), ("F", "F")),
        (("shift+n", None), ("n", "n")),
        (("N", "N"), ("n", "n")),
        (("F", "F"), ("F", "F")),
        (("W", "W"), ("W", "W")),
        (("alt+n", "n"), ("alt+n", None)),
        (("ctrl+shift+n", "N"), ("ctrl+shift+n", None)),
        (("shift+tab", None), ("shift+tab", None)),
        (("shift+up", None), ("shift+up", None)),
        (("shift+space", None), ("shift+space", None)),
        (("ctrl+down", None), ("ctrl+down", None)),
        (("n", "n"), ("n", "n")),
        (("enter", "\r"), ("enter", "\r")),
    ],
)
def test_a_key_is_the_one_that_was_meant(told: tuple[str, str | None], meant: tuple[str, str | None]) -> None:
    found = key_meant(Key(*told), BOUND, writing=False)
    assert (found.key, found.character) == meant


@pytest.mark.parametrize("told", [("N", "N"), ("alt+n", "n"), ("ctrl+at", "@"), ("т", "т")])
def test_what_is_written_stays_as_it_is(told: tuple[str, str]) -> None:
    event = Key(*told)
    assert key_meant(event, BOUND, writing=True) is event


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (("т", "т"), "т is no key here: the keys are Latin letters, so change the keyboard's layout."),
        (("alt+т", None), "т is no key here: the keys are Latin letters, so change the keyboard's layout."),
        (("y", "y"), "y means nothing here: ? shows the keys."),
        (("alt+n", None), "alt+n means nothing here: ? shows the keys."),
        (("left_shift", None), None),
        (("f9", None), None),
    ],
)
def test_a_key_that_does_nothing_says_why(told: tuple[str, str | None], why: str | None) -> None:
    assert why_not(Key(*told)) == why


@pytest.mark.parametrize(
    ("text", "line", "lines"),
    [
        ("one", "one", 1),
        (" one ", " one ", 1),
        ("one\n", "one", 1),
        ("one\r\n  two\r\rthree", "one two three", 3),
        ("a\u2028b", "a b", 2),
        ("\n\n", "", 0),
        ("", "", 1),
    ],
)
def test_lines_become_one(text: str, line: str, lines: int) -> None:
    assert on_one_line(text) == (line, lines)


async def test_keys_work_with_caps_lock_and_say_so(open_desk: Opener) -> None:
    async with open_desk((120, 30)) as desk:
        await desk.press("N", "U", "X")
        assert desk.said() == [("review", "med-01", "uphold"), ("preference", "med-01", 0)]
        assert any("Caps Lock seems to be on" in text for _, text in desk.toasts)
        await desk.press("A")
        assert "all of A is in sight" in desk.text()
        await desk.press("V", "L")
        assert str(desk.shown.wanted.query) == "all"
        await desk.press("т")
        assert any("Latin letters" in text for _, text in desk.toasts)
        assert len(desk.said()) == 2


async def test_the_keypad_opens_the_filter_and_a_paste_is_one_line(open_desk: Opener) -> None:
    async with open_desk((120, 30)) as desk:
        desk.app.post_message(Key("divide", "/"))
        await desk.settle()
        dialog = desk.on(FilterDialog)
        desk.app.post_message(Paste("two\r\nlines"))
        await desk.settle()
        assert dialog.text == 'conflict "two lines"'
        assert any("2 lines were pasted as one" in text for _, text in desk.toasts)
        await desk.press("escape")
        desk.on(ReviewScreen)
