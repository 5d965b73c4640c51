"""Fields of a record as formats need them: each raises MalformedRowError that names the field."""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, Final

from core.importers.containers.columns import NoText
from core.importers.entry import Fact, MalformedRowError
from core.importers.formats.field_path import json_of
from core.model.safe_text import inert_line

_SHOWN: Final = 40
_EXACT: Final = 2**53
"""The whole numbers up to which a number with a fraction is exact."""
_YES: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def text(fields: Mapping[str, Any], name: str) -> str:
    """Take a field that is a text, which may be empty."""
    value = fields.get(name)
    refuse_bytes(value, name)
    if not isinstance(value, str):
        raise MalformedRowError(f"{name} is missing" if value is None else f"{name} is not text")
    return value


def refuse_bytes(value: object, name: str) -> None:
    """Raise MalformedRowError for what a file has as bytes and is no text."""
    if isinstance(value, NoText):
        raise MalformedRowError(f"{name} has bytes that are not UTF-8")


def objects(fields: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """Take a field that is a list of objects, which text tables write as JSON; nothing there is an empty list."""
    value = json_of(fields.get(name))
    if value is None or value == "":
        return ()
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise MalformedRowError(f"{name} is not a list of objects")
    return value


def mapping(fields: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """Take a field that is an object, which text tables write as JSON; None where it is none."""
    value = json_of(fields.get(name))
    return value if isinstance(value, Mapping) else None


def glance(fields: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """Take a field's list of objects, or nothing where it is none: for claims, which raise nothing."""
    try:
        return objects(fields, name)
    except MalformedRowError:
        return ()


def mostly(found: Iterable[bool]) -> bool:
    """Whether more than half of what was looked at is as it should be: a malformed row does not make another format."""
    seen = list(found)
    return 2 * sum(seen) > len(seen)


def name_of(value: object, what: str) -> str | None:
    """Read what an annotator or model is called, a text or a whole number; None where it is empty."""
    refuse_bytes(value, what)
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        if abs(value) > _EXACT:
            raise MalformedRowError(f"{what} is a number of too many digits to be read exactly: write it as text")
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise MalformedRowError(f"{what} is neither text nor a whole number")
    return str(value).strip() or None


def number(value: object, what: str) -> float | None:
    """Read a number, which text tables write as text; None where it is empty."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        found = None
    if found is None or not isfinite(found):
        raise MalformedRowError(f"{what} is {shown(value)} and not a number")
    return found


def truth(value: object, what: str) -> bool | None:
    """Read true or false, which text tables write as words or 1 and 0; None where it is empty."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        return value
    found = _YES.get(str(value).strip().lower()) if isinstance(value, str | int) else None
    if found is None:
        raise MalformedRowError(f"{what} is {shown(value)} and neither true nor false")
    return found


def facts(**values: object) -> dict[str, Fact]:
    """Keep of named values what can be a fact: texts, numbers and truth values that are there."""
    return {
        name: value for name, value in values.items() if isinstance(value, str | int | float | bool) and value != ""
    }


def sided(name: str, a: object, b: object) -> dict[str, Fact]:
    """Name two facts, one of each response: `model_a` and `model_b`."""
    return facts(**{f"{name}_a": a, f"{name}_b": b})


def sign(value: float) -> int:
    """+1, 0 or -1."""
    return (value > 0) - (value < 0)


def higher(a: float | None, b: float | None) -> int | None:
    """Prefer the higher of two numbers; None where one of them is missing."""
    return None if a is None or b is None else sign(a - b)


def shown(value: object) -> str:
    """Write a value for a message, safe and short."""
    return f'"{inert_line(str(value), _SHOWN)}"'


def listed(names: Iterable[str]) -> str:
    """Write names for a message: `a, b or c`."""
    *before, last = names
    return f"{', '.join(before)} or {last}" if before else last
