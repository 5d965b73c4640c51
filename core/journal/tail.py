"""Other reviewers' journals while they grow: what was appended since one looked last."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.journal.events import Event, parse_journal

WITNESS: Final = 512
"""Bytes before the place read to that must still be there; else the file is another one, and is read anew."""
BLOCK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a file was read: up to `offset`, the end of a line, before which `witness` stood."""

    inode: int
    size: int
    changed: int
    offset: int
    witness: bytes


class Follower:
    """Reads what is appended to the journals of a folder, except one reviewer's own; the folder may not exist yet.

    What stands in the files when it is made counts as read. A last line without its end is not there yet; a file that
    was truncated or replaced is read from its start, so events may come more than once. `warnings` gathers what the
    user should be told, once a file.
    """

    def __init__(self, folder: Path, own: str) -> None:
        self.warnings: list[str] = []
        self._folder = folder
        self._own = f"{own}.jsonl"
        self._places: dict[str, _Place] = {}
        self._told: set[str] = set()
        for entry in self._journals():
            try:
                self._places[entry.name] = _read_to(entry)
            except OSError:
                self._told.add(entry.name)  # whoever replays the folder has just said so

    def poll(self) -> list[Event]:
        """Give the events of the lines completed since the last time, in each file's order; cheap where there are none.

        Not to be called from two threads at once.
        """
        found: list[Event] = []
        for entry in self._journals():
            try:
                found += self._appended(entry)
            except OSError as error:
                self._tell(entry.name, f"{entry.name} cannot be followed: {error.strerror}.")
        return found

    def _journals(self) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._folder) as entries:
                found = [entry for entry in entries if entry.name.endswith(".jsonl")]
        except FileNotFoundError:
            return []
        except OSError as error:
            self._tell("", f"{self._folder} cannot be followed: {error.strerror}.")
            return []
        return sorted(
            (entry for entry in found if not entry.name.startswith(".") and entry.name != self._own),
            key=lambda entry: entry.name,
        )

    def _appended(self, entry: os.DirEntry[str]) -> tuple[Event, ...]:
        """Read on in one journal; OSError if it cannot be read."""
        place = self._places.get(entry.name)
        now = os.stat(entry.path)  # noqa: PTH116 - a path object for each file and second would cost more than the call
        if place is not None and (place.inode, place.size, place.changed) == (now.st_ino, now.st_size, now.st_mtime_ns):
            return ()
        with open(entry.path, "rb") as file:  # noqa: PTH123 - likewise
            status = os.fstat(file.fileno())
            start = place.offset if place and place.inode == status.st_ino and _witnessed(file.fileno(), place) else 0
            data = _read(file.fileno(), start, status.st_size - start)
        complete = data[: data.rfind(b"\n") + 1]
        before = place.witness if place and start else b""
        witness = (before + complete)[-WITNESS:]
        self._places[entry.name] = _Place(
            status.st_ino, status.st_size, status.st_mtime_ns, start + len(complete), witness
        )
        contents = parse_journal(complete)
        if contents.skipped:
            self._tell(entry.name, f"{entry.name} has new lines that cannot be read: they count for nothing.")
        return contents.events

    def _tell(self, name: str, warning: str) -> None:
        if name not in self._told:
            self._told.add(name)
            self.warnings.append(warning)


def _read_to(entry: os.DirEntry[str]) -> _Place:
    """Where the last complete line of a journal ends."""
    with open(entry.path, "rb") as file:  # noqa: PTH123 - an entry's path is a plain string
        status = os.fstat(file.fileno())
        end = status.st_size
        while end > 0:
            start = max(0, end - BLOCK)
            found = _read(file.fileno(), start, end - start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        first = max(0, end - WITNESS)
        witness = _read(file.fileno(), first, end - first)
    return _Place(status.st_ino, status.st_size, status.st_mtime_ns, end, witness)


def _witnessed(descriptor: int, place: _Place) -> bool:
    """Whether what stood before the place still stands there."""
    length = len(place.witness)
    return _read(descriptor, place.offset - length, length) == place.witness


def _read(descriptor: int, start: int, length: int) -> bytes:
    """Read so many bytes from a place, fewer only at the end of the file."""
    chunks: list[bytes] = []
    while length > 0 and (chunk := os.pread(descriptor, length, start)):
        chunks.append(chunk)
        start += len(chunk)
        length -= len(chunk)
    return b"".join(chunks)
