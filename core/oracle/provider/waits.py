"""How long a server asks to be left alone, in the ways that servers say it."""

import email.utils
import re
from collections.abc import Mapping
from typing import Any, Final

_AGAIN_IN: Final = re.compile(
    r"(?:try again|retry|retry your request|available|retrydelay)\W{0,4}(?:in|after|at)?\W{0,3}"
    r"((?:\d+(?:\.\d+)?\s*(?:ms|milliseconds?|seconds?|secs?|minutes?|mins?|hours?|s|m|h)(?![a-z])\s*)+)",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|millisecond|h|hour|m|min|s|sec)", re.IGNORECASE)
_SECONDS: Final = {
    "ms": 0.001,
    "millisecond": 0.001,
    "s": 1.0,
    "sec": 1.0,
    "m": 60.0,
    "min": 60.0,
    "h": 3600.0,
    "hour": 3600.0,
}


def seconds_told(headers: Mapping[str, Any], now: float) -> float | None:
    """Read `retry-after-ms`, else `Retry-After`, compared to `now` (seconds since 1970); None where neither says."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        said = headers.get(name)
        wait = None if said is None else seconds_until(str(said), now)
        if wait is not None:
            return wait * unit
    return None


def seconds_in(words: str) -> float | None:
    """How many seconds a message asks to wait: `try again in 1m3.5s`; None where it does not say."""
    match = _AGAIN_IN.search(words)
    if match is None:
        return None
    return sum(float(number) * _SECONDS[unit.lower()] for number, unit in _SPAN.findall(match[1]))


def seconds_until(said: str, now: float) -> float | None:
    """Read the value of `Retry-After`: seconds, or a date compared to `now` (seconds since 1970); None if neither."""
    try:
        return max(float(said), 0.0) if float(said) < float("inf") else None
    except ValueError:
        pass
    try:
        return max(email.utils.parsedate_to_datetime(said).timestamp() - now, 0.0)
    except (ValueError, OverflowError):
        return None
