"""Filters with names: one small file beside the journals, shared by all who review there.

A JSON object from name to canonical text, sorted and indented, so that it merges well under version control.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from core.model.safe_text import inert_line
from core.query.errors import QueryError, SavedFilterError, shown
from core.query.grammar import parse
from core.storage.plain_file import read_object
from core.storage.replacing import replacing

FILE_NAME: Final = "filters.json"
_LONGEST_NAME: Final = 64
_PATIENCE: Final = 0.5
"""Seconds to wait for another who changes the filters, which takes a hundredth of that."""
_PAUSE: Final = 0.02


def saved_filters(folder: Path) -> dict[str, str]:
    """The texts of the filters kept in a folder of journals, by name in order; none where there is no file.

    What is no filter, or none of this version, is left out. Raises SavedFilterError for a file that makes no sense.
    """
    try:
        held = _held(folder / FILE_NAME)
    except OSError as error:
        raise SavedFilterError(
            f"The filters in {inert_line(str(folder / FILE_NAME))} cannot be read ({error.strerror})."
        ) from error
    return {name: text for name, text in sorted(held.items()) if isinstance(text, str) and _is_filter(text)}


def save_filter(folder: Path, name: str, text: str) -> str:
    """Keep a filter under a name, over what had the name before, and return its canonical text.

    Raises QueryError for the text, SavedFilterError for the name or a file that cannot be written.
    """
    canonical = str(parse(text))
    if not name.strip() or name != name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise SavedFilterError(
            f"{shown(name)} cannot name a filter: use 1 to {_LONGEST_NAME} printable characters without blanks around."
        )
    with _changing(folder) as held:
        held[name] = canonical
    return canonical


def forget_filter(folder: Path, name: str) -> None:
    """Keep no filter under a name any longer; raises SavedFilterError."""
    with _changing(folder) as held:
        if name not in held:
            raise SavedFilterError(f"No filter is saved as {shown(name)}: choose one of those that are.")
        del held[name]


@contextlib.contextmanager
def _changing(folder: Path) -> Iterator[dict[str, Any]]:
    """What the file holds, written back when the block ends without an error; one writer at a time.

    A file that makes no sense, as in the middle of a merge, is not written over: it may hold others' filters.
    """
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            held = _held(path)
            new = not path.exists()
            yield held
            with replacing(path, sync=True) as beside:
                beside.write_bytes(orjson.dumps(held, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")
                if new:
                    beside.chmod(0o644)
    except OSError as error:
        raise SavedFilterError(
            f"The filters in {inert_line(str(path))} cannot be changed ({error.strerror}): mend that and try again."
        ) from error


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, where the file system has such a thing; SavedFilterError where another program keeps it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        ends = time.monotonic() + _PATIENCE
        while not _lock(descriptor):
            if time.monotonic() >= ends:
                raise SavedFilterError(
                    f"Another program holds the lock of {inert_line(str(folder))}, so its filters are not changed: "
                    "end that one, or try again later."
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Take the lock, or tell that another has it; where there are no locks there is nothing to wait for."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def _held(path: Path) -> dict[str, Any]:
    """The object in the file, empty where there is none; raises SavedFilterError for anything else, and OSError.

    A link may have come with the folder and lead to any file of the reviewer's: it is of use where that has this name,
    and holds texts alone.
    """
    if path.is_symlink() and Path(os.path.realpath(path)).name != FILE_NAME:
        raise SavedFilterError(
            f"{inert_line(str(path))} is a link to {inert_line(os.path.realpath(path))}, which is not called "
            f"{FILE_NAME} and may be something else: move the link away to begin anew."
        )
    held = read_object(path)
    if held is None or (path.is_symlink() and not all(isinstance(text, str) for text in held.values())):
        raise SavedFilterError(
            f"{inert_line(str(path))} makes no sense as filters: mend it, or move it away to begin anew."
        )
    return held


def _is_filter(text: str) -> bool:
    try:
        parse(text)
    except QueryError:
        return False
    return True
