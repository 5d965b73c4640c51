"""What a terminal sends is read whatever it is, and of a paste nothing is a key."""

import time
from itertools import product
from pathlib import Path

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tests.tui.piloting import journal_of, read_events
from tests.tui.warm import on_terminal
from tui.app.heard import Keys, Pastes


def heard(*pieces: str) -> list[str]:
    """The keys and, after a colon, the pastes that come of what a terminal sends in such pieces."""
    pastes, parser = Pastes(), XTermParser()
    found: list[str] = []
    for text in filter(None, map(pastes.plain, pieces)):
        for event in parser.feed(text):
            if isinstance(event, events.Paste):
                found.append(f":{event.text}")
            elif isinstance(event, events.Key):
                found.append(event.key)
    return found


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("one\ntwo", "one\ntwo"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("a\x1b]0;x\x07b\nc", "a␛]0;x\x07b\nc"),
        ("\x1bf\x1bq", "␛f␛q"),
        ("\x1b\x1b[A", "␛␛[A"),
        ("\x1b[20", "␛[20"),
        ("\x1b[200~f", "␛[200~f"),
        ("\x1b[201", "␛[201"),
        ("\x1b", "␛"),
    ],
)
def test_nothing_pasted_is_a_key_however_it_comes_in_pieces(pasted: str, kept: str) -> None:
    sent = f"k\x1b[200~{pasted}\x1b[201~f"
    for first, second in product(range(len(sent)), repeat=2):
        pieces = sent[:first], sent[first : first + second], sent[first + second :]
        assert heard(*pieces) == ["k", f":{kept}", "f"]


def test_keys_outside_a_paste_are_what_they_were() -> None:
    assert heard("\x1b[A", "\x1b", "[B", "x") == ["up", "down", "x"]


def test_bytes_in_another_encoding_end_nothing(store: Path) -> None:
    with on_terminal("review", "-s", store, "--reviewer", "r1") as terminal:
        terminal.read_until(b"reviewed 0", 120)
        terminal.send_bytes(b"\xe9\xff\x9b")
        terminal.send("c")
        terminal.read_until(b"comment on", 120)
        terminal.send("\x1b[200~two\nlines \x1b[31mq\x1b[201~")
        terminal.read_until(b"lines", 120)
        terminal.send("\r")
        until = time.monotonic() + 120
        while not (said := read_events(journal_of(store))) and time.monotonic() < until:
            terminal.read(0.1)
        terminal.kill()
    assert [event["note"] for event in said] == ["two\nlines ␛[31mq"]


@pytest.mark.parametrize(
    "code", ["1114112u", "99999999999999999999u", "57399;1:3u", "27;5;1114113~", "97;99999999999999999999u"]
)
def test_the_code_of_a_key_that_there_is_not_is_no_key_and_no_end(code: str) -> None:
    heard = [event.key for event in Keys().feed(f"\x1b[{code}a") if isinstance(event, events.Key)]
    assert heard[-1] == "a"
