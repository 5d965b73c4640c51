"""The one way of writing an output: a file whole or not at all, a device as it is, and nothing of ours replaced."""

import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from threading import current_thread, main_thread
from typing import BinaryIO, Final

from core.model.errors import ExportError
from core.model.safe_text import inert, inert_line
from core.storage.ours import ours_at
from core.storage.replacing import replacing
from core.storage.temporary import temporarily, temporary_folder

STANDARD_OUTPUT: Final = Path("-")
_LOOKED_AT: Final = 1 << 16


@contextmanager
def output_file(path: Path) -> Iterator[Path]:
    """Give a file to write, whose contents become the output when the block ends well.

    An ordinary file is replaced whole or not at all, through a symbolic link too; a device, a FIFO and `-`, standard
    output, get the contents written to them, a terminal as they are shown. Raises ExportError where `path` is a store,
    a journal, a run or in their folders, or cannot be written.
    """
    refuse_ours(path)
    try:
        if path == STANDARD_OUTPUT or is_special(path):
            with temporary_folder(ExportError) as folder:
                contents = folder / "contents"
                with temporarily(ExportError):
                    yield contents
                _pass_on(contents, path)
        else:
            with replacing(path) as beside:
                yield beside
    except BrokenPipeError:
        raise  # whoever read has had enough, which is no error of the output
    except OSError as error:
        shown = inert_line(str(path))
        raise ExportError(f"{shown} cannot be written ({error.strerror}): name another file.") from error


def is_special(path: Path) -> bool:
    """Whether there is something at `path` that can be written to and not replaced: a device, a FIFO, a socket."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def refuse_ours(path: Path) -> None:
    """Raise ExportError where an output would replace a store, a journal or a run."""
    if path == STANDARD_OUTPUT or is_special(path):
        return
    held = ours_at(path)
    if held is not None:
        raise ExportError(f"{inert_line(str(path))} {held}, which no output replaces: name another file.")


def refuse_read(path: Path, read: Iterable[Path]) -> None:
    """Raise ExportError where an output would replace a file that it is made from, or one in such a folder."""
    target = Path(os.path.realpath(path))
    if any(source in (target, *target.parents) for source in (Path(os.path.realpath(each)) for each in read)):
        raise ExportError(f"{inert_line(str(path))} is what this is made from: name another file.")


def _pass_on(contents: Path, path: Path) -> None:
    with contents.open("rb") as file:
        if path == STANDARD_OUTPUT:
            _copy(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        with FileIO(str(path), "wb", opener=_opened) as out:
            _copy(file, out)


def _opened(path: str, flags: int) -> int:
    """Open what is no ordinary file; a pipe that nobody reads is waited for only where that can be interrupted.

    Raises ExportError in another thread than the first: the process would stay, with whatever it has open.
    """
    if current_thread() is main_thread():
        return os.open(path, flags)
    try:
        descriptor = os.open(path, flags | os.O_NONBLOCK)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        raise ExportError(f"Nobody reads the pipe {inert_line(path)}: begin to read it, then export again.") from error
    os.set_blocking(descriptor, True)
    return descriptor


def _copy(file: BinaryIO, out: BinaryIO | FileIO) -> None:
    """Write what stands in a file, as it is; to a terminal, which would obey it, as it is shown."""
    if not out.isatty():
        shutil.copyfileobj(file, out)
        return
    if b"\0" in file.read(_LOOKED_AT):
        raise ExportError("This is no text that a terminal could show: name a file with -o.")
    file.seek(0)
    encoding = sys.stdout.encoding or "utf-8"
    for line in file:
        out.write(inert(line.decode(errors="replace")).encode(encoding, "backslashreplace"))
