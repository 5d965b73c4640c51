"""What a library writes to the terminal as it works, as progress with names of files: shown, and never obeyed."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

from core.model.safe_text import inert

_MOVES: Final = re.compile("(\r|\x1b\\[A)")
"""What progress is drawn with: back to the beginning of the line, and to the line above."""


class _Inert:
    """A stream of text whose pieces go on inert, and which is otherwise the one behind it."""

    def __init__(self, behind: TextIO) -> None:
        self._behind = behind

    def write(self, text: str) -> int:
        """Write a text, of whose control characters only those that draw progress do anything."""
        pieces = _MOVES.split(text)
        self._behind.write("".join(piece if n % 2 else inert(piece) for n, piece in enumerate(pieces)))
        return len(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._behind, name)


@contextmanager
def shown_inert() -> Iterator[None]:
    """Meanwhile let nothing but text and progress through to standard output and error."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_Inert(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
