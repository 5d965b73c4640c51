"""Opening a place: its container is recognised by content, and its shards become one dataset."""

import re
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from core.importers.bad_rows import BadRows, Fault
from core.importers.containers.arrow import FILE_MARK, Arrow
from core.importers.containers.content import Content
from core.importers.containers.data_place import DataPlace, digest_of
from core.importers.containers.delimited import Delimited
from core.importers.containers.excel import workbook
from core.importers.containers.faults import Collected, FaultSink, Forgotten, Noted
from core.importers.containers.json_documents import JsonDocument
from core.importers.containers.json_lines import JsonLines
from core.importers.containers.json_shapes import json_reader
from core.importers.containers.names import may_matter
from core.importers.containers.parquet import Parquet
from core.importers.containers.partitioned import Partitioned, partitioned
from core.importers.containers.readers import FileReader
from core.importers.containers.records import Record, is_empty
from core.importers.containers.row_numbers import numbering
from core.importers.containers.table import CellTable, RecordTable
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.terms import Progress

_HEAD: Final = 50
_OBJECT: Final = re.compile(r'\s*\{\s*"')
_NAMED: Final = 5
_SHOWN: Final = 40
_BINARY: Final[Mapping[bytes, Callable[[Content], FileReader]]] = {
    b"PAR1": Parquet,
    b"PARE": Parquet,  # encrypted
    FILE_MARK: Arrow,
    b"\xff\xff\xff\xff": Arrow,
    b"PK\x03\x04": workbook,
}
_FOREIGN: Final = {
    b"version https://git-lfs": "a Git LFS pointer and not the data: fetch it with git lfs pull",
    b"<!doctype html": "a web page and not data: download the file itself",
    b"<html": "a web page and not data: download the file itself",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook: save it as .xlsx first",
}


def open_records(place: DataPlace, bad: BadRows, progress: Progress | None = None) -> "OpenedRecords":
    """Open a place; malformed rows go to `bad`, each once, when the records are read and not before.

    Raises FormatError when it cannot be read, holds nothing, or its files are not of one kind.
    """
    records = OpenedRecords(place, bad, progress)
    bad.unit = records.unit
    return records


