"""Making a store: whole under another name first, so that a full disk or a crash leaves nothing that is half one."""

import fcntl
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from core.model.errors import StoreError
from core.storage.looking import database_path, is_there, refuse_foreign
from core.storage.plain_file import open_plain
from core.storage.refusing import in_use, no_locks

_LOGS: Final = (".wal", ".wal.checkpoint", ".wal.recovery")
"""What the database adds to the name of a store for its logs."""
_LOG_MARK: Final = b"d\0b"
"""How a log begins, unless a crash left it empty, cut short or zeroed."""
_LONGEST: Final = 240
"""Bytes of a store's name: its logs must be named too, and names end at 255."""
_MODE: Final = 0o666


def create(path: Path, fill: Callable[[Path], object]) -> bool:
    """Make a store where there is none, or an empty file that a crash left; give whether one was made.

    `fill` makes a database at the path that it is given. StoreError where that cannot be; OSError, or what `fill`
    raises, where it fails, with nothing left behind.
    """
    target = Path(database_path(path))
    refuse_others_logs(path)
    if is_there(target) and not _is_empty_file(target.stat()):
        return False
    if not target.parent.is_dir():
        raise StoreError(f"The folder {path.parent} does not exist: make it first or choose another --store.")
    if len(os.fsencode(target.name)) > _LONGEST:
        raise StoreError(
            f"The name of the store {path} is too long for the database's files beside it: choose a shorter --store."
        )
    with _claimed(path, target) as ours:
        if ours:
            _put(target, fill)
    return ours


def put_whole(made: Path, path: Path) -> None:
    """Put a store that was made whole on the same file system, and is closed, in the place of one, if there is one.

    StoreError where another program has that open, what is there is no store, or it cannot be.
    """
    if create(path, lambda beside: os.replace(made, beside)):  # noqa: PTH105 - atomic on every platform
        return
    refuse_foreign(path)
    with _held(path) as target:
        made.chmod(stat.S_IMODE(target.stat().st_mode))
        _put(target, lambda beside: os.replace(made, beside))  # noqa: PTH105 - atomic on every platform


def refuse_open(path: Path) -> None:
    """Raise StoreError where another program has a store open; where there is none that is well."""
    if is_there(Path(database_path(path))):
        with _held(path):
            pass


@contextmanager
def _held(path: Path) -> Iterator[Path]:
    """Hold the lock of the file that is there; StoreError where another program has it open."""
    target = Path(database_path(path))
    descriptor = os.open(target, os.O_RDWR | os.O_CLOEXEC)
    try:
        _lock(path, descriptor)
        yield target
    finally:
        os.close(descriptor)


def _is_empty_file(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_size == 0


def discard(target: Path) -> None:
    """Remove a store that was made for nothing, with its logs; what cannot be removed stays."""
    for each in (target, *logs(target)):
        with suppress(OSError):
            each.unlink(missing_ok=True)


def _put(target: Path, fill: Callable[[Path], object]) -> None:
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        fill(beside)
        for log in logs(target):  # of a store that was here before
            log.unlink(missing_ok=True)
        os.replace(beside, target)  # noqa: PTH105 - atomic on every platform
    finally:
        discard(beside)


def logs(target: Path) -> list[Path]:
    """Where the database keeps the logs of a store."""
    return [Path(f"{target}{ending}") for ending in _LOGS]


def refuse_others_logs(path: Path) -> None:
    """Raise StoreError where a file has the name of a log of the store, and is none, or the store that of another's.

    The database, and who makes a store anew, removes what is there.
    """
    target = Path(database_path(path))
    for log in logs(target):
        if os.path.lexists(log) and not _is_log(log):
            raise StoreError(
                f"{log} is not known to be a log of the database's, and would give way to that of the store {path}: "
                "move it, or choose another --store."
            )
    for ending in _LOGS:
        of = Path(str(target).removesuffix(ending))
        if of != target and of.name and of.is_file():
            raise StoreError(f"{path} has the name of a log that the database keeps of {of}: choose another --store.")


def _is_log(file: Path) -> bool:
    try:
        with open_plain(file) as opened:
            start = opened.read(len(_LOG_MARK))
    except OSError:
        return False
    return _LOG_MARK.startswith(start) or not start.strip(b"\0")


@contextmanager
def _claimed(path: Path, target: Path) -> Iterator[bool]:
    """Hold the lock of an empty file at `target`, made if need be; False where another program was quicker.

    A file that was made for this and is still empty at the end is removed.
    """
    made = not target.exists()
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)
    try:
        _lock(path, descriptor)
        yield _is_empty(target, descriptor)
        made = False
    finally:
        if made and _is_empty(target, descriptor):
            target.unlink(missing_ok=True)
        os.close(descriptor)


def _lock(path: Path, descriptor: int) -> None:
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise in_use(path) from error
    except OSError as error:
        raise no_locks(path, str(error.strerror)) from error


def _is_empty(target: Path, descriptor: int) -> bool:
    """Whether the open file is empty and the one at `target`."""
    ours = os.fstat(descriptor)
    try:
        there = target.stat()
    except OSError:
        return False
    return _is_empty_file(ours) and os.path.samestat(ours, there)
