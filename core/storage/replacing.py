"""Replacing a file: the new one is written beside it, and takes its place whole or not at all."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_NEW: Final = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)
_MODE: Final = 0o666


@contextmanager
def replacing(path: Path, *, sync: bool = False, linked: bool = True) -> Iterator[Path]:
    """Give a new file beside `path` to write, and put it in the place of `path` only when the block ends well.

    A symbolic link stays, and the file that it names is replaced, with the permissions it has; unless `linked`, the
    link itself is replaced, and what it names stays as it is. The name of the new file cannot be foreseen and is nobody
    else's, so that several writers each succeed. With `sync` its contents are on the disk before. OSError if it cannot
    be made or put there; nothing is left behind.
    """
    # `resolve` ends in a RuntimeError where links go round.
    target = Path(os.path.realpath(path)) if linked or not path.is_symlink() else path
    beside = target.with_name(f".{target.name[:_LONGEST]}.{secrets.token_hex(8)}.part")
    descriptor = os.open(beside, _NEW, _MODE)
    try:
        try:
            with suppress(FileNotFoundError):
                _refuse_unwritable(target)
                _keep_mode(descriptor, target.stat() if linked else target.lstat())
        finally:
            os.close(descriptor)
        yield beside
        if sync:
            with beside.open("rb") as file:
                os.fsync(file.fileno())
        os.replace(beside, target)  # noqa: PTH105 - atomic on every platform
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _refuse_unwritable(target: Path) -> None:
    """Raise PermissionError for a file that one may not write: the folder alone decides whether it can be replaced."""
    if target.is_symlink() or os.access(target, os.W_OK):
        return
    if target.exists() and not os.access(target, os.W_OK):  # it may have been put there meanwhile
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))


_LONGEST: Final = 60
"""Characters of the name that its temporary file keeps: names have an end, and ours is longer."""


def _keep_mode(descriptor: int, replaced: os.stat_result) -> None:
    """Give the new file the permissions of the one that it replaces, where it has others: not every disk can."""
    if stat.S_ISREG(replaced.st_mode) and os.fstat(descriptor).st_mode != replaced.st_mode:
        os.fchmod(descriptor, stat.S_IMODE(replaced.st_mode))
