"""Arrow's own files and streams as records, as `datasets` writes them to disk."""

import os
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from core.importers.containers.columns import batch_rows, declared, look_through
from core.importers.containers.content import Content
from core.importers.containers.faults import FaultSink
from core.importers.containers.records import Record
from core.importers.containers.row_numbers import RowNumbers, pandas_index

if TYPE_CHECKING:
    import pyarrow as pa

FILE_MARK: Final = b"ARROW1"
_ROWS: Final = 1_000


class Arrow:
    """Reads one file of Arrow batches, or a stream of them; values absent are None."""

    unit: Final = "row"
    text_cells: Final = False
    around: Final[Mapping[str, Any]] = {}
    warnings: Final[tuple[str, ...]] = ()

    def __init__(self, content: Content) -> None:
        """Read the schema; raises FormatError when the file is damaged or two columns come to one name."""
        self._content = content
        with self._opened() as (schema, _, _):
            self.header = declared(schema.names, content.name)
            self.beside, self._index = RowNumbers(schema.names), pandas_index(schema)

    @property
    def names(self) -> Collection[str]:
        """Names of the columns."""
        return self.header

    def rows(self, faults: FaultSink, first: int, file: str) -> Generator[Record, None, int]:  # noqa: ARG002 - none
        """Read from the first row."""
        row = 0
        with self._opened() as (_, batches, opened):
            for batch in batches:
                look_through(self.beside, batch, first + row)
                for start in range(0, batch.num_rows, _ROWS):
                    for fields in batch_rows(batch.slice(start, _ROWS), self._content.name):
                        yield Record(row + 1, first + row, fields, file)
                        row += 1
                self._content.report(opened.tell())
        self.beside.look_past(first, row, self._index)
        self._content.report(self._content.size)
        return row

    @contextmanager
    def _opened(self) -> "Iterator[tuple[pa.Schema, Iterable[pa.RecordBatch], pa.NativeFile]]":
        """Give the schema, the batches one by one, and the file from which they come."""
        import pyarrow as pa

        try:
            with pa.OSFile(os.fsencode(self._content.plain_path())) as file:
                if self._content.start.startswith(FILE_MARK):
                    found = pa.ipc.open_file(file)
                    yield found.schema, map(found.get_batch, range(found.num_record_batches)), file
                else:
                    stream = pa.ipc.open_stream(file)
                    yield stream.schema, stream, file
        except (pa.ArrowException, OSError) as error:
            raise self._content.damaged("Arrow", error) from error
