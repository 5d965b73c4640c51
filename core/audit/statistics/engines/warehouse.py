"""A warehouse, or whatever else ibis reads: it adds up by SQL that ibis makes of one expression, and keeps its rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from core.audit.statistics.counting import BELOW, LakeCount
from core.audit.statistics.engines import sums
from core.audit.statistics.statistics import About, PairSums, Statistics
from core.metrics.bit_planes import WORD
from core.metrics.shard_sums import OfAnnotator, OfCases, OfPair
from core.model.closing import Closing
from core.model.errors import AuditError, FormatError
from core.model.safe_text import inert_line
from core.model.terms import Progress
from core.storage.lake import LakeFile
from core.storage.lake_columns import FLAGGED, ColumnType, columns_of, require_columns, told_by_folders
from core.storage.lake_faults import file_at_fault, refuse_files, refuse_special
from core.storage.listing import as_pattern, matching, named

if TYPE_CHECKING:
    from ibis.expr.types import Table

Counts = NDArray[np.int64]
_FILES: Final = (".parquet", "*", "/")


class Warehouse(Closing):
    """A lake behind an address of ibis: tables by name, or Parquet files where the engine reads those."""

    def __init__(self, url: str, votes: Sequence[str], annotations: Sequence[str], principles: int) -> None:
        """Connect and look at the columns; raises AuditError where that fails, FormatError for columns."""
        self._connection, self._size = _connected(url), principles
        self._url = url
        self._named = {"votes": list(votes), "annotations": list(annotations)}
        words = -(-principles // WORD)
        refuse_special([*self._files("votes"), *self._files("annotations")])
        self._tables: dict[str, Table] = {}
        for what, names in self._named.items():
            with _told(", ".join(names), self._fault):
                table = self._read(what, names)
                there = {
                    name: ColumnType(str(kind), kind.is_signed_integer(), kind.is_string())
                    for name, kind in table.schema().items()
                }
            require_columns(what, words, there, names)
            refuse_files(what, words, self._files(what))
            if what == "annotations":
                flagged = table.flagged.cast("boolean").fill_null(False) if FLAGGED in table.columns else _no()  # noqa: FBT003
                table = table.mutate(flagged=flagged)
                self._tables[what] = table.select(*columns_of(what, words), FLAGGED)
            else:
                self._tables[what] = table.select(*columns_of(what, words))

    def _read(self, what: str, names: Sequence[str]) -> "Table":
        if self._files(what):
            return self._read_files((*columns_of(what, -(-self._size // WORD)), FLAGGED), names)
        tables = []
        for name in names:
            *within, last = name.split(".")
            tables.append(self._connection.table(last, database=".".join(within) or None))
        table, *others = tables
        return table.union(*others) if others else table

    def _read_files(self, used: Sequence[str], names: Sequence[str]) -> "Table":
        """Files, and of their folders' names what the files themselves do not tell, where an engine reads those."""
        patterns, shown = [as_pattern(name) for name in names], inert_line(", ".join(names))
        whole = patterns if len(names) > 1 else patterns[0]
        files = [file for name in names for file in map(str, named(name))]
        if self._connection.name != "duckdb":
            if patterns != list(names):
                raise FormatError(
                    f"{shown}: a name has *, ? or [, which engines but duckdb and Spark misread: rename it."
                )
            # Some take a folder's value and some do not, for a column of the files too.
            if told_by_folders(used, (), (*names, *files, *_within(files)), shown):
                raise FormatError(
                    f"{shown}: folders tell a column, which the engines duckdb and Spark alone read as it is meant: "
                    "choose one of them, or name the folders otherwise."
                )
            other: Table = self._connection.read_parquet(whole)
            return other
        found: Table = self._connection.read_parquet(whole, hive_partitioning=False)
        if told_by_folders(used, found.columns, files, shown):
            found = self._connection.read_parquet(whole, hive_partitioning=True)
        return found

    def _files(self, what: str) -> Sequence[str]:
        """What is named, where that is files and no tables."""
        names = self._named[what]
        return names if any(mark in name for name in names for mark in _FILES) else ()

    def _fault(self) -> FormatError | None:
        words = -(-self._size // WORD)
        return next(filter(None, (file_at_fault(what, words, self._files(what)) for what in self._named)), None)

    def close(self) -> None:
        """Let go of the connection."""
        with suppress(Exception):
            self._connection.disconnect()

    def files(self, what: str) -> tuple[LakeFile, ...]:
        """The tables, taken together, as one of so many rows; where is told without user and password."""
        parts = urlsplit(self._url)
        place = f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
        rows = self._rows(self._tables[what].count().name("rows").as_table())[0]["rows"]
        return (LakeFile(f"{place} {', '.join(self._named[what])}", int(rows)),)

    def told(self, what: str, key: str) -> set[str]:  # noqa: ARG002 - tables say nothing
        """Nothing: tables do not say by which constitution they are."""
        return set()

    def oracles(self) -> tuple[str, ...]:
        """Whose votes there are."""
        rows = self._rows(self._tables["votes"].select("oracle").distinct())
        return tuple(sorted(row["oracle"] or "" for row in rows))

    def annotators(self) -> tuple[tuple[str, str], ...]:
        """Who annotated."""
        rows = self._rows(self._tables["annotations"].select("annotator", "kind").distinct())
        return tuple(sorted((row["annotator"] or "", row["kind"] or "") for row in rows))

    def count(self, about: About, progress: Progress | None) -> LakeCount:
        """Have the sums made where the rows are: some statements, each over all of them."""
        votes = self._tables["votes"]
        votes = votes.filter(votes.oracle == about.oracle)
        said = self._tables["annotations"]
        names = [each.name for each in about.annotators]
        said = said.filter(said.annotator.isin(names))
        self._refuse(votes, said)
        found, size, shards, flagged = Statistics.empty(about), self._size, about.shards, about.include_flagged
        places = {name: place for place, name in enumerate(names)}
        for row in self._rows(sums.of_cases(votes, size, shards)):
            found.cases[row["part"]] = [row[each.name.lower()] or 0 for each in OfCases]
        for row in self._rows(sums.of_annotators(votes, said, size, shards, include_flagged=flagged)):
            place = places[row["annotator"]]
            found.counts[place, row["part"]] = [row[each.name.lower()] or 0 for each in OfAnnotator]
            found.sides[place, row["part"]] = [row[f"s_{i}"] or 0 for i in range(size)]
            found.wins[place, row["part"]] = _matrix(row, "w", size)
        if len(names) > 1:
            rows = self._rows(sums.of_pairs(votes, said, size, shards, include_flagged=flagged))
            self._add_pairs(found, rows, places)
        if about.declared:
            for row in self._rows(sums.of_follower(votes, said, size, about.declared, include_flagged=flagged)):
                found.followed[places[row["annotator"]]] = _matrix(row, "w", size)
        unknown = int(self._rows(sums.unmatched(votes, said))[0]["unknown"])
        if progress is not None:
            progress(1, 1)
        return LakeCount(found, unknown)

    def _add_pairs(self, found: Statistics, rows: Sequence[Mapping[str, Any]], places: Mapping[str, int]) -> None:
        wins = {pair: np.zeros((2, *found.wins.shape[1:]), dtype=np.int64) for pair in found.pairs}
        for row in rows:
            one, other = places[row["annotator"]], places[row["annotator_2"]]
            pair, turn = ((one, other), 1) if one < other else ((other, one), -1)
            found.pairs[pair].counts[row["part"]] = [row[each.name.lower()] or 0 for each in OfPair]
            wins[pair][:, row["part"]] = np.stack([_matrix(row, each, self._size) for each in "wv"])[::turn]
        for pair, held in found.pairs.items():
            annotations = found.counts[list(pair)][:, :, OfAnnotator.ANNOTATIONS]
            if (annotations != held.counts[:, OfPair.CASES]).any():
                found.pairs[pair] = PairSums(held.counts, wins[pair])

    def _refuse(self, votes: "Table", said: "Table") -> None:
        """Raise FormatError where rows cannot be what they should."""
        for what, table in (("votes", votes), ("annotations", said)):
            for name in table.columns:
                if int(self._rows(table.agg(missing=table[name].isnull().sum()))[0]["missing"] or 0):
                    raise FormatError(f"{what}: {name} is missing in some rows: correct them and try again.")
            lowest = self._rows(table.agg(lowest=table.shard.min()))[0]["lowest"]
            if lowest is not None and int(lowest) < 0:
                raise FormatError(BELOW)
        row = self._rows(sums.doubled(votes))[0]
        if row["rows"] != row["cases"]:
            raise FormatError("Some case has two rows of votes: keep one a case and oracle.")
        twice = self._rows(sums.said_twice(said))
        if twice:
            raise FormatError(
                f"An annotator annotated the case of case_key {int(twice[0]['case_key'])} twice: "
                "keep one row a case and annotator."
            )
        odd = said.filter((said.preference > 1) | (said.preference < -1))
        if self._rows(odd.count().name("rows").as_table())[0]["rows"]:
            raise FormatError("A preference is 1 for A, -1 for B and 0 for neither: correct the annotations.")
        self._refuse_masks(votes)

    def _refuse_masks(self, votes: "Table") -> None:
        for word in range(-(-self._size // WORD)):
            a, b, cast = (votes[f"{name}_{word}"] for name in ("prefers_a", "prefers_b", "voted"))
            bits = min(WORD, self._size - WORD * word)
            beyond = -1 if bits == WORD else (1 << bits) - 1
            # With no engine but theirs, complements are written as differences: of a mask and what it has in common.
            wrong = votes.filter(((a & b) != 0) | ((a & cast) != a) | ((b & cast) != b) | ((cast & beyond) != cast))
            if self._rows(wrong.count().name("rows").as_table())[0]["rows"]:
                raise FormatError(
                    f"Some votes are for A and for B at once, not cast, or on more than {self._size} principles: "
                    "correct the words, or give the principles that they are by."
                )

    def _rows(self, expression: "Table") -> list[dict[str, Any]]:
        with _told("the lake", self._fault):
            rows: list[dict[str, Any]] = self._connection.to_pyarrow(expression).to_pylist()
        return rows


def _matrix(row: Mapping[str, Any], name: str, size: int) -> Counts:
    wins = np.zeros((size, size), dtype=np.int64)
    for i in range(size):
        for j in range(size):
            if i != j:
                wins[i, j] = row[f"{name}_{i}_{j}"] or 0
    return wins


def _within(files: Sequence[str]) -> Iterator[str]:
    """What lies in folders that were named instead of files."""
    for name in files:
        if Path(name).is_dir():
            yield from map(str, matching(Path("**"), Path(name), hidden=True))


def _no() -> Any:  # noqa: ANN401 - an expression of the library
    import ibis

    return ibis.literal(False)  # noqa: FBT003 - a value


def _connected(url: str) -> Any:  # noqa: ANN401 - a backend of the library
    try:
        import ibis
    except ImportError as error:
        raise AuditError("ibis is not installed: install discretion[lake], and ibis for the engine.") from error
    try:
        return ibis.connect(url)
    except ImportError as error:
        named, lacking = _engine_of(url), f" ({inert_line(error.name)})" if error.name else ""
        raise AuditError(
            f"What ibis needs for {named} is not installed{lacking}: install ibis-framework[{named}]."
        ) from error
    except Exception as error:
        raise AuditError(
            f"{_engine_of(url)} cannot be reached ({type(error).__name__}): check the address after ibis:."
        ) from error


def _engine_of(url: str) -> str:
    """The engine that an address names, and nothing else of it."""
    try:
        return inert_line(urlsplit(url).scheme or "the address")
    except ValueError:
        return "the address"


@contextmanager
def _told(what: str, at_fault: Callable[[], FormatError | None]) -> Iterator[None]:
    """Turn what an engine says into one sentence, without the address, which may hold a password."""
    try:
        yield
    except (AuditError, FormatError):
        raise
    except Exception as error:
        raise at_fault() or FormatError(
            f"{inert_line(what)} cannot be read ({type(error).__name__}): check the names, and that you may read them."
        ) from error
