"""Where one dataset lies: one file, or the shards of several."""

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from core.importers.containers.content import Content
from core.importers.options import stem
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.model.terms import Progress

SHARD: Final = re.compile(r"(?P<before>.*)-(?P<number>\d{5})-of-(?P<count>\d{5})(?P<after>[^/]*)", re.DOTALL)
_MARKS: Final = re.compile(r"-?\*-of-\d+|[-_.]?\*|[-_.]?\?|\[.*?\]")
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
    warnings: tuple[str, ...] = ()
    held: object = field(default=None, compare=False, repr=False)

    def contents(self, progress: Progress | None = None) -> tuple[Content, ...]:
        """Look at the files; `progress` hears of the bytes of all of them together. Raises FormatError."""
        sizes = [file.stat().st_size if file.is_file() else 0 for file in self.files]
        told = [progress and _share(progress, sum(sizes[:n]), sum(sizes)) for n in range(len(sizes))]
        return tuple(Content(*each) for each in zip(self.files, self.shown, told, strict=True))


def digest_of(contents: Sequence[Content]) -> str:
    """Digest in hex: of the one file, or of the digests of several in order, each in hex on a line."""
    digests = [content.sha256() for content in contents]
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(f"{digest}\n" for digest in digests).encode()).hexdigest()


def _share(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _: progress(before + done, total)


def one_file(path: Path) -> DataPlace:
    """The place of one ordinary file."""
    shown = inert_line(str(path))
    return DataPlace(shown, _text(stem(path)), _text(path.name), (path,), (shown,), _missing((path,)))


def several(name: str, files: Iterable[Path], title: str = "") -> DataPlace:
    """The place of shards that go by one name, in the order of the numbers in their names."""
    ordered = tuple(sorted(set(files), key=_order))
    shown = tuple(inert_line(str(file)) for file in ordered)
    path = Path(name)
    found = title or stem(Path(_MARKS.sub("", path.name)))
    titled = _text(found or stem(path))
    return DataPlace(inert_line(name), titled, _text(path.name or title), ordered, shown, _missing(ordered))


def _text(name: str) -> str:
    """A file's name as text that can be written down: bytes that are not UTF-8 come as lone surrogates."""
    return os.fsencode(name).decode(errors="replace")


def _missing(files: Sequence[Path]) -> tuple[str, ...]:
    """Say which shards are missing among numbered ones."""
    numbers: dict[str, set[int]] = {}
    for path, shard in zip(files, map(SHARD.fullmatch, map(str, files)), strict=True):
        if shard is not None:
            name = inert_line(f"{shard['before']}-*-of-{shard['count']}{path.suffix}")
            numbers.setdefault(name, set()).add(int(shard["number"]))
    counts = {name: int(name.rpartition("-of-")[2][:5]) for name in numbers}
    return tuple(
        f"{name}: {len(found)} of {plural(counts[name], 'shard')} that belong together; the others are not read."
        for name, found in numbers.items()
        if len(found) < counts[name]
    )


def _order(path: Path) -> tuple[tuple[str, int], ...]:
    """Numbers in names count as numbers: part-2 goes before part-10."""
    parts = _NUMBERS.split(str(path))
    numbers = [int(number) for number in _NUMBERS.findall(str(path))]
    return tuple(zip(parts, (*numbers, -1), strict=True))
