"""Columns of text to arrays: a whole column at a time, cell by cell only where something is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.storage.staged import objects

_TOLERANCE: Final = 1e-6
_ORDERS: Final = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}
_ORDERS_SHOWN: Final = _ORDERS | {"0,1": 0, "0, 1": 0, "1,0": 1, "1, 0": 1}
_NEITHER: Final = -128


@dataclass(frozen=True, slots=True)
class ParsedColumn:
    """A parsed column: its values, which of them are wrong (bool, same length), and what was wanted instead."""

    values: NDArray[Any]
    wrong: NDArray[np.bool_]
    wanted: str


Parser = Callable[[Sequence[str]], ParsedColumn]


def numbers(cells: Sequence[str]) -> ParsedColumn:
    """Parse finite decimal numbers, float64."""
    values = _floats(cells)
    return ParsedColumn(values, ~np.isfinite(values), "a finite number")


def probabilities(cells: Sequence[str]) -> ParsedColumn:
    """Parse numbers from 0 to 1, float64; a millionth beyond is taken for rounding."""
    values = _floats(cells)
    inside = (values >= -_TOLERANCE) & (values <= 1 + _TOLERANCE)
    return ParsedColumn(values, ~inside, "a number from 0 to 1")


_OWN_PLACES: Final = "0: a preference is of the case's own A and B, so give it by these, without an order"


def orders(cells: Sequence[str]) -> ParsedColumn:
    """Parse presentation orders, int8: 0 or 1."""
    return _looked_up(cells, lambda cell: _ORDERS.get(cell.strip()), "0 or 1")


def first_order(cells: Sequence[str]) -> ParsedColumn:
    """Parse presentation orders beside decided preferences: 0, or nothing.

    In another order, whether a preference is of what was displayed or of the case's own responses is not told.
    """
    return _looked_up(cells, lambda cell: 0 if cell.strip() in {"", "0"} else None, _OWN_PLACES)


def orders_shown(cells: Sequence[str]) -> ParsedColumn:
    """Parse presentation orders, int8, that may also name the responses as they were shown: `0,1` is 0, `1,0` is 1."""
    return _looked_up(cells, lambda cell: _ORDERS_SHOWN.get(cell.strip()), '"0,1", "1,0", 0 or 1')


def identifiers(cells: Sequence[str], prefix: str = "") -> ParsedColumn:
    """Parse ids, as an object array of str with `prefix` before each; surrounding blanks do not count."""
    stripped = list(map(str.strip, cells))
    values = objects(prefix + cell for cell in stripped) if prefix else objects(stripped)
    return ParsedColumn(values, np.fromiter((not cell for cell in stripped), np.bool_, len(stripped)), "an id")


def _looked_up(cells: Sequence[str], meaning: Callable[[str], int | None], wanted: str) -> ParsedColumn:
    """Read each distinct cell once."""
    table = {}
    for cell in set(cells):
        found = meaning(cell)
        table[cell] = _NEITHER if found is None else found
    values = np.fromiter(map(table.__getitem__, cells), np.int8, len(cells))
    return ParsedColumn(values, values == _NEITHER, wanted)


def _floats(cells: Sequence[str]) -> NDArray[np.float64]:
    """Parse numbers, NaN where a cell is none; what only Python takes for one (1_000, foreign digits) is none."""
    joined = "".join(cells)
    if joined.isascii() and "_" not in joined:
        try:
            return np.fromiter(map(float, cells), np.float64, len(cells))
        except ValueError:
            pass
    return np.fromiter(map(_float, cells), np.float64, len(cells))


def _float(cell: str) -> float:
    if not cell.isascii() or "_" in cell:
        return np.nan
    try:
        return float(cell)
    except ValueError:
        return np.nan
