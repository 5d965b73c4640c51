"""What comes from the terminal: bytes of any encoding, and pastes of any text, of which nothing is taken for keys."""

import os
import selectors
from codecs import getincrementaldecoder
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from textual import events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_BEGINS: Final = "\x1b[200~"
_ENDS: Final = "\x1b[201~"
_ESCAPE: Final = "␛"
"""What an escape character in a paste is kept as."""
_NO_KEY: Final = "<ignore>"
"""What the library calls a key that it passes over; without any, it would wait for the rest of the sequence."""
_BYTES: Final = 1 << 12
_PAUSE: Final = 0.1
"""Seconds between looks at the clock, which tells the key Escape from the start of a sequence."""


class Pastes:
    """Takes escape characters out of what is pasted: the library ends a paste at one, and takes the rest for keys.

    A terminal that passes them on may pass on the end of a paste too, which nobody can tell from a real one.
    """

    def __init__(self) -> None:
        self._within = False
        self._seen = 0
        """Characters of the next mark that have come; within a paste they are held until it is known what they are."""

    def plain(self, text: str) -> str:
        """Give what came, which may come in pieces."""
        return "".join(map(self._next, text))

    def _next(self, character: str) -> str:
        mark = _ENDS if self._within else _BEGINS
        before = self._seen
        if character == mark[before]:
            self._seen += 1
            if self._seen < len(mark):
                return "" if self._within else character
            given = mark if self._within else character
            self._within, self._seen = not self._within, 0
            return given
        self._seen = int(character == mark[0])
        if not self._within:
            return character
        held = mark[:before].replace("\x1b", _ESCAPE)
        return held if self._seen else held + character


class Keys(XTermParser):
    """The library's parser, which ends the application at the code of a key that no character has."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:  # noqa: FBT001, FBT002
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):
            return [events.Key(_NO_KEY, None)]


class Hearing(LinuxDriver):
    """The library's driver, which ends with the first byte that is not UTF-8."""

    def run_input_thread(self) -> None:
        """Hand on what comes until the application ends, and take what is left then, lest the shell gets it."""
        parser, pastes = Keys(self._debug), Pastes()
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            ending = False
            while not ending:
                ending = self.exit_event.is_set()
                if selector.select(_PAUSE):
                    came = os.read(self.fileno, _BYTES)
                    if not came:
                        self.exit_event.wait(_PAUSE)
                    text = pastes.plain(decode(came))
                    for event in parser.feed(text) if text else ():
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
        with suppress(EOFError, ParseError):
            list(parser.feed(""))
