"""JSON that is not a row a line: a list of objects, a list within an object, objects one after the other."""

from collections.abc import Collection, Generator, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from core.importers.containers.content import Content
from core.importers.containers.faults import FaultSink, Forgotten
from core.importers.containers.json_scan import BrokenError, JsonScan
from core.importers.containers.json_values import JsonFields, Malformed, several_parsed
from core.importers.containers.records import Record
from core.importers.containers.row_numbers import RowNumbers
from core.model.errors import FormatError

_BATCH: Final = 1 << 17
"""Bytes parsed at once."""


class JsonDocument:
    """Reads the objects of one JSON document, of which only the one at hand is in memory.

    They are the elements of its list; with `member`, of the list that an object has under that name; with `stream`,
    objects one after the other. Lines are counted where each row begins on one of its own, and rows where not.
    """

    text_cells: Final = False
    header: Final = None
    warnings: Final[tuple[str, ...]] = ()

    def __init__(
        self,
        content: Content,
        member: bytes | None = None,
        around: Mapping[str, Any] | None = None,
        *,
        stream: bool = False,
    ) -> None:
        self.around: Mapping[str, Any] = around or {}
        self._content = content
        self._fields = JsonFields()
        self.beside = RowNumbers()
        self._member = member
        self._stream = stream
        self.unit = "line"
        first = [record.line for record in islice(self.rows(Forgotten(), 0, ""), 2)]
        if len(set(first)) < len(first):
            self.unit = "row"

    @property
    def names(self) -> Collection[str]:
        """Names of the fields that were met so far."""
        return self._fields.names

    def rows(self, faults: FaultSink, first: int, file: str) -> Generator[Record, None, int]:
        """Read from the first object; raises FormatError where the document is broken or cut short."""
        row = 0
        named = self._fields
        try:
            for line, value in self._parsed():
                fields = named.of(value) if type(value) is dict else value
                place = line if self.unit == "line" else row + 1
                if type(fields) is dict:
                    if named.indexes:
                        self.beside.look_at(first + row, value, named.indexes)
                    yield Record(place, first + row, fields, file)
                elif type(fields) is Malformed:
                    faults.add(place, fields.reason, fields.row)
                else:
                    faults.add(place, "it is not a JSON object", fields)
                row += 1
        except BrokenError as error:
            raise broken(self._content, error) from error
        return row

    def _parsed(self) -> Iterator[tuple[int, Any]]:
        """Parse the values, some at a time."""
        values = self._values()
        for first in values:
            batch = [first]
            length = len(first[1])
            while length < _BATCH and (following := next(values, None)) is not None:
                batch.append(following)
                length += len(following[1])
            texts = [text for _, text in batch]
            yield from zip((line for line, _ in batch), several_parsed(b"\n".join(texts), texts), strict=True)

    def _values(self) -> Iterator[tuple[int, bytes]]:
        scan = JsonScan(self._content.blocks())
        if self._stream:
            while scan.peek():
                line = scan.line
                yield line, scan.value()
            return
        if self._member is None:
            yield from scan.elements()
        else:
            for key in scan.members():
                if key == self._member:
                    yield from scan.elements()
                else:
                    scan.value()
        if (following := scan.peek()) == b"[":
            raise FormatError(
                f"{self._content.name}, line {scan.line}: rows are lists: write objects that name their fields."
            )
        if following:
            raise BrokenError(scan.line, cut=False)


def broken(content: Content, error: BrokenError) -> FormatError:
    """What to say of a document that is broken."""
    if error.cut:
        return FormatError(f"{content.name} is cut short, for its JSON has no end: download or copy it again.")
    return FormatError(f"{content.name}, line {error.line}: the JSON is broken here; correct it and try again.")
