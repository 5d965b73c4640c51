"""A file as lines of text with exact numbers, plain or compressed."""

import io
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Final

from core.importers.containers.content import Content
from core.importers.containers.line_blocks import LineBlocks
from core.model.errors import FormatError
from core.model.terms import Progress

_UNDECODED: Final = re.compile("[\udc80-\udcff]")
_NUL: Final = re.compile("\0")


class Container(Enum):
    """What a file's first bytes say it is."""

    TEXT = "text"
    PARQUET = "Parquet"


class Source:
    """One file to import: `lines()` gives its text, `damaged` the lines that are no text, `sha256()` its digest."""

    def __init__(self, content: Content | Path, progress: Progress | None = None) -> None:
        """Look at a file; raises FormatError when there is nothing in it."""
        self.content = content if isinstance(content, Content) else Content(content, progress=progress)
        self.path = self.content.path
        self.name = self.content.name
        self.damaged: dict[int, str] = {}
        self.size = self.content.size
        self._block = (1, "")
        self._blocks = LineBlocks(self.content)
        if not self.content.start:
            raise self.content.empty()
        if self.content.start.startswith(b"PK\x03\x04"):
            raise FormatError(f"{self.name} is a zip archive: take the file that is to be imported out of it first.")
        self.container = Container.PARQUET if self.content.start.startswith((b"PAR1", b"PARE")) else Container.TEXT

    @property
    def called_toml(self) -> bool:
        """Whether the file's name says that it is TOML."""
        return self.path.name.lower().removesuffix(".gz").endswith(".toml")

    @property
    def open_ended(self) -> bool:
        """Whether the last line had no end, once all are read."""
        return self._blocks.open_ended

    def lines(self) -> Iterator[str]:
        """Read all lines from the first, each with its line end; a line ends at a line feed and nowhere else.

        Where the file has no line feeds, lines end at carriage returns. Bytes that are not UTF-8 come as lone
        surrogates, and `damaged` holds their line's number before it is given out. Raises FormatError when the file
        cannot be read to its end.
        """
        if self.container is Container.PARQUET:
            raise FormatError(f"{self.name} is a Parquet file and no text: check --format.")
        self.damaged.clear()
        self._block = (1, "")
        return chain.from_iterable(map(self._text, self._blocks))

    def recent(self, start: int, end: int) -> str:
        """Give lines `start` to `end` (from 1) as far as they are in the block read last."""
        first, text = self._block
        return "\n".join(text.split("\n")[max(0, start - first) : max(0, end - first + 1)])

    def sha256(self) -> str:
        """Digest of the file as it is on disk, in hex; free of charge once `lines()` has been read to the end."""
        return self.content.sha256()

    def require_text(self) -> None:
        """Raise FormatError when there is nothing but white space in the file."""
        if self.container is not Container.PARQUET and not any(line.strip() for line in self.lines()):
            raise self.content.empty()

    def report(self, done: int) -> None:
        """Tell whoever asked for progress that `done` bytes are read."""
        self.content.report(done)

    # Inside

    def _text(self, block: bytes) -> Iterable[str]:
        """Decode a block, noting which of its lines are damaged."""
        first = self._block[0] + self._block[1].count("\n")
        try:
            text, whole = block.decode(), True
        except UnicodeDecodeError:
            text, whole = block.decode(errors="surrogateescape"), False
        if self._blocks.end == b"\r":
            text = text.replace("\r", "\n")
        if not whole:
            self._mark(text, first, _UNDECODED, "it has bytes that are not UTF-8")
        if "\0" in text:
            self._mark(text, first, _NUL, "it has a NUL byte")
        self._block = (first, text)
        return io.StringIO(text, newline="\n")

    def _mark(self, text: str, first: int, flaw: re.Pattern[str], reason: str) -> None:
        for number, line in enumerate(text.split("\n"), first):
            if flaw.search(line):
                self.damaged[number] = reason
