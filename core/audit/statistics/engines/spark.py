"""Spark: the rows of a shard come together, and the same kernel as on one machine counts them where they are."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import numpy as np

from core.audit.statistics.counting import LakeCount, count_rows
from core.audit.statistics.statistics import About, Statistics
from core.metrics.shard_sums import OfAnnotator, OfCases, OfPair, PairCount, ShardCount
from core.model.closing import Closing
from core.model.errors import AuditError, FormatError
from core.model.safe_text import inert_line
from core.model.terms import Progress
from core.storage.lake import LakeFile
from core.storage.lake_columns import FLAGGED, WORDS, ColumnType, columns_of, require_columns, told_by_folders
from core.storage.lake_faults import file_at_fault, refuse_files, refuse_special
from core.storage.lake_rows import AnnotationRows, VoteRows

if TYPE_CHECKING:
    import pyarrow as pa

_WHOLE: Final = frozenset({"tinyint", "smallint", "int", "bigint"})
_TEXT: Final = ("string", "varchar", "char")
_PARTS: Final = 8
"""Into how many parts the shards are dealt at least."""
_ROWS: Final = 1 << 20
"""About how many cases a part has, whole shards, and at least one."""
_SIGNS: Final = re.compile(r"[*?[\]{}\\]")
_OURS: Final = "FormatError: "
_COUNTED: Final = "shard int, unknown bigint, sums binary"


def _as_pattern(name: str) -> str:
    """A pattern of Spark's for what has this name on this machine; else the name, which may be one."""
    return _SIGNS.sub(r"\\\g<0>", name) if os.path.lexists(name) else name


