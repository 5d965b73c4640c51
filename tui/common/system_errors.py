"""What the system refuses or has no more of, in a sentence that blames only what is known to be at fault."""

import errno
import os
from pathlib import Path
from typing import Final

_NO_THREAD: Final = "can't start new thread"
"""What Python says where the system has none left."""


def said_by_system(error: BaseException) -> str | None:
    """An error of the system as a sentence; None of one that may be a fault of ours."""
    if isinstance(error, MemoryError):
        return "This takes more memory than is free: close other programs, or give it a smaller file."
    if isinstance(error, RuntimeError) and str(error) == _NO_THREAD:
        return "The system lets no more threads be started here: end others, or raise the limits (ulimit -u, -v)."
    return _said_of_files(error) if isinstance(error, OSError) else None


def _said_of_files(error: OSError) -> str | None:
    if error.errno in {errno.EMFILE, errno.ENFILE}:
        return "The system lets no more files be opened here: end other programs, or raise the limit (ulimit -n)."
    if error.filename is not None:
        named = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else str(error.filename)
        return f"{named} could not be read or written ({error.strerror}): mend that and try again."
    if error.errno == errno.ENOENT and not _is_somewhere():
        return "The folder that this was started in is gone: change to another and try again."
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}:
        return f"The output could not be written ({error.strerror}): free some space and try again."
    return None


def _is_somewhere() -> bool:
    """Whether the folder that relative paths start from is there."""
    try:
        Path.cwd()
    except OSError:
        return False
    return True
