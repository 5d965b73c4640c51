"""What the system has no more of, in a sentence that blames neither a file nor us."""

import errno
from typing import Final

_NO_THREAD: Final = "can't start new thread"
"""What Python says where the system has none left."""


def exhausted(error: BaseException) -> str | None:
    """What to say where memory, threads or open files ran out; None of any other error."""
    if isinstance(error, MemoryError):
        return "This takes more memory than is free: close other programs, or give it a smaller file."
    if isinstance(error, RuntimeError) and str(error) == _NO_THREAD:
        return "The system lets no more threads be started here: end other programs, or raise the limit (ulimit -u)."
    if isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE}:
        return "The system lets no more files be opened here: end other programs, or raise the limit (ulimit -n)."
    return None
