"""What an output must not replace: stores and their logs, journals, runs, and what is in their folders."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from core.model.safe_text import inert_line
from core.storage.beside import REVIEWS_ENDING, RUNS_ENDING
from core.storage.creating import logs
from core.storage.listing import matching
from core.storage.looking import MARK, MARK_AT, was_opened
from core.storage.plain_file import open_plain
from core.storage.tail import json_object

_LOOKED_AT: Final = 1 << 16
"""Bytes of a file whose lines are looked at, and of a line that goes beyond them the rest."""
_LONGEST: Final = 1 << 24
"""Bytes beyond which no line of ours is read."""
_MOST_LINKS: Final = 40
"""Links on a path beyond which they go round, as for the system."""
_REVIEW_FIELDS: Final = frozenset({"id", "seq", "reviewer", "event"})
_RUN_FIELDS: Final = (frozenset({"event", "template", "model"}), frozenset({"event", "key", "case", "raw"}))
"""What the lines of a run have that begin it, and that say what became of a request."""
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
    for folder in dict.fromkeys(folder for way in _ways(path) for folder in (way, *way.parents)):
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


def _ways(path: Path) -> list[Path]:
    """The path as it is named, and as each symbolic link on it leads on: any of them may have a name of ours.

    A folder of reviews that several people share is often such a link.
    """
    found = [Path(os.path.abspath(path))]  # noqa: PTH100 - `absolute` keeps `..`
    for way in found:
        for place in (way, *way.parents):
            with suppress(OSError):
                led = place.parent / os.readlink(place) / way.relative_to(place)  # noqa: PTH115 - may lead nowhere
                found.append(Path(os.path.normpath(led)))
        if len(found) > _MOST_LINKS:
            break
    return [*found, Path(os.path.realpath(path))]


def _held_by(target: Path) -> str | None:
    """What a file is to us; None where it is nothing of ours."""
    if target.suffix == ".wal" and target.with_suffix("").exists():
        return "the log of a store"
    if _has_mark(target):
        return "a store"
    if any(_is_review(line) or _is_of_run(line) for line in _first_lines(target)):
        return "a journal of reviews or of a run"
    return None


def _would_be_read(target: Path) -> bool:
    """Whether a file of that name counts as a journal where it is, or as what is kept beside journals."""
    folder, name = target.parent, target.name.lower()
    if not name.endswith((_JOURNAL, *_BESIDE_JOURNALS)):
        return False
    if folder in _reviewed_in:
        return True
    there: list[Path] = []
    with suppress(OSError):
        there = matching(Path(f"*{_JOURNAL}"), folder)
    others = (each for each in there if each != target and not was_opened(each))
    return any(_is_review(line) for each in others for line in _first_lines(each))


def _has_mark(file: Path) -> bool:
    """Whether a file has the database's mark; not where it cannot be read, and so not be replaced by mistake."""
    with suppress(OSError), open_plain(file) as opened:
        return opened.read(MARK_AT + len(MARK))[MARK_AT:] == MARK
    return False


def _first_lines(file: Path) -> Iterator[dict[str, Any]]:
    """The objects on the first lines of a file, as those who read a journal find them; none where it cannot be read.

    They pass over a byte order mark, blanks, zero bytes that a crash left, and lines that nobody can read: a journal
    that begins so counts all the same.
    """
    with suppress(OSError), open_plain(file) as opened:
        while opened.tell() < _LOOKED_AT and (ended := opened.readline(_LONGEST)):
            for line in ended.splitlines():
                if b'"event"' not in line:  # before a line of anything, and of any length, is understood
                    continue
                if (read := json_object(line)) is not None:
                    yield read


def _is_review(line: Mapping[str, Any]) -> bool:
    # An export of reviews has the same fields, and nulls where a journal leaves a field out.
    return None not in line.values() and line.keys() >= _REVIEW_FIELDS


def _is_of_run(line: Mapping[str, Any]) -> bool:
    # Nulls stand here: for the host where requests go to the provider, and for a cost that nobody knows.
    return any(line.keys() >= fields for fields in _RUN_FIELDS)
