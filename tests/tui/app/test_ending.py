"""Ending by a signal, at once where the application does not."""

import os
import signal
import sys
import termios
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.tui.piloting import journal_of, read_events
from tests.tui.warm import on_terminal
from tui.app import ending
from tui.cli.review import review_store


def test_a_signal_gives_the_terminal_back_and_is_the_exit_code(store: Path) -> None:
    with on_terminal("review", "-s", store, "--reviewer", "r1", size=(80, 24)) as terminal:
        before = termios.tcgetattr(terminal._master)
        terminal.read_until(b"reviewed 0")
        terminal.send("f")
        terminal.read_until(b"reviewed 1")
        assert termios.tcgetattr(terminal._master)[3] != before[3]
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM
        sent = bytes(terminal.output)
        assert termios.tcgetattr(terminal._master) == before
    for taken in (b"?1049", b"?1000", b"?1003", b"?1006", b"?2004", b"?1004"):
        assert sent.rfind(b"\x1b[" + taken + b"l") > sent.rfind(b"\x1b[" + taken + b"h") >= 0, taken
    assert sent.rfind(b"\x1b[?25h") > sent.rfind(b"\x1b[?25l") > 0
    assert b"Everything is in" in sent[sent.rfind(b"?1049l") :]
    assert len(read_events(journal_of(store))) == 1


class Deaf:
    """An application that is too busy to end."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def exit(self, return_code: int) -> None:
        self.asked.append(return_code)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_application_that_does_not_end_is_ended(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    given: list[Any] = []
    monkeypatch.setattr(ending, "GRACE", 0.01)
    monkeypatch.setattr(ending, "_give_back", given.append)
    monkeypatch.setattr(os, "_exit", ended.append)
    app, (heard, told) = Deaf(), os.pipe()
    os.write(told, bytes([signal.SIGWINCH, number]))
    ending._watch(app, heard, Event(), None)  # type: ignore[arg-type]
    assert (app.asked, given, ended) == ([128 + number], [None], [128 + number])
    os.close(heard)
    os.close(told)


@pytest.mark.parametrize(("code", "left"), [(128 + signal.SIGHUP, [128 + signal.SIGHUP]), (0, []), (None, [])])
def test_what_a_signal_ended_is_left_at_once(
    code: int | None, left: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[int] = []
    monkeypatch.setattr(sys.modules[review_store.__module__], "_review", lambda *_, **__: code)
    monkeypatch.setattr(os, "_exit", given.append)
    with pytest.raises(SystemExit) if left else nullcontext():
        review_store(tmp_path / "s.duckdb")
    assert given == left


def test_what_stood_before_stands_afterwards() -> None:
    before = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)]
    app = Deaf()
    with ending.ended_by_signals(app):  # type: ignore[arg-type]
        assert signal.getsignal(signal.SIGTERM) is not before[0]
    assert [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)] == before
    assert app.asked == []
