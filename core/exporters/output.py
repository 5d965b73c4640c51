"""The one way of writing an output: a file whole or not at all, a device as it is, and nothing of ours replaced."""

import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import orjson

from core.model.errors import ExportError
from core.model.safe_text import inert_line
from core.storage.looking import MARK, MARK_AT, was_opened
from core.storage.replacing import replacing
from core.storage.temporary import temporarily, temporary_folder

STANDARD_OUTPUT: Final = Path("-")
_OURS: Final = (".reviews", ".runs")
_START: Final = 1 << 16
_JOURNAL_FIELDS: Final = ({"id", "seq", "reviewer", "event"}, {"event", "template", "model"})


@contextmanager
def output_file(path: Path) -> Iterator[Path]:
    """Give a file to write, whose contents become the output when the block ends well.

    An ordinary file is replaced whole or not at all, through a symbolic link too; a device, a FIFO and `-`, standard
    output, get the contents written to them. Raises ExportError where `path` is a store, a journal, a run or in their
    folders, or cannot be written.
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
        raise ExportError(f"{shown} cannot be written ({error.strerror}): choose another -o FILE.") from error


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
    target = Path(os.path.realpath(path))
    shown = inert_line(str(path))
    for folder in (target, *target.parents):
        if folder.suffix in _OURS:
            raise ExportError(
                f"{shown} is, or is in, a folder of reviews or runs ({inert_line(folder.name)}): write elsewhere."
            )
    held = "a store" if was_opened(target) else _held_by(target)
    if held is not None:
        raise ExportError(f"{shown} is {held}, which no output replaces: choose another -o FILE.")


def refuse_read(path: Path, read: Iterable[Path]) -> None:
    """Raise ExportError where an output would replace a file that it is made from, or one in such a folder."""
    target = Path(os.path.realpath(path))
    if any(source in (target, *target.parents) for source in (Path(os.path.realpath(each)) for each in read)):
        raise ExportError(f"{inert_line(str(path))} is what this is made from: choose another -o FILE.")


def _held_by(target: Path) -> str | None:
    """What a file is to us; None where it is nothing of ours, or cannot be read and so not be replaced by mistake."""
    if target.suffix == ".wal" and target.with_suffix("").exists():
        return "the log of a store"
    try:
        with target.open("rb") as file:
            start = file.read(_START)
    except OSError:
        return None
    if start[MARK_AT:].startswith(MARK):
        return "a store"
    try:
        first = orjson.loads(start.split(b"\n", 1)[0])
    except orjson.JSONDecodeError:
        return None
    # An export of reviews has the same fields, and nulls where a journal leaves a field out.
    if isinstance(first, dict) and None not in first.values() and any(each <= first.keys() for each in _JOURNAL_FIELDS):
        return "a journal of reviews or of a run"
    return None


def _pass_on(contents: Path, path: Path) -> None:
    with contents.open("rb") as file:
        if path == STANDARD_OUTPUT:
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        with path.open("wb", buffering=0) as out:
            shutil.copyfileobj(file, out)
