"""Memory: what a file can be made to take of it is no more than there is, so that nothing else has to make room."""

import resource
from contextlib import suppress
from pathlib import Path
from typing import Final

_TOLD: Final = Path("/proc/meminfo")
_LEAST: Final = 4 << 30
"""Bytes that any start may take: less would be too little where many processors each have some of their own."""
_SHARE: Final = 0.9


def leave_memory() -> None:
    """Have this process refused what the machine has not free at its start; a sentence is made of that.

    A few bytes of Parquet may stand for as many as one likes. Without a limit the system grants them all and ends
    whatever it chooses once they are written to. Only where the system tells how much there is, and enforces it: Linux.
    """
    most = most_memory(_TOLD)
    if most is None:
        return
    with suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        given = [each for each in (soft, hard) if each != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_DATA, (min([most, *given]), hard))


def most_memory(told: Path) -> int | None:
    """How many bytes may be taken where the system tells what is free; None where it does not."""
    free = 0
    try:
        for line in told.read_text(encoding="ascii").splitlines():
            name, _, amount = line.partition(":")
            if name in {"MemAvailable", "SwapFree"}:
                free += int(amount.split()[0]) << 10
    except (OSError, ValueError, IndexError):
        return None
    return max(_LEAST, int(free * _SHARE)) if free else None
