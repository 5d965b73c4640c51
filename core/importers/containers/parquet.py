"""Parquet as records, a batch of rows at a time."""

import os
from collections.abc import Collection, Generator, Mapping
from typing import Any, Final

import orjson

from core.importers.containers.columns import batch_rows, declared, look_through
from core.importers.containers.content import Content
from core.importers.containers.faults import FaultSink
from core.importers.containers.records import Record
from core.importers.containers.row_numbers import RowNumbers, pandas_index

AROUND: Final = b"discretion.around"
"""Under what a file's own metadata has what stands around the records, as JSON."""
_BATCH: Final = 500


class Parquet:
    """Reads one Parquet file; values absent are None."""

    unit: Final = "row"
    text_cells: Final = False
    warnings: Final[tuple[str, ...]] = ()

    def __init__(self, content: Content) -> None:
        """Read the schema; raises FormatError when the file is damaged or two columns come to one name."""
        # The system's own allocator gives back what a group of rows took; read when the library is first imported.
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
        import pyarrow as pa
        from pyarrow.parquet import read_schema

        self._content = content
        try:
            with pa.OSFile(os.fsencode(content.plain_path())) as file:
                schema = read_schema(file)
        except (pa.ArrowException, OSError) as error:
            raise content.damaged("Parquet", error) from error
        self.header = declared(schema.names, content.name)
        self.beside, self._index = RowNumbers(schema.names), pandas_index(schema)
        self.around = _around(schema.metadata)

    @property
    def names(self) -> Collection[str]:
        """Names of the columns."""
        return self.header

    def rows(self, faults: FaultSink, first: int, file: str) -> Generator[Record, None, int]:  # noqa: ARG002 - none
        """Read from the first row."""
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile

        row = 0
        try:
            with (
                pa.OSFile(os.fsencode(self._content.plain_path())) as opened,
                ParquetFile(opened, pre_buffer=False, buffer_size=1 << 20) as found,
            ):
                total = found.metadata.num_rows or 1
                for batch in found.iter_batches(_BATCH):
                    look_through(self.beside, batch, first + row)
                    for fields in batch_rows(batch, self._content.name):
                        yield Record(row + 1, first + row, fields, file)
                        row += 1
                    self._content.report(self._content.size * row // total)
        except (pa.ArrowException, OSError) as error:
            raise self._content.damaged("Parquet", error) from error
        self.beside.look_past(first, row, self._index)
        self._content.report(self._content.size)
        return row


def _around(metadata: Mapping[bytes, bytes] | None) -> Mapping[str, Any]:
    """What an export of ours says of all records; nothing where there is none, or it is no object."""
    try:
        found = orjson.loads((metadata or {}).get(AROUND, b"{}"))
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