class Spark(Closing):
    """A lake that a Spark session reads, by paths or globs of Parquet files; one that is active already is taken."""

    def __init__(self, master: str, votes: Sequence[str], annotations: Sequence[str], words: int) -> None:
        """Connect and look at the columns; raises AuditError where there is no Spark, FormatError for columns."""
        refuse_special([*votes, *annotations])
        self._session, self._ours = _session(master)
        self._words = words
        self._paths = {"votes": list(votes), "annotations": list(annotations)}
        self._frames: dict[str, Any] = {}
        for what, paths in self._paths.items():
            with _told(", ".join(paths), self._fault):
                frame = self._read(what, paths)
            there = {name: ColumnType(kind, kind in _WHOLE, kind.startswith(_TEXT)) for name, kind in frame.dtypes}
            require_columns(what, words, there, paths)
            refuse_files(what, words, paths)
            self._frames[what] = frame

    def _read(self, what: str, paths: Sequence[str]) -> Any:  # noqa: ANN401 - a frame of the library
        sources = [_as_pattern(path) for path in paths]
        frame = self._session.read.option("recursiveFileLookup", "true").parquet(*sources)
        used = (*columns_of(what, self._words), FLAGGED)
        files = [unquote(each) for each in frame.inputFiles()]
        if not told_by_folders(used, frame.columns, files, inert_line(", ".join(paths))):
            return frame
        found = self._session.read.parquet(*sources)
        if FLAGGED not in found.columns and any(f"/{FLAGGED}=" in each for each in files):
            raise FormatError("Folders tell what is flagged, which Spark sees below a folder alone: name that instead.")
        return found

    def _fault(self) -> FormatError | None:
        faults = (file_at_fault(what, self._words, paths) for what, paths in self._paths.items())
        return next(filter(None, faults), None)

    def close(self) -> None:
        """Stop the session, if it was begun here."""
        if self._ours:
            self._session.stop()

    def files(self, what: str) -> tuple[LakeFile, ...]:
        """The files by name, with their rows."""
        from pyspark.sql import functions

        with _told(what, self._fault):
            rows = self._frames[what].groupBy(functions.input_file_name().alias("file")).count().collect()
        return tuple(
            sorted(
                (LakeFile(row["file"].removeprefix("file://"), row["count"]) for row in rows),
                key=lambda each: each.name,
            )
        )

    def told(self, what: str, key: str) -> set[str]:  # noqa: ARG002 - Spark does not read it
        """Nothing: Spark does not read the metadata of files."""
        return set()

    def oracles(self) -> tuple[str, ...]:
        """Whose votes there are."""
        return tuple(sorted(row[0] or "" for row in self._distinct("votes", "oracle")))

    def annotators(self) -> tuple[tuple[str, str], ...]:
        """Who annotated."""
        return tuple(sorted((row[0] or "", row[1] or "") for row in self._distinct("annotations", "annotator", "kind")))

    def _distinct(self, what: str, *columns: str) -> "list[Any]":
        with _told(what, self._fault):
            rows: list[Any] = self._frames[what].select(*columns).distinct().collect()
        return rows

    def count(self, about: About, progress: Progress | None) -> LakeCount:
        """Count every shard on whatever machine has it, and add them up here."""
        from pyspark.sql import functions

        votes = self._frames["votes"]
        votes = votes.where(votes["oracle"] == about.oracle).select(*columns_of("votes", self._words))
        said = self._frames["annotations"]
        flagged = said[FLAGGED].cast("boolean") if FLAGGED in said.columns else functions.lit(False)  # noqa: FBT003 - a value
        said = said.where(said["annotator"].isin([each.name for each in about.annotators])).select(
            *columns_of("annotations", 0),
            functions.coalesce(flagged, functions.lit(False)).alias(FLAGGED),  # noqa: FBT003
        )
        parts = max(_PARTS, sum(each.rows for each in self.files("votes")) // _ROWS)
        part = functions.pmod(functions.coalesce("shard", functions.lit(-1)), functions.lit(parts))
        grouped = votes.groupBy(part.alias("part")).cogroup(said.groupBy(part.alias("part")))
        with _told("the lake", self._fault):
            rows = grouped.applyInArrow(counter(about, self._words), "shard int, unknown bigint, sums binary").collect()
        found, unknown = Statistics.empty(about), 0
        for done, row in enumerate(rows, 1):
            found.add(row["shard"] % about.shards, unpacked(bytes(row["sums"]), about))
            unknown += row["unknown"]
            if progress is not None:
                progress(done, len(rows))
        return LakeCount(found, unknown)


def _session(master: str) -> tuple[Any, bool]:
    """The session, and whether it was begun here."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise AuditError("Spark is not installed: install discretion[lake], and Java.") from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return active, False
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else workers are whatever python comes first
    builder = (
        SparkSession.builder.master(master)
        .appName("discretion")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", str(_PARTS))
    )
    try:
        with _silenced():
            session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
    except Exception as error:
        raise AuditError(f"Spark at {inert_line(master)} cannot be reached: {_said(error)}") from error
    return session, True


@contextmanager
def _silenced() -> Iterator[None]:
    """Start Java with nothing to write errors to: it repeats what it was told as it came, in pages of its own."""
    errors, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(errors, 2)
        os.close(errors)
        os.close(nothing)


@contextmanager
def _told(what: str, at_fault: Callable[[], FormatError | None]) -> Iterator[None]:
    """Turn what Spark says into one sentence: ours where it is ours, or a file is known to be at fault."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        text = str(error)
        if _OURS in text:
            raise FormatError(text.rsplit(_OURS, maxsplit=1)[-1].splitlines()[0]) from error
        if "PATH_NOT_FOUND" in text:
            raise FormatError(f"There are no files {inert_line(what)}: check the path or the glob.") from error
        raise at_fault() or FormatError(f"Spark cannot read {inert_line(what)}: {_said(error)}") from error


def _said(error: Exception) -> str:
    """The last line of an error, without where in Java it was."""
    lines = [
        line.strip() for line in str(error).splitlines() if line.strip() and not line.startswith(("\tat ", "\t... "))
    ]
    return inert_line(lines[-1] if lines else type(error).__name__, 300)


Tables = Callable[["pa.Table", "pa.Table"], "pa.Table"]


def counter(about: About, words: int) -> Tables:
    """What a worker does with the votes and annotations of some shards."""
    places = {each.name: place for place, each in enumerate(about.annotators)}

    def count(votes: "pa.Table", said: "pa.Table") -> "pa.Table":
        import pyarrow as pa

        for table in (votes, said):
            missing = [name for name in table.column_names if table[name].null_count]
            if missing:
                raise FormatError(f"{missing[0]} is missing in some rows: correct them and try again.")
        masks = (
            np.stack([votes[f"{name}_{word}"].to_numpy().astype(np.int64).view(np.uint64) for word in range(words)], 1)
            for name in WORDS
        )
        rows = VoteRows(_numbers(votes, "shard", np.int32), _numbers(votes, "case_key", np.int64), *masks)
        who = np.array([places[name] for name in said["annotator"].to_pylist()], dtype=np.int16)
        given = AnnotationRows(
            _numbers(said, "shard", np.int32),
            _numbers(said, "case_key", np.int64),
            who,
            _numbers(said, "preference", np.int8),
            said[FLAGGED].to_numpy(zero_copy_only=False).astype(np.bool_),
        )
        counted = list(count_rows(rows, given, about))
        return pa.table(
            {
                "shard": pa.array([each[0] for each in counted], pa.int32()),
                "unknown": pa.array([each[2] for each in counted], pa.int64()),
                "sums": pa.array([packed(each[1]) for each in counted], pa.binary()),
            }
        )

    return count


def _numbers(table: "pa.Table", name: str, kind: type[np.signedinteger[Any]]) -> Any:  # noqa: ANN401 - of that kind
    """A column as numbers of a kind; FormatError where one does not fit, which would come out as another."""
    found, bounds = table[name].to_numpy(), np.iinfo(kind)
    if len(found) and not bounds.min <= found.min() <= found.max() <= bounds.max:
        raise FormatError(f"{name} has a number beyond {bounds.min} to {bounds.max}: correct the files and try again.")
    return found.astype(kind)


def packed(found: ShardCount) -> bytes:
    """The sums of a shard as bytes, in a fixed order."""
    pairs = [array for pair in sorted(found.pairs) for array in (found.pairs[pair].counts, found.pairs[pair].wins)]
    arrays = (found.cases, found.annotators, found.sides, found.wins, found.followed, *pairs)
    same = [int(found.pairs[pair].same) for pair in sorted(found.pairs)]
    return np.concatenate([np.array(same), *(each.reshape(-1) for each in arrays)]).astype("<i8").tobytes()


def unpacked(data: bytes, about: About) -> ShardCount:
    """The sums of a shard from such bytes."""
    many, size = len(about.annotators), len(about.principles)
    pairs = [(i, j) for i in range(many) for j in range(i + 1, many)]
    shapes = [
        *[
            (len(pairs),),
            (len(OfCases),),
            (many, len(OfAnnotator)),
            (many, size),
            (many, size, size),
            (many, size, size),
        ],
        *[shape for _ in pairs for shape in ((len(OfPair),), (2, size, size))],
    ]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    parts = np.split(np.frombuffer(data, dtype="<i8").astype(np.int64), ends)
    same, cases, annotators, sides, wins, followed, *of_pairs = (
        part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)
    )
    told = {pair: PairCount(of_pairs[2 * k], of_pairs[2 * k + 1], same=bool(same[k])) for k, pair in enumerate(pairs)}
    return ShardCount(cases, annotators, sides, wins, followed, told)
