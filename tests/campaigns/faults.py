"""Failing calls of the operating system, for a process forked from the warm server: see `faults.c`."""

import atexit
import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("faults.c")


@dataclass(frozen=True)
class Fault:
    """Which calls on files below a folder fail: the one at `at`, and all after it where that is `lasting`.

    `code` is an errno, or a signal with a minus, which is sent at that call. With `read_only` nothing below the folder
    can be changed.
    """

    code: int
    at: int = 0
    lasting: bool = False
    read_only: bool = False


@cache
def library() -> Path | None:
    """The compiled library; None where there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = folder / "faults.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", made, SOURCE, "-ldl"], check=True)
    return made


@contextmanager
def loaded() -> Iterator[None]:
    """Let programs that are started meanwhile have the library; it does nothing until it is told to."""
    made = library()
    before = os.environ.get("LD_PRELOAD")
    if made is not None:
        os.environ["LD_PRELOAD"] = f"{made} {before}" if before else str(made)
    try:
        yield
    finally:
        os.environ.pop("LD_PRELOAD", None)
        if before is not None:
            os.environ["LD_PRELOAD"] = before


def begin(folder: Path, fault: Fault | None) -> None:
    """From here on count the calls of this process, and make those of `fault` fail."""
    chosen = fault or Fault(0)
    ctypes.CDLL(None).faults_begin(
        *(os.fsencode(folder), ctypes.c_long(chosen.at), chosen.code, chosen.lasting, chosen.read_only)
    )


def seen() -> int:
    """How many calls were counted so far."""
    count = ctypes.CDLL(None).faults_seen
    count.restype = ctypes.c_long
    return int(count())
