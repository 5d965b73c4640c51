"""Files in folders called `KEY=VALUE`, as pandas, Spark, DuckDB and pyarrow write them: a folder's name is a column."""

import os
import re
from collections.abc import Collection, Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from core.importers.containers.faults import FaultSink
from core.importers.containers.names import field_name
from core.importers.containers.readers import FileReader
from core.importers.containers.records import Record
from core.importers.containers.row_numbers import RowNumbers

PARTITION: Final = re.compile(r"([^=]+)=(.*)", re.DOTALL)
_NOTHING: Final = "__HIVE_DEFAULT_PARTITION__"


def partitioned(reader: FileReader, path: Path) -> FileReader:
    """The same reader, whose records have what the folders right above the file at `path` say too."""
    said = said_by_folders(path)
    return Partitioned(reader, said) if said else reader


def said_by_folders(path: Path) -> dict[str, str]:
    """What the folders right above a file say of all its rows, by column, the outermost first."""
    said: dict[str, str] = {}
    for folder in path.parents:
        part = PARTITION.fullmatch(folder.name)
        if part is None:
            break
        # Bytes that are not UTF-8 come as lone surrogates, which no text may have.
        key, value = (unquote(os.fsencode(each).decode(errors="replace")) for each in part.groups())
        name = field_name(key)
        if name is not None:
            said.setdefault(name, "" if value == _NOTHING else value)
    return dict(reversed(said.items()))


class Partitioned:
    """One file whose rows lack what all of them have in common; a column of its own counts before that of a folder."""

    def __init__(self, reader: FileReader, said: Mapping[str, str]) -> None:
        """`said` are the values that the folders' names have, by column, the outermost first."""
        self.reader: Final = reader
        self._said = said
        self.unit = reader.unit
        self.text_cells = reader.text_cells

    @property
    def header(self) -> tuple[str, ...] | None:
        """The columns of the file and then those of the folders, where the file declares any."""
        own = self.reader.header
        return None if own is None else (*own, *(name for name in self._said if name not in own))

    @property
    def names(self) -> Collection[str]:
        """Names of the fields that were met so far."""
        return {*self.reader.names, *self._said}

    @property
    def around(self) -> Mapping[str, Any]:
        """What stands around the records."""
        return self.reader.around

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of the file, once it is read."""
        return self.reader.warnings

    @property
    def beside(self) -> RowNumbers:
        """How it numbers its rows, as far as it was read."""
        return self.reader.beside

    def rows(self, faults: FaultSink, first: int, file: str) -> Generator[Record, None, int]:
        """Read from the first record, as the reader does."""
        rows = self.reader.rows(faults, first, file)
        while True:
            try:
                record = next(rows)
            except StopIteration as end:
                return int(end.value)
            yield replace(record, fields={**self._said, **record.fields})
