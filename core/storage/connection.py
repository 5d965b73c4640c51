"""Opening a store: locked down, checked to be ours, and one sentence for each way in which that fails."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import duckdb

from core.model.errors import StoreError
from core.storage.creating import create
from core.storage.looking import database_path, is_there, refuse_foreign, remember_opened
from core.storage.refusing import refused
from core.storage.rules import plain_tables, verify
from core.storage.schema import FORMAT_NAME, MIGRATIONS, OLDEST_READABLE, SCHEMA_VERSION

MISTAKES: Final = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.SyntaxException)
"""What the database says of a query that is wrong: never the user's fault, so never told as a sentence."""
# All given at opening, so that a second connection to the same store in one process finds the same configuration.
_CONFIG: Final = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
}
_ANYTHING: Final = """SELECT 1 FROM duckdb_tables() WHERE NOT internal UNION ALL
                      SELECT 1 FROM duckdb_views() WHERE NOT internal"""
_META: Final = 100
"""Rows of `meta` that are read: it has two."""
_VERSION: Final = re.compile("[0-9]{1,9}")
_THREADS: Final = 4
"""At most: each holds memory of its own."""
# What reading keeps of the file in memory comes on top of the votes, what writing does on top of rows and their reader;
# beyond that the database writes to a folder beside the store while it works.
_MEMORY: Final = {True: "256MB", False: "200MB"}


Interruptible = Callable[[Callable[[], None]], None]
"""Hears what interrupts the work that is begun."""


def open_read_only(path: Path, interruptible: Interruptible | None = None) -> duckdb.DuckDBPyConnection:
    """Open an existing store for reading; many processes may do so at once.

    `interruptible` hears how another thread may interrupt the looking through the store.
    Raises StoreError when there is no such file, it is not a store of ours, is newer, damaged, or being written.
    """
    if not is_there(path):
        raise StoreError(f"There is no store at {path}: make one with `discretion import FILE -s {path}`.")
    refuse_foreign(path)
    connection = _connect(path, read_only=True)
    try:
        if interruptible is not None:
            interruptible(connection.interrupt)
        version, tables = _schema_version(connection, path)
        _refuse_older(version, path)
        with reading(path):
            verify(connection, path, version, tables)
    except BaseException:
        connection.close()
        raise
    return connection


def open_read_write(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a store for writing, making it and bringing its schema up to date; the only writer while it is open.

    Raises StoreError as `open_read_only` does, and when the folder does not exist or cannot be written.
    """
    make(path)
    refuse_foreign(path)
    connection = _connect(path, read_only=False)
    try:
        version, tables = _schema_version(connection, path)
        if version:
            with reading(path):
                verify(connection, path, version, tables)
        _migrate(connection, version)
    except duckdb.Error as error:
        connection.close()
        raise refused(path, error, doing="brought up to date") from error
    except BaseException:
        connection.close()
        raise
    return connection


def make(path: Path) -> bool:
    """Make a store without anything in it where there is none; give whether one was made. Raises StoreError."""
    try:
        return create(path, _new)
    except duckdb.Error as error:
        raise refused(path, error, doing="made") from error
    except OSError as error:
        raise StoreError(
            f"The store {path} cannot be made ({error.strerror}): mend that or choose another --store."
        ) from error


def _new(path: Path) -> None:
    with duckdb.connect(str(path), config=_config(read_only=False)) as connection:
        _migrate(connection, 0)
        connection.execute("CHECKPOINT")  # closing would not say that it failed


def first(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
    """The first row of a result, read to its end: a result left open would block the connection."""
    rows = connection.execute(query, list(values)).fetchall()
    return rows[0] if rows else None


def _refuse_older(version: int, path: Path) -> None:
    if version < OLDEST_READABLE:
        raise StoreError(
            f"The store {path} was made by an earlier version: "
            "run `discretion import` on any of its files once to upgrade it."
        )


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(database_path(path), read_only=read_only, config=_config(read_only=read_only))
    except duckdb.Error as error:
        raise refused(path, error, doing="opened" if read_only else "opened for writing") from error
    try:
        remember_opened(path, read_only=read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def _config(*, read_only: bool) -> dict[str, str | bool | int | float | list[str]]:
    threads = str(min(_THREADS, os.cpu_count() or 1))
    return {**_CONFIG, "memory_limit": _MEMORY[read_only], "threads": threads}


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what the database says while it reads into one sentence about the store at `path`; StoreError."""
    try:
        yield
    except (duckdb.ProgrammingError, duckdb.NotSupportedError):
        raise  # a query of ours is wrong, not the store
    except duckdb.Error as error:
        raise refused(path, error) from error


def _schema_version(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, dict[str, int]]:
    """The version of a store, 0 of one without tables, and its tables with about how many rows each has."""
    foreign = f"{path} is a DuckDB file but not a Discretion store: choose another --store."
    try:
        tables = plain_tables(connection)
        if not tables and not connection.execute(_ANYTHING).fetchall():
            return 0, tables  # an import was killed before it made its tables
        if "meta" not in tables:
            raise StoreError(foreign)
        rows = dict(connection.execute(f"SELECT key, value FROM meta LIMIT {_META}").fetchall())  # noqa: S608
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise StoreError(foreign) from error
    except duckdb.Error as error:
        raise refused(path, error) from error
    if rows.get("format") != FORMAT_NAME or not _VERSION.fullmatch(str(rows.get("schema_version", ""))):
        raise StoreError(foreign)
    version = int(rows["schema_version"])
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"The store {path} was made by a newer Discretion (schema {version}, this one reads {SCHEMA_VERSION}): "
            "upgrade to open it."
        )
    return version, tables


def _migrate(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    """Run the migrations after `version`, all in one transaction with the new version number."""
    if version == SCHEMA_VERSION:
        return
    connection.begin()
    try:
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                connection.execute(statement)
        connection.execute("DELETE FROM meta")
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", [("format", FORMAT_NAME), ("schema_version", str(SCHEMA_VERSION))]
        )
        connection.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a commit that failed has ended the transaction
            connection.rollback()
        raise
