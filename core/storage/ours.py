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
_REVIEW_FIELDS: Final = frozenset({"id", "seq", "reviewer", "event"})
_RUN_FIELDS: Final = frozenset({"event", "template", "model"})
_JOURNAL: Final = ".jsonl"
_BESIDE_JOURNALS: Final = ("filters.json", ".place.json", ".torn")
"""Endings of what else is kept where journals are."""
_reviewed_in: set[Path] = set()


def remember_reviews(folder: Path) -> None:
    """Note that journals are read in a folder, whatever it is called and although there may be none yet."""
    _reviewed_in.add(Path(os.path.realpath(folder)))


def ours_at(path: Path, store: Path | None = None) -> str | None:
    """Say what of ours an output at `path` would replace, as what follows “is”; None for nothing.

    `store` is one that is yet to be made, or is being written.
    """
    target = Path(os.path.realpath(path))
    if target in _reviewed_in:
        return "is a folder of reviews"
    for folder in (target, *target.parents):
        if folder.suffix in (REVIEWS_ENDING, RUNS_ENDING):
            return f"is, or is in, a folder of reviews or runs ({inert_line(folder.name)})"
    if _would_be_read(target):
        return f"has a name that is read in a folder of reviews ({inert_line(target.parent.name)})"
    if store is not None:
        to_be = Path(os.path.realpath(store))
        if target == to_be:
            return "is the store"
        if target in logs(to_be):
            return "is the log of the store"
    held = "a store" if was_opened(target) else _held_by(target)
    return None if held is None else f"is {held}"


def _held_by(target: Path) -> str | None:
    """What a file is to us; None where it is nothing of ours."""
    if target.suffix == ".wal" and target.with_suffix("").exists():
        return "the log of a store"
    start = _start(target)
    if start[MARK_AT:].startswith(MARK):
        return "a store"
    if _begins_with(start, _REVIEW_FIELDS) or _begins_with(start, _RUN_FIELDS):
        return "a journal of reviews or of a run"
    return None


def _would_be_read(target: Path) -> bool:
    """Whether a file of that name counts as a journal where it is, or as what is kept beside journals."""
    folder, name = target.parent, target.name.lower()
    if not name.endswith((_JOURNAL, *_BESIDE_JOURNALS)):
        return False
    if folder in _reviewed_in:
        return True
    there = folder.glob(f"[!.]*{_JOURNAL}")
    return any(_begins_with(_start(each), _REVIEW_FIELDS) for each in there if each != target and not was_opened(each))


def _start(file: Path) -> bytes:
    """How a file begins; nothing where it cannot be read, and so not be replaced by mistake."""
    try:
        with open_plain(file) as opened:
            return opened.read(_START)
    except OSError:
        return b""


def _begins_with(start: bytes, fields: frozenset[str]) -> bool:
    """Whether the first line is an event with those fields, as a journal has it."""
    try:
        first = orjson.loads(start.split(b"\n", 1)[0])
    except orjson.JSONDecodeError:
        return False
    # An export of reviews has the same fields, and nulls where a journal leaves a field out.
    return isinstance(first, dict) and None not in first.values() and fields <= first.keys()
