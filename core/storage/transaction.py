"""One transaction on a store that is being written: committed whole, or undone without a trace."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from core.model.errors import StoreError, StoreInUseError
from core.storage.connection import make, open_read_write
from core.storage.creating import discard
from core.storage.looking import database_path
from core.storage.refusing import words

_BESIDE: Final = "writing-beside"


class Transaction:
    """The open transaction of one import."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, *, fresh: bool) -> None:
        self.connection = connection
        self._path = path
        self._fresh = fresh
        self._stage: dict[str, NDArray[Any]] = {}
        self._beside = ThreadPoolExecutor(1, _BESIDE)
        # Who is interrupted while the thread starts knows nothing of it, and would not wait for its work.
        self._beside.submit(_nothing).result()
        self._work: Future[None] | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open `path` for writing, making it if need be, and begin; raises StoreError."""
        fresh = False
        connection: duckdb.DuckDBPyConnection | None = None
        try:
            fresh = make(path)
            connection = open_read_write(path)
            connection.begin()
            return cls(connection, path, fresh=fresh)
        except StoreInUseError:
            raise  # another program has begun to fill what was made here
        except BaseException:
            if fresh:
                discard(Path(database_path(path)))
            if connection is not None:
                connection.close()
            raise

    def beside(self, work: Callable[[], None]) -> None:
        """Have something written while the caller goes on; whatever is asked of the transaction next waits for it.

        What goes wrong in it is raised then.
        """
        self.settle()
        self._work = self._beside.submit(work)

    def settle(self) -> None:
        """Wait for what is being written beside."""
        work = self._work
        if work is not None and not _is_beside():
            self._work = None
            work.result()

    def commit(self) -> None:
        """Make everything last, in the one file; raises duckdb.Error where nothing is kept, StoreError where all is."""
        self.settle()
        self.connection.commit()
        try:
            self.connection.execute("CHECKPOINT")  # closing would not say that it failed
        except duckdb.Error as failure:
            if self._fresh:
                raise
            raise StoreError(
                f"The import is kept, but could not be put into {self._path} itself ({words(str(failure))}): leave "
                f"{self._path.name}.wal beside it, mend that and run the same import again."
            ) from failure
        self._fresh = False

    def close(self) -> None:
        """Let go of the file; what was not committed is undone, and a file that was made for it removed."""
        self._beside.shutdown()
        if self._fresh:
            discard(Path(database_path(self._path)))  # while nobody else can open it
        self.connection.close()

    def refused(self, failure: duckdb.Error) -> StoreError:
        """What to tell the user when the database gives up in the middle of it."""
        return StoreError(
            f"The import could not be written to {self._path}, which is as it was before ({words(str(failure))}): "
            "correct that and try again."
        )

    def stage(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Make columns readable as the table `stage`."""
        self.settle()
        # The database holds on to all that was ever registered until the commit: to dictionaries, emptied here.
        self._stage.clear()
        # It cannot take an array that runs backwards.
        self._stage = {name: np.ascontiguousarray(column) for name, column in columns.items()}
        self.connection.register("stage", self._stage)

    def execute(self, statement: str) -> None:
        """Run a statement that changes nothing of the store."""
        self.rows(statement)

    def insert(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run a statement that writes, and return how many rows it wrote."""
        return self.number(statement, values)

    def number(self, query: str, values: Sequence[object] = ()) -> int:
        """The one number that a query gives."""
        row = self.first(query, values)
        return int(row[0]) if row is not None else 0

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a result, read to its end: a result left open would block the connection."""
        self.settle()
        return self.connection.execute(query, list(values)).fetchall()

    def arrays(self, query: str, values: Sequence[object] = ()) -> dict[str, NDArray[Any]]:
        """The columns of a result by name."""
        self.settle()
        return self.connection.execute(query, list(values)).fetchnumpy()

    def first(self, query: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """The first row of a result."""
        found = self.rows(query, values)
        return found[0] if found else None


def _nothing() -> None:
    """Work that starts the thread for what follows."""


def _is_beside() -> bool:
    return threading.current_thread().name.startswith(_BESIDE)
