"""What the user named, resolved to files: one, the shards of one dataset, a folder, a glob, a stream or the hub."""

import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from core.importers.containers.content import Spool
from core.importers.containers.data_place import SHARD, DataPlace, one_file, several
from core.importers.containers.folders import folder_place
from core.importers.containers.hub import hub_place
from core.importers.options import STREAM
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.storage.listing import WILD, matching
from core.storage.temporary import temporarily

STANDARD_INPUT: Final = "-"
HUB: Final = "hf:"
_BLOCK: Final = 1 << 18

_RUNNING: Final = re.compile(
    r"(?P<before>.*?)\d+(?P<after>(-of-\d+)?(\.[a-z][a-z0-9]*)*)", re.DOTALL | re.IGNORECASE | re.ASCII
)
"""A name with a number before its endings, which may say of how many."""


def places(names: Sequence[Path | str]) -> tuple[DataPlace, ...]:
    """Resolve what was named on the command line, each to one dataset; shards named one by one are one.

    Raises FormatError, one sentence with what to type instead.
    """
    found: dict[str, list[Path] | DataPlace] = {}
    for name in map(str, names):
        shard = SHARD.fullmatch(name)
        if shard is not None and Path(name).is_file():
            key = f"{shard['before']}-*-of-{shard['count']}{shard['after']}"
            waiting = found.setdefault(key, [])
            if isinstance(waiting, list):
                waiting.append(Path(name))
        else:
            found[name] = _place(name)
    return tuple(_shards(key, each) if isinstance(each, list) else each for key, each in found.items())


def typed(name: str) -> str:
    """What to type for a place that messages call so: a name that begins like an option is named as in this folder."""
    if name == STREAM:
        return STANDARD_INPUT
    return shlex.quote(f"./{name}" if name.startswith("-") else name)


def running_name(place: DataPlace) -> str | None:
    """The name of a single file with a star for the number before its endings; None where it has none."""
    if len(place.files) != 1 or place.held is not None:
        return None
    [path] = place.files
    found = _RUNNING.fullmatch(path.name)
    return None if found is None else str(path.with_name(f"{found['before']}*{found['after']}"))


def _shards(name: str, files: list[Path]) -> DataPlace:
    return one_file(files[0]) if len(files) == 1 else several(name, files)


def _place(name: str) -> DataPlace:
    if name == STANDARD_INPUT:
        return _standard_input()
    if name.startswith(HUB):
        return hub_place(name)
    path = Path(name)
    if path.is_dir():
        return folder_place(path)
    if not path.exists() and WILD & set(name):
        found = [match for match in _found(path) if match.is_file()]
        if not found:
            raise FormatError(f"No file is called {inert_line(name)}: check the path.")
        return several(name, found) if len(found) > 1 else one_file(found[0])
    return one_file(path)


def _found(pattern: Path) -> list[Path]:
    try:
        return matching(pattern)
    except OSError as error:
        raise FormatError(
            f"{inert_line(str(error.filename))}, where files of {inert_line(str(pattern))} may be, cannot be listed "
            f"({error.strerror}): mend that or name the files."
        ) from error


def _standard_input() -> DataPlace:
    spool = Spool()
    name = STREAM
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
