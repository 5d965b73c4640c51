"""Numbers in words, the same on every screen and in every form of the report: pure functions."""

import math
from collections.abc import Callable
from typing import Final

NOTHING: Final = "\N{EN DASH}"
"""Stands where a value does not exist."""
TOO_FEW: Final = "too few"
"""Stands where there are too few cases for a number."""
MINUS: Final = "\N{MINUS SIGN}"

_SMALLEST: Final = 0.001
_TENTHS: Final = 30
_HUNDREDTHS: Final = 100


def percent(value: float | None, digits: int = 1) -> str:
    """Give a share (0 to 1) as `28.9 %`; a missing value as a dash."""
    if value is None or math.isnan(value):
        return NOTHING
    return f"{value * 100:.{digits}f} %"


def share_digits(of: int, most: int = 2) -> int:
    """How many decimals a share of so many has, in per cent: no more than another case or two would change."""
    return min(most, 0 if of < _TENTHS else 1 if of < _HUNDREDTHS else 2)


def signed(value: float | None, digits: int = 2) -> str:
    """Give a number with its sign (`+1.31`, `+∞`, `0.00`); a missing value as a dash."""
    if value is None or math.isnan(value):
        return NOTHING
    sign = MINUS if math.copysign(1, value) < 0 else "+"
    if math.isinf(value):
        return f"{sign}∞"
    size = f"{abs(value):.{digits}f}"
    return sign + size if float(size) else size


def plural(value: int, one: str, many: str | None = None) -> str:
    """Give `1 case` or `2 cases`."""
    return f"{value} {one if value == 1 else many or one + 's'}"


def hundredths(value: float | None, digits: int = 1) -> str:
    """Give a share in per cent, without the sign; a missing value as a dash."""
    return percent(value, digits).removesuffix(" %")


def spread(mean: float | None, sd: float | None) -> str:
    """Give the mean and standard deviation of a share in per cent (`13.4 ± 5.8`); nothing where there are none."""
    return "" if mean is None or sd is None else f"{hundredths(mean)} ± {hundredths(sd)}"


def between(low: float | None, high: float | None, worded: Callable[[float], str] = str, joined: str = NOTHING) -> str:
    """Give both ends of an interval; nothing where there is none."""
    return "" if low is None or high is None else f"{worded(low)}{joined}{worded(high)}"


def p_value(value: float | None) -> str:
    """Give a p-value in three digits; a missing one as a dash."""
    if value is None:
        return NOTHING
    return "<0.001" if value < _SMALLEST else f"{value:.3f}"
