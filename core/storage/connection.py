"""Opening a store: locked down, checked to be ours, and one sentence for each way in which that fails."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from core.model.errors import StoreError, StoreInUseError
from core.storage.schema import FORMAT_NAME, MIGRATIONS, OLDEST_READABLE, SCHEMA_VERSION

_MAGIC: Final = b"DUCK"
_MAGIC_AT: Final = 8
MISTAKES: Final = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.SyntaxException)
"""What the database says of a query that is wrong: never the user's fault, so never told as a sentence."""
# All given at opening, so that a second connection to the same store in one process finds the same configuration.
_CONFIG: Final = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
}
_THREADS: Final = 4
"""At most: each holds memory of its own."""
# What reading keeps of the file in memory comes on top of the votes, what writing does on top of rows and their reader;
# beyond that the database writes to a folder beside the store while it works.
_MEMORY: Final = {True: "256MB", False: "200MB"}


def open_read_only(path: Path) -> duckdb.DuckDBPyConnection:
    """Open an existing store for reading; many processes may do so at once.

    Raises StoreError when there is no such file, it is not a store of ours, is newer, damaged, or being written.
    """
    if not path.exists():
        raise StoreError(f"There is no store at {path}: make one with `discretion import FILE -s {path}`.")
    _refuse_foreign_file(path)
    connection = _connect(path, read_only=True)
    try:
        version = _schema_version(connection, path)
        _refuse_older(version, path)
    except BaseException:
        connection.close()
        raise
    return connection


def open_read_write(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a store for writing, making it and bringing its schema up to date; the only writer while it is open.

    Raises StoreError as `open_read_only` does, and when the folder does not exist or cannot be written.
    """
    if path.exists():
        _refuse_foreign_file(path)
        fresh = False
    else:
        if not path.parent.is_dir():
            raise StoreError(f"The folder {path.parent} does not exist: make it first or choose another --store.")
        fresh = True
    connection = _connect(path, read_only=False)
    try:
        version = 0 if fresh else _schema_version(connection, path)
        _migrate(connection, version)
    except BaseException:
        connection.close()
        raise
    return connection


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


def _refuse_foreign_file(path: Path) -> None:
    """Look for DuckDB's mark before DuckDB does: a SQLite file would make it try to download an extension."""
    try:
        with path.open("rb") as file:
            head = file.read(_MAGIC_AT + len(_MAGIC))
    except OSError as error:
        raise StoreError(
            f"The store {path} cannot be read ({error.strerror}): check the path and its permissions."
        ) from error
    if head[_MAGIC_AT:] != _MAGIC:
        raise StoreError(f"{path} is not a Discretion store: choose another --store.")


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    threads = str(min(_THREADS, os.cpu_count() or 1))
    given = {**_CONFIG, "memory_limit": _MEMORY[read_only], "threads": threads}
    config: dict[str, str | bool | int | float | list[str]] = {**given}
    try:
        return duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as error:
        raise _refused(path, error) from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what the database says while it reads into one sentence about the store at `path`; StoreError."""
    try:
        yield
    except (duckdb.ProgrammingError, duckdb.NotSupportedError):
        raise  # a query of ours is wrong, not the store
    except duckdb.Error as error:
        raise StoreError(_sentence(path, error)) from error


def _refused(path: Path, error: duckdb.Error) -> StoreError:
    """What to tell of a store that cannot be opened."""
    if "Could not set lock" not in str(error):
        return StoreError(_sentence(path, error))
    holder = re.search(r"PID (\d+)", str(error).replace(str(path), ""))
    who = f" (process {holder.group(1)})" if holder else ""
    return StoreInUseError(
        f"The store {path} is in use by another program{who}: "
        "if that is a reviewer, close it; if it is an import, wait until it has finished.",
        int(holder.group(1)) if holder else None,
    )


def _sentence(path: Path, error: duckdb.Error) -> str:
    text = str(error).replace(str(path), "")
    if isinstance(error, duckdb.ConnectionException) and "different configuration" in text:
        return f"The store {path} is open for something else in this program: wait until that has finished."
    if "newer" in text.lower() or "storage version" in text.lower():
        return f"The store {path} was written by a newer version of the database: upgrade Discretion to open it."
    if isinstance(error, duckdb.IOException) and re.search("Cannot open file|ermission denied|Read-only", text):
        return f"The store {path} cannot be opened for writing: check the permissions of the file and its folder."
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"There is not enough memory to read the store {path}: close other programs and try again."
    return f"The store {path} is damaged and cannot be read: restore a copy or import the files into a new store."


def _schema_version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    foreign = f"{path} is a DuckDB file but not a Discretion store: choose another --store."
    try:
        rows = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        if not connection.execute("SELECT 1 FROM duckdb_tables()").fetchall():
            return 0  # an import was killed before it made its tables
        raise StoreError(foreign) from error
    except duckdb.Error as error:
        raise StoreError(_sentence(path, error)) from error
    if rows.get("format") != FORMAT_NAME or not str(rows.get("schema_version", "")).isdecimal():
        raise StoreError(foreign)
    version = int(rows["schema_version"])
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"The store {path} was made by a newer Discretion (schema {version}, this one reads {SCHEMA_VERSION}): "
            "upgrade to open it."
        )
    return version


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
        connection.rollback()
        raise
