"""A growing file, read by complete lines: what was appended since one looked last."""

import os
from collections.abc import Callable
from typing import Any, Final

import orjson

from core.storage.plain_file import open_plain

WITNESS: Final = 512
"""Bytes before the place read to that must still be there; else the file is another one, and is read anew."""
BLOCK: Final = 1 << 16
AROUND: Final = b" \t\r\0\xef\xbb\xbf"
"""What may stand around an object of a journal: line ends, a byte order mark, the zero bytes of a crash."""


def json_object(line: bytes) -> dict[str, Any] | None:
    """Read a line as a JSON object; None if it is anything else."""
    try:
        value = orjson.loads(line.strip(AROUND))
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


class Tail:
    """Reads on in a file where it stopped; a last line without its end is not there yet.

    A file that was replaced, cut or written anew in place is read from its start.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path: Final = path
        self._seen: tuple[int, int, int] | None = None
        self._witness = b""
        self._unended: bytes | None = None
        self.end = 0
        """Where the last line that was read ends."""

    def skip(self) -> None:
        """Count the complete lines that are there as read; OSError if the file cannot be read."""
        with open_plain(self._path) as file:
            status = os.fstat(file.fileno())
            end = end_of_lines(file.fileno(), status.st_size)
            first = max(0, end - WITNESS)
            self._witness = read_at(file.fileno(), first, end - first)
        self.end, self._seen = end, _seen(status)

    def poll(
        self, take: Callable[[bytes], object], forget: Callable[[], object] = lambda: None, *, unended: bool = False
    ) -> os.stat_result:
        """Give each line completed since the last time to `take`, while `end` is where it begins; cheap without any.

        Where the file is read from its start again, `forget` is called before. With `unended` a last line that
        lacks only its end is given too, where it is an object. Returns the file's status; OSError if it cannot be read.
        """
        status = os.stat(self._path)  # noqa: PTH116 - a path object for each look would cost more than the call
        if self._seen == _seen(status):
            return status
        with open_plain(self._path) as file:
            status = os.fstat(file.fileno())
            if self.end and not self._goes_on(file.fileno(), status.st_ino):
                self.end, self._witness, self._unended = 0, b"", None
                forget()
            file.seek(self.end)
            for line in file:
                if not line.endswith(b"\n"):
                    if unended and line != self._unended and json_object(line) is not None:
                        take(line)
                        self._unended = line
                    break
                if line[:-1] != self._unended:
                    take(line)
                self._unended = None
                self.end += len(line)
                self._witness = (self._witness + line)[-WITNESS:]
        self._seen = _seen(status)
        return status

    def _goes_on(self, descriptor: int, inode: int) -> bool:
        """Whether this is the file that was read, and what stood before the end still stands there."""
        length = len(self._witness)
        same = self._seen is None or self._seen[0] == inode
        return same and read_at(descriptor, self.end - length, length) == self._witness


def _seen(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def end_of_lines(descriptor: int, size: int) -> int:
    """Where the last complete line of an open file of this size ends; a carriage return alone ends one too."""
    while size > 0:
        start = max(0, size - BLOCK)
        block = read_at(descriptor, start, size - start)
        found = max(block.rfind(b"\n"), block.rfind(b"\r"))
        if found >= 0:
            return start + found + 1
        size = start
    return 0


def read_at(descriptor: int, start: int, length: int) -> bytes:
    """Read so many bytes from a place, fewer only at the end of the file."""
    chunks: list[bytes] = []
    while length > 0 and (chunk := os.pread(descriptor, length, start)):
        chunks.append(chunk)
        start += len(chunk)
        length -= len(chunk)
    return b"".join(chunks)
