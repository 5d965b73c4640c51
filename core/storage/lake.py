"""Votes and annotations in Parquet files outside any store: read a few shards at a time, whatever there is of them.

A row of votes is a case and oracle: `shard`, `case_key`, and for every 64 principles one signed word `prefers_a_0`,
`prefers_b_0` and `voted_0`, then `_1` and so on. A row of annotations is a case and annotator: `shard`, `case_key`,
`annotator`, `kind`, `preference`, and `flagged` where it may be.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

import duckdb
from numpy.typing import NDArray

from core.model.closing import Closing
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.storage.lake_columns import (
    FLAGGED,
    ColumnType,
    columns_of,
    require_columns,
    require_each,
    told_by_folders,
    word_columns,
)
from core.storage.lake_faults import refuse_special, unreadable
from core.storage.lake_groups import GROUPS, GroupOfRows, files_with, shards_told
from core.storage.lake_plain import distinct_texts, numbers_and_places, plain
from core.storage.lake_rows import AnnotationRows, VoteRows
from core.storage.listing import as_pattern

ABOUT: Final = b"discretion.lake"
"""Under what the files' metadata tells, as JSON, by which constitution the votes are."""
_INTEGERS: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
_MEMORY: Final = "768MB"
_READ: Final = "read_parquet($1)"
_CHUNK: Final = 1 << 24
"""Rows handed over in one piece."""
_EACH: Final = "SELECT file_name, name, duckdb_type, num_children FROM parquet_schema($1)"
"""The columns of every file in their order, the root first, and after each the parts of which it consists."""
_TEXTS: Final = ("case_id", "prompt", "response_a", "response_b")


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One file of a lake, and how many rows it has."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Witness:
    """One case of a lake with its texts, and its key."""

    key: int
    id: str
    prompt: str
    response_a: str
    response_b: str


