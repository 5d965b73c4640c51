"""Writing Parquet, with the database's own writer in a database of its own."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import duckdb

_MESSAGES: Final = "STRUCT(role VARCHAR, content VARCHAR)[]"
_TYPES: Final = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", list: _MESSAGES}
_BATCH: Final = 20_000


def write_parquet(
    columns: Sequence[tuple[str, type[object]]],
    rows: Iterable[tuple[object, ...]],
    path: Path,
) -> None:
    """Write rows to a Parquet file, a column of type `list` as messages; raises OSError when it cannot be written."""
    import numpy as np

    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"}) as connection:
        declared = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in columns)
        connection.execute(f"CREATE TABLE rows ({declared})")
        iterator = iter(rows)
        while batch := list(islice(iterator, _BATCH)):
            staged = {}
            for index, (name, _) in enumerate(columns):
                staged[name] = np.empty(len(batch), dtype=object)
                for place, row in enumerate(batch):
                    staged[name][place] = row[index]
            connection.register("batch", staged)
            connection.execute("INSERT INTO rows SELECT * FROM batch")
        try:
            connection.execute("COPY rows TO $path (FORMAT parquet)", {"path": str(path)})
        except duckdb.IOException as error:
            raise OSError(0, str(error).splitlines()[0]) from error
