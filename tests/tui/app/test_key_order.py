"""Keys that come together, as over a slow line, do what they do one by one."""

from collections.abc import Sequence
from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.widgets import Input, TextArea

import tui.app.key_order
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.app.key_order import KeyOrder


def burst(desk: Desk, keys: Sequence[str]) -> None:
    """Send keys as a terminal does that tells of them all at once."""
    driver = desk.app._driver
    assert driver is not None
    for key in keys:
        event = events.Key(_character_to_key(key) if len(key) == 1 else key, key if len(key) == 1 else None)
        event.set_sender(desk.app)
        driver.send_message(event)


def typed(*parts: str) -> list[str]:
    """Texts letter by letter, and the names of keys, which have more letters than one, in angles."""
    return [key for part in parts for key in ([part[1:-1]] if part[0] == "<" else part)]


async def test_what_corrects_a_text_does_so_where_it_was_typed(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("/")
        box = desk.app.screen.query_one(Input)
        burst(desk, typed("abc", "<backspace>", "de", "<left>", "f", "<home>", "-"))
        await desk.settle()
        assert box.value == "-abdfe"
        burst(desk, typed("<delete>", "<end>", "x", "<ctrl+w>", "y"))
        await desk.settle()
        assert box.value == "-y"


async def test_a_note_that_is_written_at_once_is_kept_as_it_was_typed(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        burst(desk, typed("n", "c", "a net", "<backspace>", "<backspace>", "<backspace>", "nut", "<enter>", "n", "f"))
        await desk.settle()
        assert [(event["event"], event["case"], event["note"]) for event in desk.journal()] == [
            ("comment", "med-01", "a nut"),
            ("review", "civic-01", ""),
        ]


async def test_what_is_typed_ahead_goes_where_it_is_meant(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        burst(desk, typed("e", "f", "a", "<ctrl+u>", "no/such/x.csv", "<enter>"))
        await desk.settle()
        assert "There is no folder no/such." in desk.text()
        burst(desk, typed("<escape>", "/", "consensus", "<enter>", "2", "1", "n", "c", "x"))
        await desk.settle()
        assert desk.app.screen.query_one(TextArea).text == "x"
        await desk.press("escape")
        assert str(desk.shown.wanted.query) == "consensus"
        assert desk.journal() == []


async def test_a_paste_has_its_turn(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("/")
        burst(desk, typed("ab", "<left>"))
        paste = events.Paste("12")
        paste.set_sender(desk.app)
        assert desk.app._driver is not None
        desk.app._driver.send_message(paste)
        burst(desk, typed("<backspace>", "c"))
        await desk.settle()
        assert desk.app.screen.query_one(Input).value == "a1cb"


async def test_a_key_that_nobody_ends_holds_up_the_others_no_longer_than_a_moment(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk((80, 24)) as desk:
        monkeypatch.setattr(tui.app.key_order, "PATIENCE", 0.05)
        lost: list[MessagePump] = []

        def lose(_self: KeyOrder, target: MessagePump, *_: Any) -> None:
            lost.append(target)

        monkeypatch.setattr(KeyOrder, "_follow", lose)
        burst(desk, typed("n", "f"))
        for _ in range(3):
            await desk.pilot.pause(0.1)
        assert [(event["event"], event["case"]) for event in desk.journal()] == [("review", "med-01")]
        assert len(lost) >= 2
