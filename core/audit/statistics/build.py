"""Statistics of a lake: what is asked for, and counting it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson

from core.audit.statistics.constitution import read_constitution
from core.audit.statistics.engines.engine import DUCKDB, Engine, engine_at
from core.audit.statistics.statistics import About, Origin, Statistics, Who, constitution_digest, ordered
from core.model.errors import AuditError, FormatError
from core.model.safe_text import inert_line
from core.model.terms import MANY_ANNOTATORS, AnnotatorKind, Principle, Progress
from core.storage.lake import ABOUT
from core.storage.listing import named

_MARK: Final = b"PAR1"
_PIECES: Final = 64
_PIECE: Final = 1 << 10


@dataclass(frozen=True, slots=True)
class LakeFiles:
    """Where a lake lies: paths or globs of votes and of annotations, and the file of principles."""

    votes: tuple[str, ...]
    annotations: tuple[str, ...]
    principles: Path

    def read(self) -> Iterator[Path]:
        """What of it is there on this machine, as far as its names tell."""
        yield self.principles
        for each in (*self.votes, *self.annotations):
            yield from named(each)


@dataclass(frozen=True, slots=True)
class StatisticsOptions:
    """What is counted: an oracle's votes, None for the only one, and annotators, none for all, in so many shards.

    `engine` is what counts (see `engines.engine`).
    """

    oracle: str | None = None
    annotators: tuple[str, ...] = ()
    shards: int = 1024
    include_flagged: bool = False
    engine: str = DUCKDB


def build_statistics(files: LakeFiles, options: StatisticsOptions, progress: Progress | None = None) -> Statistics:
    """Count a lake; raises FormatError for what it lacks, and AuditError for who is not in it.

    `progress` is told how many rows of how many are counted; what it raises ends the work.
    """
    principles, declared = read_constitution(files.principles)
    with open_lake(files, principles, options.engine) as lake:
        oracle = chosen_oracle(lake, options.oracle)
        people = who_of(lake, options.annotators)
        if len(people) > MANY_ANNOTATORS:
            raise AuditError(
                f"There are {len(people)} annotators, and statistics are of at most {MANY_ANNOTATORS}: "
                "name those with --annotator, or import the annotations into a store, whose report takes the "
                "annotators of a kind together."
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
            named=tuple(sorted({*options.annotators})),
        )
        counted = lake.count(about, progress)
    found = counted.statistics
    return replace(found, about=replace(about, unknown=counted.unknown))


def open_lake(files: LakeFiles, principles: Sequence[Principle], engine: str) -> Engine:
    """Open a lake, whose votes are by these principles as far as it says; raises FormatError and AuditError."""
    with ExitStack() as opened:
        lake = opened.enter_context(engine_at(engine, files.votes, files.annotations, len(principles)))
        refuse_other_constitution(lake, files, principles)
        opened.pop_all()
    return lake


def refuse_other_constitution(lake: Engine, files: LakeFiles, principles: Sequence[Principle]) -> None:
    """Raise FormatError where the files say that they are by other principles."""
    said = {_constitution(each) for what in ("votes", "annotations") for each in lake.told(what, ABOUT.decode())}
    if said - {constitution_digest(principles)}:
        shown = inert_line(str(files.principles))
        raise FormatError(f"The votes are by another constitution than {shown}: give the file beside them.")


def chosen_oracle(lake: Engine, wanted: str | None) -> str:
    """The oracle of that name, or the only one; raises AuditError."""
    there = lake.oracles()
    if "" in there:
        raise FormatError("Some votes are of no oracle: write its name into the column oracle.")
    if wanted in there:
        return wanted
    names = ", ".join(there)
    if wanted is not None:
        raise AuditError(f"There is no oracle {wanted}: choose one of {names}.")
    if len(there) != 1:
        raise AuditError(f"There are votes by {names}: choose one with --oracle." if there else "There are no votes.")
    return there[0]


def who_of(lake: Engine, names: Sequence[str]) -> tuple[Who, ...]:
    """The annotators of a lake, those named or all; raises FormatError for an unknown one or an unknown kind."""
    kinds = {kind.value: kind for kind in AnnotatorKind}
    there: dict[str, str] = {}
    for name, kind in lake.annotators():
        if not name:
            raise FormatError("Some annotations are by nobody: write a name into the column annotator.")
        if kind not in kinds:
            raise FormatError(f"The kind of {name} is {kind or 'missing'}: write one of {', '.join(kinds)}.")
        if there.setdefault(name, kind) != kind:
            raise FormatError(f"{name} is of kind {there[name]} and {kind}: write one kind for each annotator.")
    if not there:
        raise FormatError("There are no annotations.")
    missing = [name for name in names if name not in there]
    if missing:
        raise FormatError(f"There are no annotations by {missing[0]}: choose of {', '.join(list(there)[:12])}.")
    return ordered({Who(name, kinds[kind]) for name, kind in there.items() if not names or name in names})


def _constitution(said: str) -> object:
    try:
        found = orjson.loads(said)
    except orjson.JSONDecodeError:
        return None
    return found.get("constitution") if isinstance(found, dict) else None


def _digest(name: str, rows: int) -> str:
    """What tells a file from others without reading all of it: a digest of its footer, or of its name elsewhere.

    The footer has the sizes, places and bounds of all columns; where there are no bounds it is that of any file of so
    many rows. So another digest follows, of pieces from all over the file (see `Origin`).
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
        footer = sha256(f"{size} ".encode() + file.read())
        pieces = sha256()
        for place in range(0, size, max(1, size // _PIECES)):
            file.seek(place)
            pieces.update(file.read(_PIECE))
        return footer.hexdigest() + pieces.hexdigest()
