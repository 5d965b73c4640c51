"""A file that is only ever appended to: locked by its one writer, and on the disk before `append` returns."""

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from core.model.closing import Closing
from core.model.errors import JournalError
from core.storage.plain_file import refuse_open_store, refuse_unplain
from core.storage.tail import AROUND, end_of_lines, json_object, read_at

_NOT_HAD: Final = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL})
"""What a file system says that has no locks, or no way of syncing a folder: neither is a fault of the file."""

_EVENT: Final = "event"
"""The field that every event of a journal has, of any version."""
_FIRST: Final = 1 << 20
"""Bytes at the beginning that are looked at for events."""
_LONGEST: Final = 1 << 24
"""Bytes beyond which nobody wrote a line."""


class AppendOnlyFile(Closing):
    """An open file under an advisory lock; whatever is appended is there whole or not at all.

    `warnings` says, a sentence each, what the file system lacks for that.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.warnings: list[str] = []
        self._path = path
        self._descriptor: int | None = descriptor
        status = os.fstat(descriptor)
        self._end = status.st_size
        self._written: int | None = status.st_mtime_ns
        """When it was last written to; None where somebody else did so between two writes of ours."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file, create it and its folder if need be, and lock it without waiting.

        BlockingIOError if another writer holds the lock; any other OSError if the file cannot be opened.
        """
        new_folder = not path.parent.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        refuse_open_store(path)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            refuse_unplain(descriptor, path)
            file = cls(path, descriptor)
            file._lock()
            file._check_unchanged()
            os.fsync(descriptor)  # what an earlier writer left may be read here, but not be on the disk yet
            file._sync_folders(path.parent, *([path.parent.parent] if new_folder else []))
        except BaseException:
            os.close(descriptor)
            raise
        return file

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._end

    def blocks(self, size: int, start: int = 0) -> Iterator[bytes]:
        """Read the file from a place on, so many bytes at a time."""
        for place in range(start, self._end, size):
            yield read_at(self._open_descriptor(), place, min(size, self._end - place))

    def append(self, data: bytes) -> None:
        """Write to the end of the file and sync it to the disk.

        JournalError if that fails: the file is then as it was before, and may be appended to again.
        """
        descriptor, begun = self._open_descriptor(), False
        try:
            self._check_unchanged()
            as_written = os.fstat(descriptor).st_mtime_ns == self._written
            begun = True
            _write_all(descriptor, data)
            os.fsync(descriptor)
        except OSError as error:
            outcome = "the last action may be saved or not" if begun and not self._roll_back() else "nothing was saved"
            remedy = "try again" if self._descriptor is not None else "quit and open it again"
            raise JournalError(
                f"{self._path} cannot be written ({error.strerror}), so {outcome}; mend that and {remedy}."
            ) from error
        except BaseException:
            if begun:
                self._roll_back()
            raise
        self._end += len(data)
        self._written = None
        if as_written:
            with contextlib.suppress(OSError):
                self._written = os.fstat(descriptor).st_mtime_ns

    def is_as_written(self) -> bool:
        """Whether nobody else can have changed the file since we last wrote to it; False where that is not known."""
        with contextlib.suppress(OSError, JournalError):
            self._check_unchanged()
            return self._path.stat().st_mtime_ns == self._written
        return False

    def cut(self, size: int) -> None:
        """Take what stands after the first `size` bytes out of the file; OSError if that fails."""
        descriptor = self._open_descriptor()
        os.ftruncate(descriptor, size)
        os.fsync(descriptor)
        self._end, self._written = size, os.fstat(descriptor).st_mtime_ns

    def mend_end(self, what: str, instead: str) -> list[str]:
        """End a last line that is an object, and set any other one that has no end aside, in a file named `.torn`.

        One that is longer than anything that is written is not looked into, and never held in one piece. A link of that
        name is taken away: whoever made the folder chose where it leads, and what would be written there.
        What to tell of it, in a sentence or none; `what` is what a line holds. OSError or JournalError if that fails,
        JournalError too, with what to do `instead`, where the file is no journal: it is then as it was.
        """
        if not self._holds_events():
            raise JournalError(f"{self._path} is no journal, so nothing is written to it: {instead}.")
        descriptor = self._open_descriptor()
        start = end_of_lines(descriptor, self._end)
        length = self._end - start
        if not length:
            return []
        if length <= _LONGEST and json_object(read_at(descriptor, start, length)) is not None:
            self.append(b"\n")
            return []
        torn = self._path.with_name(f"{self._path.name}.torn")
        if torn.is_symlink():
            torn.unlink()
        with AppendOnlyFile.open(torn) as aside:
            for block in self.blocks(_LONGEST, start):
                length -= len(block)
                aside.append(block if length else block + b"\n")
        self.cut(start)
        name = self._path.name
        aside_in = f"The last line of {name} was incomplete, as after a crash: it was set aside in {name}.torn"
        return [f"{aside_in}, and every {what} before it is there."]

    def close(self) -> None:
        """Close the file, which lets go of its lock; closing twice is harmless."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with contextlib.suppress(OSError):  # whatever was appended is on the disk
                os.close(descriptor)

    def _holds_events(self) -> bool:
        """Whether this may be a journal, each line of which is an object with an `event`: one of its first lines is.

        What is damaged may begin with no JSON at all, and what is new holds nothing; a link may lead to any text.
        """
        lines = next(self.blocks(_FIRST), b"").split(b"\n")
        linked = self._path.is_symlink() and any(line.strip(AROUND) for line in lines)
        foreign = linked or json_object(lines[0]) is not None
        return not foreign or any(_EVENT in (json_object(line) or ()) for line in lines)

    def _lock(self) -> None:
        """Lock the file; a file system without locks is told, since a second writer is still noticed at writing."""
        try:
            fcntl.flock(self._open_descriptor(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _NOT_HAD:
                raise
            self.warnings.append(
                f"{self._path.name} cannot be locked where it lies ({error.strerror}): "
                "do not write to it from two sessions at once."
            )

    def _sync_folders(self, *folders: Path) -> None:
        """Sync the folders of the file; one that cannot be synced is told where the file is new in it."""
        try:
            for folder in folders:
                sync_folder(folder)
        except OSError as error:
            if error.errno not in _NOT_HAD:
                raise
            if self._end == 0:
                self.warnings.append(
                    f"{self._path.parent} cannot be synced to the disk where it lies ({error.strerror}): "
                    f"{self._path.name} is new and may be gone if the power fails within the next minute."
                )

    def _open_descriptor(self) -> int:
        if self._descriptor is None:
            raise JournalError(f"{self._path} is closed; open it again to go on.")
        return self._descriptor

    def _check_unchanged(self) -> None:
        """Make sure that the file is still the one at its path and ends where we left it.

        A version control system or an editor may have put another file there: what we wrote to ours would be lost.
        """
        ours = os.fstat(self._open_descriptor())
        try:
            there = self._path.stat()
        except FileNotFoundError:
            there = None
        if there is None or (there.st_dev, there.st_ino, ours.st_size) != (ours.st_dev, ours.st_ino, self._end):
            raise JournalError(
                f"{self._path} was changed or moved by another program, so nothing was saved; quit and open it again."
            )

    def _roll_back(self) -> bool:
        """Put the file back to its last good end, or else close it; give whether it is back."""
        try:
            self.cut(self._end)
        except OSError:
            with contextlib.suppress(OSError):
                if os.fstat(self._open_descriptor()).st_size == self._end:
                    return True
            self.close()
            return False
        return True


def sync_folder(folder: Path) -> None:
    """Sync a folder to the disk, so that a file made in it is found there after a crash; OSError if that fails."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`, going on where the system took only a part of it."""
    rest = memoryview(data)
    while rest:
        written = os.write(descriptor, rest)
        if written == 0:
            raise OSError(errno.EIO, "the system took nothing of it")
        rest = rest[written:]
