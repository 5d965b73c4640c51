"""Which response a record prefers: by a column of words, by rules, by two numbers, or by one column for each answer."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from core.importers.entry import MalformedRowError
from core.importers.formats.field_path import FieldPath
from core.importers.formats.values import UNKNOWN, ReadPreference, Values, known, number_of, truth_of
from core.model.safe_text import inert_line

_SHOWN: Final = 40
_ROUNDING: Final = 1e-9
_TERNARY: Final[dict[float, int]] = {1.0: 1, 0.0: 0, -1.0: -1}
_ABSENT: Final = frozenset({"", "n/a", "na", "nan", "null", "none"})


class Side(Protocol):
    """Tells the preference of a record."""

    def of(self, fields: Mapping[str, object]) -> ReadPreference | None:
        """The preference; None where the record has none. Raises MalformedRowError for a value without a meaning."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The response named first is the chosen one."""

    def of(self, fields: Mapping[str, object]) -> ReadPreference | None:  # noqa: ARG002 - as every side is asked
        """+1."""
        return ReadPreference(1)


@dataclass(frozen=True, slots=True)
class Worded:
    """A column of words; of 1, 0, -1 too where it is known to have all signs. `names` are words of this file alone."""

    path: FieldPath
    signs: bool = False
    names: Mapping[str, int] = field(default_factory=dict)

    def of(self, fields: Mapping[str, object]) -> ReadPreference | None:
        """What the word means."""
        value = self.path.of(fields)
        if isinstance(value, str) and value.strip().casefold() in self.names:
            return ReadPreference(self.names[value.strip().casefold()])
        found = known(value)
        if found is UNKNOWN:
            number = number_of(value)
            if not self.signs or number not in _TERNARY:
                raise MalformedRowError(
                    f"{_cell(self.path, value)}, which is no word for a, b or a tie; "
                    "say with --values a=…,b=…,tie=…,none=… what the column's values mean"
                )
            return ReadPreference(_TERNARY[number])
        return found if isinstance(found, ReadPreference) else None


@dataclass(frozen=True, slots=True)
class Ruled:
    """A column whose values mean what rules say."""

    path: FieldPath
    values: Values

    def of(self, fields: Mapping[str, object]) -> ReadPreference | None:
        """What the rules say."""
        value = self.path.of(fields)
        found = self.values.of(value)
        if found is UNKNOWN:
            raise MalformedRowError(f"{_cell(self.path, value)}, which {self.values.written} covers nowhere or twice")
        return found if isinstance(found, ReadPreference) else None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two columns of numbers: the higher wins, and they are alike where they differ by no more than `margin`."""

    a: FieldPath
    b: FieldPath
    margin: float = 0.0

    def of(self, fields: Mapping[str, object]) -> ReadPreference | None:
        """Which is higher, and by how much; None where one of them is missing."""
        first, second = _rating(self.a, fields), _rating(self.b, fields)
        if first is None or second is None:
            return None
        gap = first - second
        # 1.1 and 1.0 differ by more than 0.1 in binary fractions, and not as they are written.
        alike = abs(gap) <= self.margin or math.isclose(abs(gap), self.margin, rel_tol=_ROUNDING)
        side = 0 if alike else 1 if gap > 0 else -1
        return ReadPreference(side, gap if side else 0.0)


@dataclass(frozen=True, slots=True)
class OneHot:
    """A column for each answer, of which a row has one set."""

    columns: tuple[tuple[FieldPath, int | None], ...]

    def of(self, fields: Mapping[str, object]) -> ReadPreference | None:
        """The answer that is set; None where the columns are empty."""
        cells = [(path, path.of(fields), side) for path, side in self.columns]
        if all(value is None or value == "" for _, value, _ in cells):
            return None
        for path, value, _ in cells:
            if truth_of(value) is None:
                raise MalformedRowError(f"{_cell(path, value)} and not 1 or 0")
        sides = [side for _, value, side in cells if truth_of(value)]
        if len(sides) != 1:
            names = ", ".join(path.written for path, _, _ in cells)
            raise MalformedRowError(f"{len(sides)} of {names} are set where one should be")
        return None if sides[0] is None else ReadPreference(sides[0])


def _rating(path: FieldPath, fields: Mapping[str, object]) -> float | None:
    value = path.of(fields)
    if value is None or (isinstance(value, str) and value.strip().lower() in _ABSENT):
        return None
    if isinstance(value, bool):
        return float(value)
    found = number_of(value)
    if found is None:
        raise MalformedRowError(f"{_cell(path, value)} and not a number")
    return None if math.isnan(found) else found


def _cell(path: FieldPath, value: object) -> str:
    """Name a column and what it holds; a list or object is named by its kind."""
    if isinstance(value, Mapping | list):
        return f"{path.written} is a list or object"
    return f'{path.written} is "{inert_line(str(value), _SHOWN)}"'