class Lake(Closing):
    """Parquet files of votes and of annotations, by their globs; a database in memory reads them."""

    def __init__(self, votes: Sequence[str], annotations: Sequence[str], words: int) -> None:
        """Look at the columns, of so many words; raises FormatError where one is missing or of another type."""
        refuse_special([*votes, *annotations])
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "autoinstall_known_extensions": "false",
        }
        self._connection = duckdb.connect(":memory:", config=config)
        self._connection.execute("SET enable_progress_bar = false")
        self._connection.execute("SET parquet_metadata_cache = true")
        self._paths = {"votes": list(votes), "annotations": list(annotations)}
        self._sources = {what: [as_pattern(name) for name in names] for what, names in self._paths.items()}
        self._words = words
        self._by_folders = dict.fromkeys(self._paths, False)
        self._groups: dict[str, tuple[GroupOfRows, ...]] = {}
        self._plain: dict[str, tuple[GroupOfRows, ...]] = {}
        try:
            self._columns = {what: self._checked(what) for what in self._paths}
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the files."""
        self._connection.close()

    def files(self, what: str) -> tuple[LakeFile, ...]:
        """The files of `votes` or `annotations`, by name."""
        query = "SELECT file_name, num_rows FROM parquet_file_metadata($1) ORDER BY file_name"
        return tuple(LakeFile(str(name), int(rows)) for name, rows in self._rows(what, query))

    def told(self, what: str, key: str) -> set[str]:
        """What the files say under a key of their metadata; nothing where none says it."""
        query = "SELECT DISTINCT decode(value) FROM parquet_kv_metadata($1) WHERE decode(key) = $2"
        return {str(row[0]) for row in self._rows(what, query, key)}

    def oracles(self) -> tuple[str, ...]:
        """Whose votes there are, by name."""
        query = "SELECT DISTINCT oracle FROM read_parquet($1) ORDER BY ALL"
        return tuple("" if name is None else str(name) for (name,) in self._rows("votes", query))

    def annotators(self) -> tuple[tuple[str, str], ...]:
        """Who annotated, and what each is, by name."""
        groups = self._without_query("annotations")
        there = distinct_texts(groups, "annotator", "kind") if groups else None
        if there is None:
            query = "SELECT DISTINCT coalesce(annotator, ''), coalesce(kind, '') FROM read_parquet($1)"
            there = {(str(name), str(kind)) for name, kind in self._rows("annotations", query)}
        return tuple(sorted(there))

    def shards(self, what: str) -> dict[int, int]:
        """How many rows of `votes` or `annotations` each stored shard has; one without a number counts as -1.

        About how many where the files tell which shards each of their groups of rows has, so that none is read.
        """
        self._without_query(what)  # looked at now, as several threads may ask later
        told = shards_told(self._with_bounds(what))
        if told is None:
            query = "SELECT coalesce(shard, -1), count(*) FROM read_parquet($1) GROUP BY ALL"
            return {int(shard): int(count) for shard, count in self._rows(what, query)}
        return told

    def _with_shards(self, what: str, first: int, last: int) -> list[str]:
        """The files that have any of those shards, as far as is known."""
        return [*map(as_pattern, files_with(self._with_bounds(what), first, last))] or self._sources[what]

    def read_beside(self) -> None:
        """From now on read in the thread that asks, and in no other, so that several may ask at once."""
        self._connection.execute("SET threads = 1")

    def votes(self, oracle: str, first: int, last: int) -> VoteRows:
        """An oracle's votes in the shards from `first` to `last`; raises FormatError where a number is missing."""
        numbers = ("shard", "case_key", *word_columns(self._words))
        found = numbers_and_places(self._without_query("votes"), numbers, "oracle", [oracle], (first, last))
        if found is not None:
            return VoteRows.of(found, self._words, found["oracle"] >= 0)
        paths = self._with_shards("votes", first, last)
        return self._votes(paths, "shard BETWEEN $3 AND $4", oracle, first, last)

    def annotations(self, names: Sequence[str], first: int, last: int) -> AnnotationRows:
        """The annotations of those named, in the shards from `first` to `last`; `who` is a place among the names."""
        numbers = ("shard", "case_key", "preference", *self._flagged)
        found = numbers_and_places(self._without_query("annotations"), numbers, "annotator", names, (first, last))
        if found is not None:
            return AnnotationRows.of(found | {"who": found["annotator"]})
        paths = self._with_shards("annotations", first, last)
        return self._annotations(paths, "shard BETWEEN $3 AND $4", names, first, last)

    def answers(self, oracle: str, names: Sequence[str], keys: Sequence[int]) -> tuple[VoteRows, AnnotationRows]:
        """An oracle's votes and the annotations of those named on the cases of some keys."""
        where = "list_contains($3, case_key)"
        return (
            self._votes(self._sources["votes"], where, oracle, list(keys)),
            self._annotations(self._sources["annotations"], where, names, list(keys)),
        )

    def _votes(self, paths: list[str], where: str, oracle: str, *values: object) -> VoteRows:
        whole = ", ".join(f"CAST({each} AS BIGINT) AS {each}" for each in ("case_key", *word_columns(self._words)))
        query = f"""SELECT CAST(shard AS INTEGER) AS shard, {whole} FROM read_parquet($1)
            WHERE oracle = $2 AND {where}"""  # noqa: S608 - columns and conditions of ours
        return VoteRows.of(self._arrays("votes", query, paths, oracle, *values), self._words)

    def _annotations(self, paths: list[str], where: str, names: Sequence[str], *values: object) -> AnnotationRows:
        place = " ".join(f"WHEN $2[{n + 1}] THEN {n}" for n in range(len(names)))
        columns = {
            "shard": "CAST(shard AS INTEGER)",
            "case_key": "CAST(case_key AS BIGINT)",
            "who": f"CAST(CASE annotator {place} ELSE -1 END AS SMALLINT)",
            "preference": "CAST(preference AS TINYINT)",
        }
        if self._flagged:
            columns[FLAGGED] = "CAST(coalesce(CAST(flagged AS BOOLEAN), false) AS TINYINT)"
        told = ", ".join(f"{what} AS {name}" for name, what in columns.items())
        query = f"SELECT {told} FROM read_parquet($1) WHERE {where}"  # noqa: S608 - as above
        return AnnotationRows.of(self._arrays("annotations", query, paths, list(names), *values))

    def witnesses(self, oracle: str, keys: Sequence[int]) -> tuple[Witness, ...]:
        """The texts of the cases of those keys, in their order; raises FormatError where the files have none."""
        missing = [name for name in _TEXTS if name not in self._columns["votes"]]
        if missing:
            raise FormatError(
                f"{self._shown('votes')} has no {' and no '.join(missing)}: write the texts into these files too."
            )
        query = f"""SELECT case_key, {", ".join(_TEXTS)} FROM read_parquet($1)
            WHERE oracle = $2 AND list_contains($3, case_key)"""  # noqa: S608 - columns of ours
        rows = {int(row[0]): Witness(*row) for row in self._rows("votes", query, oracle, list(keys))}
        return tuple(rows[key] for key in keys)

    def _checked(self, what: str) -> set[str]:
        """The columns of votes or annotations; raises FormatError."""
        there = self._described(what)
        used = (*columns_of(what, self._words), FLAGGED)
        if told_by_folders(used, there, [each.name for each in self.files(what)], self._shown(what)):
            self._by_folders[what] = True
            there = self._described(what)
        require_columns(what, self._words, there, self._paths[what])
        require_each(what, self._words, self._of_each(what))
        return set(there)

    def _of_each(self, what: str) -> Iterator[tuple[str, list[tuple[str, ColumnType]]]]:
        """Every file with its own columns."""
        for file, rows in groupby(self._rows(what, _EACH), itemgetter(0)):
            columns, parts = [], 0
            for _, name, kind, children in islice(rows, 1, None):
                if not parts:
                    columns.append((str(name), _type(str(kind))))
                parts = max(0, parts - 1) + (children or 0)
            yield str(file), columns

    def _described(self, what: str) -> dict[str, ColumnType]:
        query = f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {_READ})"  # noqa: S608 - of ours
        return {str(name): _type(str(kind)) for name, kind in self._rows(what, query)}

    def _with_bounds(self, what: str) -> tuple[GroupOfRows, ...]:
        """The groups of rows, if all of them tell which shards they are of."""
        if what not in self._groups:
            groups = tuple(GroupOfRows(*row) for row in self._rows(what, GROUPS))
            self._groups[what] = () if shards_told(groups) is None else groups
        return self._groups[what]

    def _without_query(self, what: str) -> tuple[GroupOfRows, ...]:
        """The groups of rows, if they can be read without a query."""
        if what not in self._plain:
            used = (*columns_of(what, self._words), *(self._flagged if what == "annotations" else ()))
            readable = not self._by_folders[what] and plain(self._with_bounds(what), used)
            self._plain[what] = self._with_bounds(what) if readable else ()
        return self._plain[what]

    @property
    def _flagged(self) -> tuple[str, ...]:
        """The column of flags, where there is one."""
        return (FLAGGED,) if FLAGGED in self._columns["annotations"] else ()

    def _shown(self, what: str) -> str:
        return inert_line(", ".join(self._paths[what]))

    def _rows(self, what: str, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._reading(what):
            return self._connection.execute(self._asked(what, query), [self._sources[what], *values]).fetchall()

    def _arrays(self, what: str, query: str, *values: object) -> dict[str, NDArray[Any]]:
        """The columns of numbers by name; FormatError where one is missing."""
        with self._reading(what):
            asked = self._asked(what, query)
            table = self._connection.cursor().sql(asked, params=list(values)).to_arrow_table(_CHUNK)
        for name, column in zip(table.column_names, table.columns, strict=True):
            if column.null_count:
                raise FormatError(f"{self._shown(what)}: {name} is missing in some rows: correct them and try again.")
        return {
            name: column.chunk(0).to_numpy() if column.num_chunks == 1 else column.to_numpy()
            for name, column in zip(table.column_names, table.columns, strict=True)
        }

    def _asked(self, what: str, query: str) -> str:
        """A query, in which folders called `column=value` count as columns only where files have none of that name."""
        return query.replace(_READ, f"{_READ[:-1]}, hive_partitioning = {self._by_folders[what]})")

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        """Turn what the database says of files into one sentence."""
        try:
            yield
        except duckdb.Error as error:
            raise unreadable(what, self._words, self._paths[what], error) from error


def _type(kind: str) -> ColumnType:
    text = kind == "VARCHAR" or (kind.startswith("ENUM(") and kind.endswith(")"))
    return ColumnType(kind, kind in _INTEGERS, text)
