"""A person at a terminal, scripted: what is typed, what is waited for, and a transcript of the screens between."""

import re
import time
from typing import Final

import pyte

from tests.tui.terminal import Terminal

_NAMES: Final = {"\r": "enter", "\x1b": "escape", "\t": "tab", "\x1b[B": "down", "\x1b[1;2A": "shift+up"}


class Watched:
    """A terminal that somebody looks at: its screen as it stands, and all steps so far in `transcript`."""

    def __init__(self, terminal: Terminal, size: tuple[int, int]) -> None:
        self.transcript: Final[list[str]] = []
        self._terminal = terminal
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def screen(self) -> str:
        """What is to be seen, a line each."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def see(self, *wanted: str, gone: str = "\x00", seconds: float = 180.0) -> None:
        """Wait until all of it is to be seen at once, whatever the breaks of lines, and `gone` no more.

        AssertionError when it is not.
        """
        until = time.monotonic() + seconds
        while gone in (shown := self._words()) or any(each not in shown for each in wanted):
            left = until - time.monotonic()
            missing = [each for each in wanted if each not in shown]
            assert left > 0, f"waited for {missing}, {gone!r} gone, on\n{self.screen}"
            self._stream.feed(self._terminal.read(min(left, 1.0)))

    def press(self, key: str, *wanted: str, gone: str = "\x00") -> None:
        """Press a key and wait for what it should show, and for what should be `gone`."""
        self._terminal.send(key)
        self.see(*wanted, gone=gone)
        self._stream.feed(self._terminal.read_quiet(0.2))  # the rest of the screen
        self._note(_NAMES.get(key, key))

    def type(self, text: str) -> None:
        """Type a text and wait until it stands there."""
        self._terminal.send(text)
        self.see(text)

    def leave(self, key: str) -> str:
        """Press a key that ends the program, and give what it said last; AssertionError unless it ends well."""
        self._terminal.send(key)
        assert self._terminal.wait() == 0
        return bytes(self._terminal.output).decode(errors="replace").rsplit("\x1b", 1)[-1]

    def _words(self) -> str:
        return re.sub(r"[\s│]+", " ", self.screen)

    def _note(self, key: str) -> None:
        self.transcript.append(f"── {key} ──\n{self.screen}\n")
