"""A file as lines of text with exact numbers, plain or gzipped; a sentence for each way in which it is unreadable."""

import gzip
import hashlib
import io
import re
import stat
import zlib
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.terms import Progress

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK: Final = 1 << 20
_LONGEST_LINE: Final = 1 << 28
_UNDECODED: Final = re.compile("[\udc80-\udcff]")
_FOREIGN: Final = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}


class Container(Enum):
    """What a file's first bytes say it is."""

    TEXT = "text"
    GZIP = "gzip"
    PARQUET = "Parquet"


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Source:
    """One file to import: `lines()` gives its text, `damaged` the lines that are no text, `sha256()` its digest."""

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        """Look at the file at `path`; raises FormatError when there is nothing in it to read."""
        self.path = path
        self.name = inert_line(str(path))
        self.damaged: dict[int, str] = {}
        self._progress = progress
        self._digest: str | None = None
        self._block = (1, "")
        self._file: BinaryIO | None = None
        try:
            found = path.stat()
            self._refuse_special(found.st_mode)
            with path.open("rb") as file:
                start = file.read(6)
        except FileNotFoundError as error:
            raise FormatError(f"There is no file {self.name}: check the path.") from error
        except (OSError, ValueError) as error:
            raise FormatError(self._unreadable(error)) from error
        if not start:
            raise FormatError(self._empty())
        self.size = found.st_size
        self.container = self._recognise(start)

    @property
    def called_toml(self) -> bool:
        """Whether the file's name says that it is TOML."""
        return self.path.name.lower().removesuffix(".gz").endswith(".toml")

    def lines(self) -> Iterator[str]:
        """Read all lines from the first, each with its line end; a line ends at a line feed and nowhere else.

        Bytes that are not UTF-8 come as lone surrogates, and `damaged` holds their line's number before it is given
        out. Raises FormatError when the file cannot be read to its end.
        """
        if self.container is Container.PARQUET:
            raise FormatError(f"{self.name} is a Parquet file, which only the pairs format reads: pass --format pairs.")
        self.damaged.clear()
        self._block = (1, "")
        return chain.from_iterable(map(self._text, self._blocks()))

    def close(self) -> None:
        """Let go of the file, also where reading stopped on the way."""
        if self._file is not None:
            self._file.close()

    def recent(self, start: int, end: int) -> str:
        """Give lines `start` to `end` (from 1) as far as they are in the block read last."""
        first, text = self._block
        return "\n".join(text.split("\n")[max(0, start - first) : max(0, end - first + 1)])

    def sha256(self) -> str:
        """Digest of the file as it is on disk, in hex; free of charge once `lines()` has been read to the end."""
        if self._digest is None:
            try:
                with self.path.open("rb") as file:
                    self._digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise FormatError(self._unreadable(error)) from error
        return self._digest

    def require_text(self) -> None:
        """Raise FormatError when there is nothing but white space in the file."""
        if self.container is not Container.PARQUET and not any(line.strip() for line in self.lines()):
            raise FormatError(self._empty())

    def report(self, done: int) -> None:
        """Tell whoever asked for progress that `done` bytes are read."""
        if self._progress is not None:
            self._progress(min(done, self.size), self.size)

    # Inside

    def _blocks(self) -> Iterator[bytes]:
        """Read blocks of whole lines."""
        with self.path.open("rb") as file:
            self._file = file
            tally = _Tally(file)
            stream: _Readable = gzip.GzipFile(fileobj=io.BufferedReader(tally, _BLOCK)) if self._gzipped else tally
            rest: list[bytes] = []
            while data := self._read(stream):
                self.report(tally.done)
                cut = data.rfind(b"\n") + 1
                if cut:
                    yield b"".join((*rest, data[:cut]))
                    rest = []
                rest.append(data[cut:])
                if len(rest) * _BLOCK > _LONGEST_LINE:
                    raise FormatError(
                        f"{self.name} has a line of more than 256 MB: it is in none of the known formats."
                    )
            self._digest = tally.digest.hexdigest()
            self.report(self.size)
            if last := b"".join(rest):
                yield last

    def _read(self, stream: _Readable) -> bytes:
        try:
            return stream.read(_BLOCK)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FormatError(f"{self.name} is cut short or damaged gzip data: download or copy it again.") from error
        except OSError as error:
            raise FormatError(self._unreadable(error)) from error

    def _text(self, block: bytes) -> Iterable[str]:
        """Decode a block, noting which of its lines are damaged."""
        first = self._block[0] + self._block[1].count("\n")
        try:
            text = block.decode()
        except UnicodeDecodeError:
            text = block.decode(errors="surrogateescape")
            self._mark(text, first, _UNDECODED, "it has bytes that are not UTF-8")
        if "\0" in text:
            self._mark(text, first, re.compile("\0"), "it has a NUL byte")
        if first == 1:
            text = text.removeprefix("\ufeff")
        self._block = (first, text)
        return io.StringIO(text, newline="\n")

    def _mark(self, text: str, first: int, flaw: re.Pattern[str], reason: str) -> None:
        for number, line in enumerate(text.split("\n"), first):
            if flaw.search(line):
                self.damaged[number] = reason

    @property
    def _gzipped(self) -> bool:
        return self.container is Container.GZIP

    def _recognise(self, start: bytes) -> Container:
        for mark, meaning in _FOREIGN.items():
            if start.startswith(mark):
                raise FormatError(f"{self.name} is {meaning}: turn it into plain or gzipped UTF-8 text first.")
        if start.startswith(b"\x1f\x8b"):
            return Container.GZIP
        return Container.PARQUET if start.startswith(b"PAR1") else Container.TEXT

    def _refuse_special(self, mode: int) -> None:
        if stat.S_ISDIR(mode):
            raise FormatError(f"{self.name} is a folder: name the file in it that is to be imported.")
        if not stat.S_ISREG(mode):
            raise FormatError(f"{self.name} is not an ordinary file: save its content to one first.")

    def _empty(self) -> str:
        return f"{self.name} is empty: there is nothing to import."

    def _unreadable(self, error: Exception) -> str:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return f"{self.name} cannot be read ({why}): check the path and its permissions."


class _Tally(io.RawIOBase):
    """Counts and digests what is read from a file."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        count = self._file.readinto(buffer)
        self.digest.update(memoryview(buffer)[:count])
        self.done += count
        return count
