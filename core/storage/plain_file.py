"""Reading files that others may have put there: a pipe, a device or a folder is refused, never waited for."""

import errno
import os
import select
import stat
from io import DEFAULT_BUFFER_SIZE, BufferedReader, FileIO
from pathlib import Path
from typing import Any, Final

import orjson

from core.storage.looking import was_opened

_READ: Final = os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0)
SMALL: Final = 1 << 20
"""Bytes beyond which a file of settings is none."""


def open_plain(path: str | os.PathLike[str], buffering: int = DEFAULT_BUFFER_SIZE) -> BufferedReader:
    """Open a regular file for reading; OSError, with what it is instead in `strerror`, for anything else."""
    refuse_open_store(path)
    descriptor = os.open(path, _READ)
    try:
        refuse_unplain(descriptor, path)
        return BufferedReader(FileIO(descriptor, "rb"), buffering)
    except BaseException:
        os.close(descriptor)
        raise


def refuse_open_store(path: str | os.PathLike[str]) -> None:
    """Raise OSError where a path leads to a store that is open: to close it once more lets go of the lock on it."""
    if was_opened(Path(path)):
        raise OSError(errno.EBUSY, "it is a store, which is open here", str(path))


def refuse_unplain(descriptor: int, path: str | os.PathLike[str]) -> None:
    """Raise OSError where an open file is none that ends."""
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, and no file", str(path))
    if _waits(descriptor):
        raise BlockingIOError(errno.EAGAIN, "it waits for what others write", str(path))


def _waits(descriptor: int) -> bool:
    """Whether a file would be waited for, as some in /proc that call themselves regular: a read of it gives None."""
    if not hasattr(select, "poll"):
        return False
    asked = select.poll()
    asked.register(descriptor, select.POLLIN)
    return not asked.poll(0)


def read_object(path: Path) -> dict[str, Any] | None:
    """The JSON object in a file of settings, empty where there is no file; None of anything else. OSError as below."""
    try:
        held = orjson.loads(read_small(path))
    except FileNotFoundError:
        return {}
    except ValueError:
        return None
    return held if isinstance(held, dict) else None


def read_small(path: Path) -> bytes:
    """Read a file of settings; OSError where it cannot be read, or is too large to be one."""
    with open_plain(path) as file:
        data = file.read(SMALL + 1)
    if len(data) > SMALL:
        raise OSError(errno.EFBIG, "it is too large", str(path))
    return data
