"""What lies in folders: a folder that is there and cannot be listed is an error, and never empty."""

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import Final

WILD: Final = frozenset("*?[")
"""What makes a name a pattern."""
_SIGNS: Final = re.compile(r"[*?[]")
_ANY_DEPTH: Final = "**"


def listed(folder: Path) -> list[Path]:
    """What lies in a folder, by name; nothing where it is not there. OSError where it cannot be listed.

    The library's own ways of listing take a folder that may not be read for an empty one.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted(folder / entry.name for entry in entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def matching(pattern: Path, below: Path = Path(), *, hidden: bool = False) -> list[Path]:
    """The files that a pattern names, by name and each once; OSError as `listed`.

    `**` stands for folders at any depth, but for links. A name that begins with a dot is matched by a part that does,
    where it is `hidden` by any. What is `below` is taken as it is written.
    """
    anchor, parts = (Path(pattern.anchor), pattern.parts[1:]) if pattern.anchor else (below, pattern.parts)
    return sorted({each for each in _below([anchor], parts, hidden=hidden) if not each.is_dir()})


def named(name: str) -> list[Path]:
    """What a name or pattern names, hidden or not, as the database takes it; OSError as `listed`."""
    return [Path(name)] if os.path.lexists(name) else matching(Path(name), hidden=True)


def as_pattern(name: str) -> str:
    """A pattern for what has this name, with `*`, `?` and `[` in it as they are; the name where there is no such."""
    return _SIGNS.sub(r"[\g<0>]", name) if os.path.lexists(name) else name


def _below(folders: Iterable[Path], parts: tuple[str, ...], *, hidden: bool) -> Iterable[Path]:
    if not parts:
        return folders
    part, rest = parts[0], parts[1:]
    if part == _ANY_DEPTH:
        within = chain.from_iterable(_at_any_depth(folder, hidden=hidden) for folder in folders)
        return _below(within, rest or ("*",), hidden=hidden)
    if WILD.isdisjoint(part):
        there = (folder / part for folder in folders)
        return _below((each for each in there if os.path.lexists(each)), rest, hidden=hidden)
    shows = hidden or part.startswith(".")
    found = (each for folder in folders for each in listed(folder) if fnmatchcase(each.name, part))
    return _below((each for each in found if shows or not each.name.startswith(".")), rest, hidden=hidden)


def _at_any_depth(folder: Path, *, hidden: bool) -> Iterator[Path]:
    yield folder
    for each in listed(folder):
        if each.is_dir() and not each.is_symlink() and (hidden or not each.name.startswith(".")):
            yield from _at_any_depth(each, hidden=hidden)
