"""JSON objects from bytes: names in lower case, no key twice, NaN as missing."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson

from core.importers.containers.names import field_names, named_twice

_CACHED: Final = 10_000
_UNUSUAL: Final = re.compile(rb"NaN|Infinity")
_BLANK_BEFORE_COLON: Final = re.compile(rb'"[ \t\r\n]+:')


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row that is none: why, and what stands there."""

    reason: str
    row: object


class JsonFields:
    """Gives fields the names by which formats know them; what an object's keys come to is worked out once."""

    def __init__(self) -> None:
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
        return plan


def several_parsed(block: bytes, lines: Sequence[bytes]) -> Sequence[Any]:
    """Parse the lines of a block, with `Malformed` in place of what is no JSON or has a key twice."""
    try:
        values = list(map(orjson.loads, lines))
    except orjson.JSONDecodeError:
        return [parsed(line) for line in lines]
    tokens = _key_tokens(block)
    if tokens is not None and (tokens == _lengths(values) or tokens == sum(map(_keys, values))):
        return values
    return [_once(line, value) for line, value in zip(lines, values, strict=True)]


def parsed(text: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Parse one value; `Malformed` where it is no JSON or has a key twice. NaN and Infinity are null."""
    try:
        return _once(text, orjson.loads(text))
    except orjson.JSONDecodeError as error:
        if _UNUSUAL.search(text) and (found := _lenient(text)) is not None:
            return found
        return Malformed(_why(text, error), text.decode(errors="surrogateescape").rstrip("\r\n"))


def _why(text: bytes, error: orjson.JSONDecodeError) -> str:
    if b"\0" in text:
        return "it has a NUL byte"
    try:
        orjson.loads(text.decode())
    except UnicodeDecodeError:
        return "it has bytes that are not UTF-8"
    except orjson.JSONDecodeError as found:
        error = found
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
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=lambda _: None)
        orjson.dumps(value)
    except _TwiceError as error:
        return Malformed(f"it has the key {error} twice", text.decode())
    except (ValueError, RecursionError, TypeError):
        return None
    return value


def _once(text: bytes, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The value, or `Malformed` where an object in it has a key twice, of which the parser keeps the last."""
    if type(value) is not dict:
        return value
    if not _BLANK_BEFORE_COLON.search(text):
        tokens, wanted = text.count(b'":'), _keys(value)
        if tokens == wanted or (b'\\\\":' not in text and tokens - text.count(b'\\":') == wanted):
            return value
    try:
        json.loads(text, object_pairs_hook=_pairs)
    except _TwiceError as error:
        return Malformed(f"it has the key {error} twice", text.decode())
    except (ValueError, RecursionError):
        pass
    return value


def _key_tokens(block: bytes) -> int | None:
    """Count the colons right after a quote: at least one for each key; None where blanks may stand before a colon."""
    data = np.frombuffer(block, np.uint8)
    colons = np.flatnonzero(data == 58)
    before = data[colons - 1]
    return None if (before <= 32).any() else int(np.count_nonzero(before == 34))


def _lengths(values: Sequence[Any]) -> int:
    return sum(len(value) for value in values if type(value) is dict)


def _keys(value: Any) -> int:  # noqa: ANN401 - any JSON
    """Count the keys of all objects in a value."""
    if type(value) is dict:
        found = len(value)
        for item in value.values():
            if type(item) is dict or type(item) is list:
                found += _keys(item)
        return found
    if type(value) is list:
        return sum(_keys(item) for item in value if type(item) is dict or type(item) is list)
    return 0
