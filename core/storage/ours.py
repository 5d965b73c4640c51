"""What an output must not replace: stores and their logs, journals, runs, and what is in their folders."""

import os
from pathlib import Path
from typing import Final

import orjson

from core.model.safe_text import inert_line
from core.storage.beside import REVIEWS_ENDING, RUNS_ENDING
from core.storage.creating import logs
from core.storage.looking import MARK, MARK_AT, was_opened
from core.storage.plain_file import open_plain

_START: Final = 1 << 16
_JOURNAL_FIELDS: Final = ({"id", "seq", "reviewer", "event"}, {"event", "template", "model"})


def ours_at(path: Path, store: Path | None = None) -> str | None:
    """Say what of ours an output at `path` would replace, as what follows “is”; None for nothing.

    `store` is one that is yet to be made, or is being written.
    """
    target = Path(os.path.realpath(path))
    for folder in (target, *target.parents):
        if folder.suffix in (REVIEWS_ENDING, RUNS_ENDING):
            return f"is, or is in, a folder of reviews or runs ({inert_line(folder.name)})"
    if store is not None:
        to_be = Path(os.path.realpath(store))
        if target == to_be:
            return "is the store"
        if target in logs(to_be):
            return "is the log of the store"
    held = "a store" if was_opened(target) else _held_by(target)
    return None if held is None else f"is {held}"


def _held_by(target: Path) -> str | None:
    """What a file is to us; None where it is nothing of ours, or cannot be read and so not be replaced by mistake."""
    if target.suffix == ".wal" and target.with_suffix("").exists():
        return "the log of a store"
    try:
        with open_plain(target) as file:
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
