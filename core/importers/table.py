"""CSV with a header, row by row."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.importers.bad_rows import BadRows
from core.importers.containers.delimited import DelimitedTable
from core.importers.containers.table import Chunk
from core.importers.records import Record
from core.model.errors import FormatError

_RECORDS: Final = 256

__all__ = ["Chunk", "CsvFile"]


class CsvFile(DelimitedTable):
    """A CSV file being read; names in `header` are in lower case without surrounding blanks."""

    def require(self, wanted: Sequence[str], needs: str) -> None:
        """Raise FormatError when a wanted column is missing; `needs` says which columns the format needs."""
        missing = [name for name in wanted if name not in self.header]
        if missing:
            columns = f"column {missing[0]} is" if len(missing) == 1 else f"columns {', '.join(missing)} are"
            raise FormatError(f"{self._source.name}, line 1: {columns} missing; {needs}.")

    def records(self, bad: BadRows) -> Iterator[Record]:
        """Read row by row; malformed rows go to `bad` in the order of the file."""
        for chunk in self.chunks(_RECORDS):
            waiting = sorted(chunk.faults, key=lambda fault: fault.line)
            for index, (line, number) in enumerate(zip(chunk.lines, chunk.numbers, strict=True)):
                while waiting and waiting[0].line < line:
                    bad.add(waiting.pop(0))
                yield Record(line, number, chunk.row(index))
            bad.extend(waiting)
