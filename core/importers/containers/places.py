"""What the user named, resolved to files: one, the shards of one dataset, a folder, a glob, a stream or the hub."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from core.importers.containers.content import Content
from core.importers.options import stem
from core.model.errors import FormatError
from core.model.safe_text import inert_line

_WILD: Final = frozenset("*?[")
_NUMBERS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class DataPlace:
    """Where one dataset lies: its files in order, what messages call it and them, and what to call it without endings.

    `title` names an oracle or annotator by default; `file` is for the record of where data came from. `held` keeps
    temporary files alive.
    """

    name: str
    title: str
    file: str
    files: tuple[Path, ...]
    shown: tuple[str, ...]
    held: object = field(default=None, compare=False, repr=False)

    def sha256(self) -> str:
        """Digest in hex: of the one file, or of the digests of the files in order, each on a line, as hex."""
        digests = [Content(file, name).sha256() for file, name in zip(self.files, self.shown, strict=True)]
        if len(digests) == 1:
            return digests[0]
        return hashlib.sha256("".join(f"{digest}\n" for digest in digests).encode()).hexdigest()


def places(names: Sequence[Path | str]) -> tuple[DataPlace, ...]:
    """Resolve what was named on the command line, each to one dataset; raises FormatError."""
    return tuple(_place(str(name)) for name in names)


def one_file(path: Path) -> DataPlace:
    """The place of one ordinary file."""
    shown = inert_line(str(path))
    return DataPlace(shown, stem(path), path.name, (path,), (shown,))


def several(name: str, files: Sequence[Path]) -> DataPlace:
    """The place of shards, in the order of the numbers in their names."""
    ordered = tuple(sorted(files, key=_order))
    shown = tuple(inert_line(str(file)) for file in ordered)
    if len(ordered) == 1:
        return one_file(ordered[0])
    path = Path(name)
    return DataPlace(inert_line(name), stem(path), path.name, ordered, shown)


def _place(name: str) -> DataPlace:
    path = Path(name)
    if path.is_dir():
        found = [file for file in path.iterdir() if file.is_file() and not file.name.startswith(".")]
        if not found:
            raise FormatError(f"{inert_line(name)} is an empty folder: name the file that is to be imported.")
        return several(name, found)
    if not path.exists() and _WILD & set(name):
        found = list(Path(path.anchor or ".").glob(str(path.relative_to(path.anchor))))
        if not found:
            raise FormatError(f"No file is called {inert_line(name)}: check the path.")
        return several(name, found)
    return one_file(path)


def _order(path: Path) -> tuple[object, ...]:
    """Numbers in names count as numbers: part-2 goes before part-10."""
    parts = _NUMBERS.split(str(path))
    numbers = [int(number) for number in _NUMBERS.findall(str(path))]
    return tuple(zip(parts, (*numbers, -1), strict=True))
