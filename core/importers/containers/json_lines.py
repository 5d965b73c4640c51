"""JSON lines: an object a line, a block of them parsed at a time."""

from collections.abc import Collection, Generator, Mapping
from typing import Any, Final

from core.importers.containers.content import Content
from core.importers.containers.faults import FaultSink
from core.importers.containers.json_values import JsonFields, Malformed, several_parsed
from core.importers.containers.line_blocks import CUT, LineBlocks
from core.importers.containers.records import Record
from core.importers.containers.row_numbers import RowNumbers

_BLANK: Final = "it is blank, and the rows after it would change their numbers"


class JsonLines:
    """Reads one file of JSON lines.

    A malformed row keeps its number, so that the numbers of the rows after it do not depend on it. Blank lines are
    fine at the end and malformed elsewhere.
    """

    unit: Final = "line"
    text_cells: Final = False
    header: Final = None
    around: Final[Mapping[str, Any]] = {}

    def __init__(self, content: Content) -> None:
        self._content = content
        self._fields = JsonFields()
        self.beside = RowNumbers()
        self._blocks = LineBlocks(content)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say that the last line has no end."""
        return (CUT.format(self._content.name),) if self._blocks.open_ended else ()

    @property
    def names(self) -> Collection[str]:
        """Names of the fields that were met so far."""
        return self._fields.names

    def rows(self, faults: FaultSink, first: int, file: str) -> Generator[Record, None, int]:
        """Read from the first line."""
        line = 0
        last = 0
        before = first - 1
        named = self._fields
        for block in self._blocks:
            lines = block.split(self._blocks.end)
            if not lines[-1]:
                lines.pop()
            for text, value in zip(lines, several_parsed(block, lines), strict=True):
                line += 1
                fields = named.of(value) if type(value) is dict else value
                if type(fields) is dict:
                    if line != last + 1:
                        _refuse_blanks(faults, last + 1, line)
                    last = line
                    if named.indexes:
                        self.beside.look_at(before + line, value, named.indexes)
                    yield Record(line, before + line, fields, file)
                    continue
                if not text.strip():
                    continue
                _refuse_blanks(faults, last + 1, line)
                last = line
                reason = fields.reason if type(fields) is Malformed else "it is not a JSON object"
                row = fields.row if type(fields) is Malformed else fields
                faults.add(line, reason, row)
        return last


def _refuse_blanks(faults: FaultSink, start: int, end: int) -> None:
    for line in range(start, end):
        faults.add(line, _BLANK, "")
