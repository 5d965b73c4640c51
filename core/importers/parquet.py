"""Rows of a Parquet file, a batch at a time, through a database of its own in memory."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from core.importers.source import Source
from core.model.errors import FormatError

_BATCH: Final = 500
_CONFIG: Final = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "memory_limit": "1GB"}
_FILE: Final = "read_parquet(?, hive_partitioning = false)"
_GLOB: Final = frozenset("*?[{")


def parquet_columns(source: Source) -> tuple[str, ...]:
    """Names of the columns as the file has them; raises FormatError when it is damaged."""
    with _opened(source) as (connection, path):
        rows = connection.execute(f"DESCRIBE SELECT * FROM {_FILE}", [path]).fetchall()  # noqa: S608 - a constant
    return tuple(str(row[0]) for row in rows)


def parquet_rows(source: Source, columns: Sequence[str]) -> Iterator[dict[str, object]]:
    """Read the given columns row by row; absent values are None, message lists are lists of dicts.

    Raises FormatError when the file is damaged.
    """
    with _opened(source) as (connection, path):
        (total,) = connection.execute(f"SELECT count(*) FROM {_FILE}", [path]).fetchall()[0]  # noqa: S608 - a constant
        wanted = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
        found = connection.execute(f"SELECT {wanted} FROM {_FILE}", [path])  # noqa: S608 - quoted identifiers
        done = 0
        while batch := found.fetchmany(_BATCH):
            yield from (dict(zip(columns, row, strict=True)) for row in batch)
            done += len(batch)
            source.report(source.size * done // total)


@contextmanager
def _opened(source: Source) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """Give a connection and a path without wildcards; the database would expand those."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:", config=dict(_CONFIG)) as connection:
        path = source.path.absolute()
        if _GLOB & set(str(path)):
            plain = Path(folder) / "rows.parquet"
            plain.symlink_to(path)
            path = plain
        try:
            yield connection, str(path)
        except duckdb.Error as error:
            raise FormatError(f"{source.name} is a damaged Parquet file: download or copy it again.") from error
