"""What the user named, resolved to files: one, the shards of one dataset, a folder, a glob, a stream or the hub."""

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from core.importers.containers.content import Content, Spool
from core.importers.options import stem
from core.model.errors import FormatError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.model.terms import Progress
from core.storage.temporary import temporarily

STANDARD_INPUT: Final = "-"
HUB: Final = "hf:"
_BLOCK: Final = 1 << 18
_WILD: Final = frozenset("*?[")
_MARKS: Final = re.compile(r"-?\*-of-\d+|[-_.]?\*|[-_.]?\?|\[.*?\]")
_NUMBERS: Final = re.compile(r"\d+")
_SHARD: Final = re.compile(r"(?P<before>.*)-(?P<number>\d{5})-of-(?P<count>\d{5})(?P<after>[^/]*)", re.DOTALL)

_RUNNING: Final = re.compile(
    r"(?P<before>.*?)\d+(?P<after>(-of-\d+)?(\.[a-z][a-z0-9]*)*)", re.DOTALL | re.IGNORECASE | re.ASCII
)
"""A name with a number before its endings, which may say of how many."""


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


def places(names: Sequence[Path | str]) -> tuple[DataPlace, ...]:
    """Resolve what was named on the command line, each to one dataset; shards named one by one are one.

    Raises FormatError, one sentence with what to type instead.
    """
    found: dict[str, list[Path] | DataPlace] = {}
    for name in map(str, names):
        shard = _SHARD.fullmatch(name)
        if shard is not None and Path(name).is_file():
            key = f"{shard['before']}-*-of-{shard['count']}{shard['after']}"
            waiting = found.setdefault(key, [])
            if isinstance(waiting, list):
                waiting.append(Path(name))
        else:
            found[name] = _place(name)
    return tuple(_shards(key, each) if isinstance(each, list) else each for key, each in found.items())


def running_name(place: DataPlace) -> str | None:
    """The name of a single file with a star for the number before its endings; None where it has none."""
    if len(place.files) != 1 or place.held is not None:
        return None
    [path] = place.files
    found = _RUNNING.fullmatch(path.name)
    return None if found is None else str(path.with_name(f"{found['before']}*{found['after']}"))


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


def _shards(name: str, files: list[Path]) -> DataPlace:
    return one_file(files[0]) if len(files) == 1 else several(name, files)


def _place(name: str) -> DataPlace:
    if name == STANDARD_INPUT:
        return _standard_input()
    if name.startswith(HUB):
        from core.importers.containers.hub import hub_place

        return hub_place(name)
    path = Path(name)
    if path.is_dir():
        from core.importers.containers.folders import folder_place

        return folder_place(path)
    if not path.exists() and _WILD & set(name):
        matches = Path(path.anchor or ".").glob(str(path.relative_to(path.anchor)))
        found = [match for match in matches if match.is_file() and not _hidden(match, path)]
        if not found:
            raise FormatError(f"No file is called {inert_line(name)}: check the path.")
        return several(name, found) if len(found) > 1 else one_file(found[0])
    return one_file(path)


def _hidden(match: Path, pattern: Path) -> bool:
    """Whether a file is hidden, or in a hidden folder that the pattern does not name."""
    return any(part.startswith(".") and part not in pattern.parts for part in match.parts)


def _standard_input() -> DataPlace:
    spool = Spool()
    name = "standard input"
    with temporarily(), spool.path.open("wb") as out:
        out.writelines(_blocks(sys.stdin.buffer, name))
    return DataPlace(name, "stdin", name, (spool.path,), (name,), held=spool)


def _blocks(file: IO[bytes], name: str) -> Iterator[bytes]:
    """Read a stream to its end; raises FormatError."""
    try:
        while block := file.read(_BLOCK):
            yield block
    except OSError as error:
        raise FormatError(f"{name} cannot be read ({error.strerror}): give it something else to read.") from error


def _missing(files: Sequence[Path]) -> tuple[str, ...]:
    """Say which shards are missing among numbered ones."""
    numbers: dict[str, set[int]] = {}
    for path, shard in zip(files, map(_SHARD.fullmatch, map(str, files)), strict=True):
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
