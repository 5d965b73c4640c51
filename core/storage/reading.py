"""Asking the database: what every question to a store goes through."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
from numpy.typing import NDArray

from core.storage.connection import reading


class Reading:
    """A connection for reading, and where its store is."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @cached_property
    def schema_version(self) -> int:
        """The version of the store's tables; one older than ours is read as it is."""
        return self._number("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'schema_version'")

    def count_cases(self) -> int:
        """How many cases there are; their `n` run from 0. Nobody can add one while the store is read."""
        return self._cases

    @cached_property
    def _cases(self) -> int:
        return self._number("SELECT count(*) FROM cases")

    def _number(self, query: str) -> int:
        return int(self._rows(query)[0][0])

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with reading(self.path):
            return self._connection.execute(query, list(values)).fetchall()

    def _arrays(self, query: str, values: Sequence[object] = ()) -> dict[str, NDArray[Any]]:
        with reading(self.path):
            return self._connection.execute(query, list(values)).fetchnumpy()
