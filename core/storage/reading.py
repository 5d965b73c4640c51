"""Asking the database: what every question to a store goes through."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import duckdb
from numpy.typing import NDArray

from core.storage.connection import reading


class Reader:
    """A connection for reading, and where its store is."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.connection: Final = connection
        self.path: Final = path

    @cached_property
    def schema_version(self) -> int:
        """The version of the store's tables; one older than ours is read as it is."""
        return self.number("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'schema_version'")

    @cached_property
    def cases(self) -> int:
        """How many cases there are; nobody can add one while the store is read."""
        return self.number("SELECT count(*) FROM cases")

    def number(self, query: str) -> int:
        """The one number that a query gives."""
        return int(self.rows(query)[0][0])

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a result; StoreError where the store cannot be read."""
        with reading(self.path):
            return self.connection.execute(query, list(values)).fetchall()

    def arrays(self, query: str, values: Sequence[object] = ()) -> dict[str, NDArray[Any]]:
        """The columns of a result by name; StoreError where the store cannot be read."""
        with reading(self.path):
            return self.connection.execute(query, list(values)).fetchnumpy()