class OpenedRecords:
    """The records of one dataset, in one file or several."""

    def __init__(self, place: DataPlace, bad: BadRows, progress: Progress | None = None) -> None:
        """Recognise what the files are, and read the first records."""
        self.name = place.name
        self._place = place
        self._every = place.contents(progress)
        self._contents = [content for content in self._every if content.start or len(self._every) == 1]
        if not self._contents or not self._contents[0].start:
            raise FormatError(f"{self.name} is empty: there is nothing to import.")
        self._readers: list[FileReader] = [partitioned(_reader(each), each.path) for each in self._contents]
        self._sinks = [Noted(bad, self._file(content)) for content in self._contents]
        self.unit = self._readers[0].unit
        self.text_cells = self._readers[0].text_cells
        self.head = tuple(islice(self._read([Forgotten()] * len(self._readers)), _HEAD))
        self.columns = self._columns()
        self.head += tuple(self._later())
        if not self.columns:
            self._refuse_without_rows()
        self._refuse_unlike()

    @property
    def around(self) -> Mapping[str, Any]:
        """What stands around the list of records in a JSON object, by name; nothing elsewhere."""
        return self._readers[0].around

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of the files, once they are read."""
        found = [*self._place.warnings, *(warning for reader in self._readers for warning in reader.warnings)]
        late = dict.fromkeys(name for reader in self._readers for name in reader.names if name not in self.columns)
        if late:
            named = ", ".join(inert_line(name, _SHOWN) for name in islice(late, _NAMED))
            more = f" and {len(late) - _NAMED} more" if len(late) > _NAMED else ""
            found.append(
                f"{self.name}: none of the first {_HEAD} rows has the fields {named}{more}: "
                "what the columns mean was settled without them."
            )
        return tuple(found)

    def numbering(self, used: Collection[str]) -> tuple[str, ...]:
        """What to say, once all is read and where rows' numbers name cases, of others beside them that are not used."""
        said = numbering([reader.beside for reader in self._readers], used)
        return () if said is None else (f"{self.name}: {said}",)

    def __iter__(self) -> Iterator[Record]:
        """Read from the first record; malformed rows go to the bad rows. Can be called again."""
        return self._read(self._sinks)

    def sha256(self) -> str:
        """Digest of the files as they are on disk, in hex; free of charge once all has been read."""
        return digest_of(self._every)

    def table(self, title: str) -> CellTable:
        """The same as a table of text cells from the first row, whose malformed rows are among its chunks' faults.

        `title` is what an oracle or annotator is called by default.
        """
        (reader, *others) = self._readers
        if isinstance(reader, Delimited) and not others:
            return reader.table(title)
        return RecordTable(self, title, self._collecting)

    def _file(self, content: Content) -> str:
        """What names a file in faults; nothing where that is what the place is called."""
        return content.name if content.name != self.name else ""

    def _collecting(self, faults: list[Fault]) -> Iterator[Record]:
        return self._read([Collected(faults, self._file(content)) for content in self._contents])

    def _read(self, sinks: Sequence[FaultSink]) -> Generator[Record, None, None]:
        number = 0
        for content, reader, sink in zip(self._contents, self._readers, sinks, strict=True):
            number += yield from reader.rows(sink, number, self._file(content))

    def _later(self) -> Iterator[Record]:
        """The first row that has something in a column that is empty in the first rows, for each such column.

        What it means would be settled without a look at it: whose the rows are, where those of nobody come first.
        """
        named = filter(may_matter, self.columns)
        empty = {name for name in named if all(is_empty(record.fields.get(name)) for record in self.head)}
        if not empty or len(self.head) < _HEAD:
            return
        for record in islice(self._read([Forgotten()] * len(self._readers)), _HEAD, None):
            filled = {name for name in empty if not is_empty(record.fields.get(name))}
            if filled:
                yield record
                empty -= filled
                if not empty:
                    return

    def _refuse_without_rows(self) -> None:
        """Raise FormatError where no row is there, or none is whole; values that are no rows are another matter."""
        faults: list[Fault] = []
        if next(self._collecting(faults), None) is not None:
            return
        if not faults:
            raise FormatError(f"{self.name} is empty: there is nothing to import.")
        fault = faults[0]
        if isinstance(fault.row, Mapping) or (isinstance(fault.row, str) and _OBJECT.match(fault.row)):
            file = fault.file or self.name
            raise FormatError(f"{file}, {self.unit} {fault.line}: {fault.reason}, and no other row is whole: fix them.")

    def _refuse_unlike(self) -> None:
        """Raise FormatError where files do not have the columns of the first, or are tables of another kind."""
        (first, *_), (name, *_) = self._readers, (content.name for content in self._contents)
        columns = self._columns_of(first)
        for reader, content in zip(self._readers[1:], self._contents[1:], strict=True):
            others = self._columns_of(reader)
            alike = columns == others if first.header is not None else columns <= others or others <= columns
            if _kind(first) is not _kind(reader):
                raise FormatError(
                    f"{content.name} is a file of another kind than {name}, so that they are not one dataset: "
                    "name each by itself."
                )
            if not alike:
                raise FormatError(
                    f"{content.name} has other columns than {name}, so that they are not one dataset: "
                    "name each by itself."
                )

    def _columns_of(self, reader: FileReader) -> set[str]:
        if reader.header is not None:
            return set(reader.header)
        return {name for record in islice(reader.rows(Forgotten(), 0, ""), _HEAD) for name in record.fields}

    def _columns(self) -> tuple[str, ...]:
        header = self._readers[0].header
        if header is not None:
            return header
        return tuple(dict.fromkeys(name for record in self.head for name in record.fields))


def _kind(reader: FileReader) -> type[FileReader]:
    """The kind of container; JSON is one, for a shard with a single row may be taken for a document."""
    reader = reader.reader if isinstance(reader, Partitioned) else reader
    return JsonLines if isinstance(reader, JsonDocument) else type(reader)


def _reader(content: Content) -> FileReader:
    for mark, reader in _BINARY.items():
        if content.start.startswith(mark):
            return reader(content)
    if content.start[257:262] == b"ustar":
        raise FormatError(f"{content.name} is a tar archive: take the file that is to be imported out of it first.")
    start = content.start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, said in _FOREIGN.items():
        if start.lower().startswith(mark):
            raise FormatError(f"{content.name} is {said}.")
    if start[:1] in {b"{", b"["}:
        return json_reader(content)
    return Delimited(content)
