"""Where in a record a value is: a column, or a place within what the column holds."""

import re
from ast import literal_eval
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self, TypeAlias

import orjson

_OPENERS = ("{", "[")
_ALL_BUT_LAST = ":-1"
_LONGEST = 18
"""Characters of a place in a list."""
_PRINTED = re.compile(r"\s*(?:\{'|\[\s*['\"{\[])")

Step: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class FieldPath:
    """A column and the steps from there: a name in an object, a place in a list (from 0, or -1), or `:-1`.

    `:-1` is all of a list but its last item. Text that holds JSON is gone into like what it holds.
    """

    written: str
    column: str
    steps: tuple[Step, ...] = ()

    @classmethod
    def parse(cls, written: str, columns: Collection[str] = ()) -> Self:
        """Read `column.name.0.name`; a column of `columns` may have dots in its own name."""
        parts = written.strip().split(".")
        for length in range(len(parts), 1, -1):
            name = ".".join(parts[:length]).lower()
            if name in columns:
                return cls(written.strip(), name, tuple(map(_step, parts[length:])))
        return cls(written.strip(), parts[0].strip().lower(), tuple(map(_step, parts[1:])))

    def of(self, fields: Mapping[str, object]) -> object:
        """The value there; None where there is nothing."""
        value = fields.get(self.column)
        for step in self.steps:
            value = _within(value, step)
        return value


def json_of(value: object) -> object:
    """What JSON text, or the same as Python prints it, holds of an object or list; any other `value` itself."""
    if isinstance(value, str) and (value.startswith(_OPENERS) or (value[:1].isspace() and _opens(value))):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return _printed(value) if _PRINTED.match(value) else value
    return value


def _printed(text: str) -> object:
    """A list or object as Python prints it, which is what tables of pandas have; else the text itself."""
    try:
        found = literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return found if isinstance(found, dict | list) else text


def _opens(text: str) -> bool:
    return text.lstrip().startswith(_OPENERS)


def _step(part: str) -> Step:
    return int(part) if part.removeprefix("-").isdecimal() and len(part) <= _LONGEST else part


def _within(value: object, step: Step) -> object:
    value = json_of(value)
    if isinstance(value, Mapping):
        return value.get(step, value.get(str(step)))
    if isinstance(value, list):
        if step == _ALL_BUT_LAST:
            return value[:-1]
        if isinstance(step, int) and -len(value) <= step < len(value):
            return value[step]
    return None
