"""JSON objects from bytes: names in lower case, no key twice, NaN as missing."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from core.importers.containers.names import field_names, named_twice
from core.importers.containers.row_numbers import index_name

_CACHED: Final = 10_000
_FEW_BLANKS: Final = 16
"""Blanks before a colon that are passed over in all places at once; of more, each takes as long as all of the few."""
_UNUSUAL: Final = re.compile(rb"NaN|Infinity")
_LONG: Final = re.compile(rb":\s*(?:-\d{19}|\d{20})")
"""What may be a whole number of more than 64 bits, of which the parser makes a fraction that has lost digits."""
_DIGITS: Final = 20
"""Of a number of 64 bits, with its sign."""
_QUOTE, _COLON, _BACKSLASH, _SPACE = b'":\\ '


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row that is none: why, and what stands there."""

    reason: str
    row: object


class JsonFields:
    """Gives fields the names by which formats know them; what an object's keys come to is worked out once."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        """All that were given so far."""
        self.indexes: dict[str, str] = {}
        """Those that may number the rows, by the keys as they are written."""
        self._plans: dict[tuple[str, ...], tuple[str | None, ...] | str | None] = {}

    def of(self, value: dict[str, Any]) -> dict[str, Any] | Malformed:
        """Rename the fields of an object; two that come to the same name are malformed."""
        keys = tuple(value)
        try:
            plan = self._plans[keys]
        except KeyError:
            plan = self._planned(keys)
        if plan is None:
            return value
        if isinstance(plan, str):
            return Malformed(f"it has {plan} twice", value)
        return {name: value[key] for name, key in zip(plan, keys, strict=True) if name is not None}

    def _planned(self, keys: tuple[str, ...]) -> tuple[str | None, ...] | str | None:
        if len(self._plans) >= _CACHED:
            self._plans.clear()
        names = field_names(keys)
        plan = named_twice(names) or (None if names == keys else names)
        self._plans[keys] = plan
        if not isinstance(plan, str):
            self.indexes.update((key, name) for key in keys if (name := index_name(key)) is not None)
            self.names.update(dict.fromkeys(name for name in names if name is not None))
        return plan


def several_parsed(block: bytes, lines: Sequence[bytes]) -> Sequence[Any]:
    """Parse the lines of a block, with `Malformed` in place of what is no JSON or has a key twice."""
    if _LONG.search(block):
        return [parsed(line) for line in lines]
    try:
        values = list(map(orjson.loads, lines))
    except orjson.JSONDecodeError:
        return [parsed(line) for line in lines]
    places = _key_places(block)
    if len(places) == sum(len(value) for value in values if type(value) is dict):
        return values
    try:
        keys = np.fromiter(map(_keys, values), np.int64, len(values))
    except RecursionError:
        return [_once(line, value) for line, value in zip(lines, values, strict=True)]
    if len(places) == keys.sum():
        return values
    starts = np.cumsum([0, *(len(line) + 1 for line in lines)])
    for index in np.flatnonzero(np.diff(np.searchsorted(np.sort(places), starts)) != keys).tolist():
        values[index] = _once(lines[index], values[index])
    return values


def parsed(text: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Parse one value; `Malformed` where it is no JSON or has a key twice. NaN and Infinity are null.

    Whole numbers of more than 64 bits are texts, with all their digits.
    """
    try:
        value = orjson.loads(text)
        return _once(text, _with_all_digits(text, value) if _LONG.search(text) else value)
    except orjson.JSONDecodeError as error:
        if _UNUSUAL.search(text) and (found := _lenient(text)) is not None:
            return found
        return Malformed(_why(text, error), text.decode(errors="surrogateescape").rstrip("\r\n"))


def _with_all_digits(text: bytes, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The value, with the texts of whole numbers of more than 64 bits; as it is where it is nested too deeply."""
    try:
        return json.loads(text, parse_int=_all_digits)
    except RecursionError:
        return value


def _all_digits(text: str) -> int | str:
    if len(text) <= _DIGITS and -(2**63) <= (number := int(text)) < 2**64:
        return number
    return text


def _why(text: bytes, error: orjson.JSONDecodeError) -> str:
    if b"\0" in text:
        return "it has a NUL byte"
    try:
        orjson.loads(text.decode())
    except UnicodeDecodeError:
        return "it has bytes that are not UTF-8"
    except orjson.JSONDecodeError as found:
        # Of text, columns are counted in characters.
        return f"it is not JSON ({found.msg}, column {found.colno})"
    return f"it is not JSON ({error.msg}, column {error.colno})"


class _TwiceError(ValueError):
    """A key stands twice in an object."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError(named_twice([key for key, _ in pairs]))
    return found


def _lenient(text: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Parse what has NaN or Infinity in it; None where that is not all that is wrong with it."""
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=lambda _: None, parse_int=_all_digits)
        orjson.dumps(value)
    except _TwiceError as error:
        return Malformed(f"it has the key {error} twice", text.decode())
    except (ValueError, RecursionError, TypeError):
        return None
    return value


def _once(text: bytes, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The value, or `Malformed` where an object in it has a key twice, of which the parser keeps the last."""
    try:
        if len(_key_places(text)) == _keys(value):
            return value
        json.loads(text, object_pairs_hook=_pairs)
    except _TwiceError as error:
        return Malformed(f"it has the key {error} twice", text.decode())
    except RecursionError:
        return Malformed("it is nested too deeply", text.decode())
    return value


def _key_places(text: bytes) -> NDArray[np.int64]:
    """Where quotes, not escaped, stand before a colon: one for each key, and more where a string begins with a colon.

    Not always in order.
    """
    data = np.frombuffer(text, np.uint8)
    colons = np.flatnonzero(data == _COLON)
    before = data[colons - 1]
    quotes = colons[before == _QUOTE] - 1
    blank = colons[before <= _SPACE] - 1
    for _ in range(_FEW_BLANKS):
        if not len(blank):
            break
        blank = blank[blank > 0] - 1
        found = data[blank]
        if (found == _QUOTE).any():
            quotes = np.concatenate((quotes, blank[found == _QUOTE]))
        blank = blank[found <= _SPACE]
    far = [_before_blanks(text, at) for at in blank.tolist()]
    quotes = np.concatenate((quotes, np.array([at for at in far if text[at] == _QUOTE], np.int64)))
    doubtful = np.flatnonzero(data[quotes - 1] == _BACKSLASH)
    return np.delete(quotes, [at for at in doubtful.tolist() if _escaped(text, int(quotes[at]))])


def _before_blanks(text: bytes, place: int) -> int:
    while place and text[place] <= _SPACE:
        place -= 1
    return place


def _escaped(text: bytes, place: int) -> bool:
    start = place
    while start and text[start - 1] == _BACKSLASH:
        start -= 1
    return (place - start) % 2 == 1


def _keys(value: Any) -> int:  # noqa: ANN401 - any JSON
    """Count the keys of all objects in a value."""
    kind = type(value)
    if kind is dict:
        found = len(value)
        for item in value.values():
            kind = type(item)
            if kind is list or kind is dict:
                found += _keys(item)
        return found
    found = 0
    if kind is list:
        for item in value:
            kind = type(item)
            if kind is list or kind is dict:
                found += _keys(item)
    return found
