"""The numbers that pandas and R write beside the rows: of where each once stood, which may not be where it stands."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson

from core.importers.containers.names import field_name

MOVED: Final = "the numbers beside the rows are not those of where they stand, by which their cases are called, from 0"


def is_numbered(schema: Any) -> bool:  # noqa: ANN401 - of Arrow, which is imported where it is used
    """Whether a table has an index of whole numbers, which pandas keeps where they are not those of the rows."""
    if any(field_name(each.name) is None and str(each.type).startswith(("int", "uint")) for each in schema):
        return True
    try:
        told = orjson.loads((schema.metadata or {}).get(b"pandas", b"{}"))
    except orjson.JSONDecodeError:
        return False
    indexes = told.get("index_columns") if isinstance(told, dict) else None
    ranges = [each for each in indexes if isinstance(each, dict)] if isinstance(indexes, list) else []
    return any((each.get("start"), each.get("step")) != (0, 1) for each in ranges)


class RowNumbers:
    """Whether a table numbers its rows in another order, or with others between them, than they have in the file."""

    def __init__(self, header: Sequence[str]) -> None:
        """Look for the column of numbers in a header."""
        self.place = next((place for place, name in enumerate(header) if field_name(name) is None), None)
        self.moved = False
        self._first: int | None = None

    def look(self, numbers: Iterable[int], values: Iterable[object]) -> None:
        """Hold numbers of rows, from 0, against what stands beside them; R counts from 1."""
        for number, value in zip(numbers, values, strict=True):
            said = str(value).strip()
            if not (said.isascii() and said.isdecimal()):
                continue  # a column without a name that numbers nothing
            beside = int(said) - number
            if self._first is None:
                self._first = beside
            self.moved = self.moved or beside != self._first or beside not in {0, 1}
