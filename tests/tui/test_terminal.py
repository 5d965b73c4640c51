"""The real terminal: what was typed is repeated cleanly, a poor one will do, and it is given back as it was.

What reaches it when everything that a dataset can say is hostile is tried in `tests/campaigns/hostile.py`.
"""

import re
import signal
from pathlib import Path
from typing import Any, Final

import pytest

from tests.campaigns.corpus import EVIL
from tests.campaigns.hostile import STYLES, clean, printed
from tests.tui.piloting import journal_of, read_events
from tests.tui.terminal import DISCRETION, Terminal

NAME: Final = EVIL.replace("\x00", "").replace("\u2028", "").replace("\u2029", "").replace("\r", "")
"""What is hostile, where a file name or an option could not hold all of it."""


@pytest.mark.parametrize(
    "arguments", [("-s", NAME), ("demo", NAME), (NAME,), ("report", f"--{NAME}"), ("export", NAME)]
)
def test_what_was_typed_is_repeated_cleanly(arguments: tuple[str, ...]) -> None:
    clean(printed(*arguments), set(), [EVIL])


def test_a_torn_journal_of_hostile_bytes_is_warned_of_cleanly(store: Path) -> None:
    journal = journal_of(store, "torn")
    journal.parent.mkdir(exist_ok=True)
    journal.write_bytes(b'{"id": "\x1b]52;c;x\x07')
    clean(printed("info", "-s", store), STYLES)


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "dumb", "COLORTERM": ""},
        {"NO_COLOR": "1"},
        {"TERM": "xterm", "COLORTERM": ""},
        {"LANG": "C", "PYTHONUTF8": "0"},
    ],
    ids=["dumb", "no colour", "8 colours", "C locale"],
)
def test_it_starts_and_works_on_a_poor_terminal(store: Path, environment: dict[str, str]) -> None:
    command: list[Any] = [*DISCRETION, "review", "-s", store, "--reviewer", "r1"]
    with Terminal(command, (80, 24), environment=environment) as terminal:
        terminal.read_until(b"reviewed 0")
        terminal.send("f")
        terminal.read_until(b"reviewed 1")
        terminal.send("q")
        assert terminal.wait() == 0
    (event,) = read_events(journal_of(store))
    assert event["verdict"] == "flag"
    if "NO_COLOR" in environment:
        assert not re.search(rb"\x1b\[(?:[0-9;]*;)?(?:[34]8;|[349][0-7]\b|10[0-7]\b)", bytes(terminal.output))
        assert re.search(rb"\x1b\[(?:[0-9;]*;)?7[;m]", bytes(terminal.output)), "the cursor is reversed"


@pytest.mark.parametrize("shell", [(), ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")], ids=["plain", "deaf"])
def test_a_terminal_that_hangs_up_ends_the_program(store: Path, shell: tuple[str, ...]) -> None:
    with Terminal([*shell, *DISCRETION, "review", "-s", store, "--reviewer", "r1"], (80, 24)) as terminal:
        terminal.read_until(b"reviewed 0")
        terminal.send("f")
        terminal.read_until(b"reviewed 1")
        assert terminal.hang_up() == 128 + signal.SIGHUP
    assert len(read_events(journal_of(store))) == 1


def test_the_terminal_is_given_back_as_it_was(store: Path) -> None:
    with Terminal([*DISCRETION, "review", "-s", store, "--reviewer", "r1"], (80, 24)) as terminal:
        terminal.read_until(b"reviewed 0")
        terminal.send("\x11")
        assert terminal.wait() == 0
        assert b"\x1b[?1049l" in terminal.output, "the terminal is given back as it was"
