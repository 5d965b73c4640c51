"""One row of text data, whatever the file: JSON lines, CSV or Parquet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from core.importers.bad_rows import BadRows, Fault
from core.importers.source import Source


@dataclass(frozen=True, slots=True)
class Record:
    """A row: the line (from 1) on which it starts, its number among all rows (from 0), and its fields."""

    line: int
    number: int
    fields: Mapping[str, Any]


def json_records(source: Source, bad: BadRows) -> Iterator[Record]:
    """Read JSON objects, one a line; what is none goes to `bad`.

    A malformed row keeps its number, so that the numbers of the rows after it do not depend on it. Blank lines are
    fine at the end and malformed elsewhere.
    """
    blank: list[int] = []
    for line, text in enumerate(source.lines(), 1):
        if not text.strip():
            blank.append(line)
            continue
        for number in blank:
            bad.add(Fault(number, "it is blank, and the rows after it would change their numbers", ""))
        blank.clear()
        if line in source.damaged:
            bad.add(Fault(line, source.damaged[line], text.rstrip("\r\n")))
            continue
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            bad.add(Fault(line, f"it is not JSON ({error.msg}, column {error.colno})", text.rstrip("\r\n")))
            continue
        if isinstance(value, dict):
            yield Record(line, line - 1, value)
        else:
            bad.add(Fault(line, "it is not a JSON object", value))
