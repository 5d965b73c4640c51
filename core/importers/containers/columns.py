"""Columns of Arrow data as rows of what JSON has."""

import base64
import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from core.importers.containers.names import field_names, named_twice
from core.importers.containers.row_numbers import RowNumbers
from core.model.errors import FormatError

if TYPE_CHECKING:
    import pyarrow as pa

_NUMBERED: Final = ("int", "uint", "float", "double", "halffloat", "decimal", "string", "large_string", "dictionary")
"""How Arrow's types of numbers, and of texts that may be some, begin."""


def declared(names: Sequence[str], file: str) -> tuple[str, ...]:
    """The columns of a file by the names that formats know; raises FormatError where two come to one."""
    found = field_names(names)
    twice = named_twice(found)
    if twice is not None:
        raise FormatError(f"{file} has two columns {twice}: rename one of them.")
    return tuple(name for name in found if name is not None)


def batch_rows(batch: "pa.RecordBatch", file: str) -> Iterator[dict[str, Any]]:
    """The rows of a batch; what is absent, not a number or infinite is None; FormatError for what is no value."""
    names = field_names(batch.schema.names)
    kept = [(name, _read(batch.column(place), name, file)) for place, name in enumerate(names) if name is not None]
    keys = [name for name, _ in kept]
    if not keys:
        return
    for row in zip(*(values for _, values in kept), strict=True):
        yield dict(zip(keys, row, strict=True))


def look_through(beside: RowNumbers, batch: "pa.RecordBatch", first: int) -> None:
    """Look at the columns of a batch that may number its rows, which have the numbers from `first`."""
    for place, name in beside.places:
        column = batch.column(place)
        if str(column.type).startswith(_NUMBERED):
            try:
                values = column.to_pylist()
            except UnicodeDecodeError:
                continue  # told where the column is read, if it is
            beside.look(name, range(first, first + len(values)), values)


class NoText(str):
    """Bytes that are not UTF-8, in base 64: a fact may be that, and no text of a case or name."""

    __slots__ = ()


def as_json(value: object) -> object:
    """A value as JSON has it: times as ISO 8601, decimals as numbers, bytes as text or else in base 64."""
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return _number(value) if not isinstance(value, bytes) else _text(value)


def _number(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return NoText(base64.b64encode(value).decode())


def _read(column: "pa.Array", name: str, file: str) -> list[Any]:
    try:
        return _values(column)
    except UnicodeDecodeError as error:
        raise _refusal(file, name, "text that is not UTF-8") from error
    except OverflowError as error:
        raise _refusal(file, name, "a time beyond the year 9999 or before the year 1") from error
    except (KeyError, ValueError) as error:
        raise _refusal(file, name, "a key twice in one value, or a value that is none") from error


def _refusal(file: str, name: str, what: str) -> FormatError:
    return FormatError(f"{file}: the column {name} has {what}: correct it and write the file again.")


def _values(column: "pa.Array") -> list[Any]:
    values: list[Any] = column.to_pylist(**({"maps_as_pydicts": "strict"} if _has_maps(column.type) else {}))
    return values if _is_plain(column.type) else [as_json(value) for value in values]


def _is_plain(kind: "pa.DataType") -> bool:
    """Whether every value of a type is what JSON has."""
    import pyarrow as pa

    if pa.types.is_nested(kind):
        return all(_is_plain(kind.field(place).type) for place in range(kind.num_fields))
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return bool(text or pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind))


def _has_maps(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    if pa.types.is_map(kind):
        return True
    return pa.types.is_nested(kind) and any(_has_maps(kind.field(place).type) for place in range(kind.num_fields))
