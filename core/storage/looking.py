"""A look at a store's file before the database opens it: where it is, and whether it is one at all."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.model.errors import StoreError
from core.storage.refusing import not_a_store

MARK: Final = b"DUCK"
MARK_AT: Final = 8
_MISREAD: Final = {"?": "a question mark", "\\": "a backslash"}
_DESCRIPTORS: Final = "/dev/fd"
_opened: dict[tuple[int, int], tuple[int, int]] = {}
"""When each store was last written to, and how long it was, when it was opened, by its number."""


def database_path(path: Path) -> str:
    """Where a store is, so that the database takes it for a path whatever it is called; symbolic links are followed.

    As a whole path `:memory:`, `md:x` or `~` are names like others, and a log lies beside the file that it belongs to.
    StoreError where the database would still take the path for another one.
    """
    whole = os.path.realpath(path)
    odd = [name for character, name in _MISREAD.items() if character in whole]
    if any("\ud800" <= character <= "\udfff" for character in f"{path}{whole}"):
        odd = ["bytes that are not UTF-8"]
    if odd:
        raise StoreError(
            f"The path of the store {path} has {odd[0]} in it ({whole}), "
            "which the database cannot open: choose another --store."
        )
    return whole


def is_there(path: Path) -> bool:
    """Whether there is anything at `path`; StoreError where that cannot be told."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unreachable(path, error) from error
    return True


def unreachable(path: Path, error: OSError) -> StoreError:
    """What to tell of a path that the system does not let us look at."""
    return StoreError(f"The store {path} cannot be read ({error.strerror}): check the path and its permissions.")


def refuse_foreign(path: Path) -> None:
    """Look for the database's mark before it does: a SQLite file would make it try to download an extension.

    StoreError for what is no ordinary file, cannot be read, or has no mark.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise StoreError(f"{path} is a folder and no store: name the file in it with --store.")
        if not stat.S_ISREG(status.st_mode):
            raise StoreError(f"{path} is no ordinary file and so no store: choose another --store.")
        if _is_open(status):
            return
        with path.open("rb") as file:
            head = file.read(MARK_AT + len(MARK))
    except OSError as error:
        raise unreachable(path, error) from error
    if not head:
        raise StoreError(
            f"The store {path} is empty, as a crash or a full disk may leave it: "
            f"fill it with `discretion import FILE -s {path}`."
        )
    if head[MARK_AT:] != MARK:
        raise not_a_store(path)


def remember_opened(path: Path, *, read_only: bool) -> None:
    """Note that the database has a file open: whoever closes another descriptor of it lets go of the lock on it.

    StoreError where it gave what it had open of another file that was at `path`, or of what was in this one.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise unreachable(path, error) from error
    now = status.st_mtime_ns, status.st_size
    before = _opened[_number(status)] if _is_open(status) else now
    if (read_only and before != now) or not _has_descriptor(_number(status)):
        raise StoreError(
            f"The store {path} was replaced while this program has the one before it open: close that first, "
            "as with audit.close(), and open it again."
        )
    _opened[_number(status)] = now


def was_opened(path: Path) -> bool:
    """Whether this program has the file at `path` open as a store, so that it must not be looked into beside."""
    try:
        return _is_open(path.stat())
    except OSError:
        return False


def _number(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _is_open(status: os.stat_result) -> bool:
    """Whether a file is a store that is open: the system gives the number of one that has gone to another file."""
    number = _number(status)
    if number in _opened and not _has_descriptor(number):
        del _opened[number]
    return number in _opened


def _has_descriptor(number: tuple[int, int]) -> bool:
    try:
        descriptors = [int(each) for each in os.listdir(_DESCRIPTORS)]  # noqa: PTH208 - numbers, and no paths
    except OSError:
        return True  # where that cannot be told, rather not look into the file
    for each in descriptors:
        with suppress(OSError):  # the one that listed them
            # A file that was made since may have the number, and be open too.
            if _number(os.fstat(each)) == number and os.pread(each, len(MARK), MARK_AT) == MARK:
                return True
    return False
