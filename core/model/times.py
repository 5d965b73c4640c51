"""Times as journals have them: in UTC, to the millisecond, so that two compare as texts."""

import re
from datetime import UTC, datetime
from typing import Final

WRITTEN: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
"""A time as it is written."""


def written(time: datetime) -> str:
    """Write a time that names its zone; raises OverflowError for one before or after all that UTC has."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def utc_now() -> str:
    """Write the time that it is."""
    return written(datetime.now(UTC))


def rewritten(said: str) -> str:
    """Write a time that others wrote; one that is none, or names no zone, stays as it was said."""
    if WRITTEN.fullmatch(said):
        return said
    try:
        read = datetime.fromisoformat(said)
        return said if read.tzinfo is None else written(read)
    except (ValueError, OverflowError):
        return said
