"""Statistics of a lake: what is asked for, and counting it."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson

from core.audit.statistics.building import count_lake, who_of
from core.audit.statistics.constitution import read_constitution
from core.audit.statistics.statistics import About, Origin, Statistics, constitution_digest
from core.metrics.bit_planes import WORD
from core.model.errors import AuditError, FormatError
from core.model.safe_text import inert_line
from core.model.terms import MANY_ANNOTATORS, Principle, Progress
from core.storage.lake import ABOUT, Lake

_MARK: Final = b"PAR1"


@dataclass(frozen=True, slots=True)
class LakeFiles:
    """Where a lake lies: paths or globs of votes and of annotations, and the file of principles."""

    votes: tuple[str, ...]
    annotations: tuple[str, ...]
    principles: Path


@dataclass(frozen=True, slots=True)
class StatisticsOptions:
    """What is counted: an oracle's votes, None for the only one, and annotators, none for all, in so many shards."""

    oracle: str | None = None
    annotators: tuple[str, ...] = ()
    shards: int = 1024
    include_flagged: bool = False


def build_statistics(files: LakeFiles, options: StatisticsOptions, progress: Progress | None = None) -> Statistics:
    """Count a lake; raises FormatError for what it lacks, and AuditError for who is not in it.

    `progress` is told how many rows of how many are counted; what it raises ends the work.
    """
    principles, declared = read_constitution(files.principles)
    with open_lake(files, principles) as lake:
        oracle = chosen_oracle(lake, options.oracle)
        people = who_of(lake, options.annotators)
        if len(people) > MANY_ANNOTATORS:
            raise AuditError(
                f"There are {len(people)} annotators, and statistics are of at most {MANY_ANNOTATORS}: "
                "name them with --annotator, or write what each is of into the column annotator."
            )
        about = About(
            principles,
            declared,
            oracle,
            people,
            tuple(sorted(Origin(each.name, each.rows, _digest(each.name, each.rows)) for each in lake.files("votes"))),
            options.shards,
            options.include_flagged,
            unknown=0,
        )
        counted = count_lake(lake, about, progress)
    found = counted.statistics
    return replace(found, about=replace(about, unknown=counted.unknown))


def open_lake(files: LakeFiles, principles: Sequence[Principle]) -> Lake:
    """Open a lake, whose votes are by these principles as far as it says; raises FormatError."""
    with ExitStack() as opened:
        lake = opened.enter_context(Lake(files.votes, files.annotations, -(-len(principles) // WORD)))
        said = {_constitution(each) for what in ("votes", "annotations") for each in lake.told(what, ABOUT.decode())}
        if said - {constitution_digest(principles)}:
            shown = inert_line(str(files.principles))
            raise FormatError(f"The votes are by another constitution than {shown}: give the file beside them.")
        opened.pop_all()
    return lake


def chosen_oracle(lake: Lake, wanted: str | None) -> str:
    """The oracle of that name, or the only one; raises AuditError."""
    there = lake.oracles()
    if wanted in there:
        return wanted
    names = ", ".join(there)
    if wanted is not None:
        raise AuditError(f"There is no oracle {wanted}: choose one of {names}.")
    if len(there) != 1:
        raise AuditError(f"There are votes by {names}: choose one with --oracle." if there else "There are no votes.")
    return there[0]


def _constitution(said: str) -> object:
    try:
        found = orjson.loads(said)
    except orjson.JSONDecodeError:
        return None
    return found.get("constitution") if isinstance(found, dict) else None


def _digest(name: str, rows: int) -> str:
    """What tells a file from others without reading all of it: a digest of its footer, or of its name elsewhere.

    The footer has the sizes, places and bounds of all columns.
    """
    path = Path(name)
    if not path.is_file():
        return sha256(f"{name} {rows}".encode()).hexdigest()
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 8))
        end = file.read()
        length = int.from_bytes(end[:4], "little") if end[4:] == _MARK else 0
        file.seek(max(0, size - 8 - length))
        return sha256(f"{size} ".encode() + file.read()).hexdigest()
