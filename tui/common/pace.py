"""How far long work has come, in words for the status line."""

import time
from typing import Final

PATIENCE: Final = 1.0
"""Seconds before anything is said."""
EVERY: Final = 0.25
"""Seconds between two words."""


class Pace:
    """Measures rate and time left from the calls it gets."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()

    def words(self, done: int, total: int) -> str:
        """Give `120 of 2000, 35/s, 54 s left`; nothing where it is too early to say, or was said just now."""
        now = time.monotonic()
        if now - self._began < PATIENCE or now - self._last < EVERY or not done:
            return ""
        self._last = now
        rate = done / (now - self._began)
        return f"{done} of {total}, {rate:.0f}/s, {max(total - done, 0) / rate:.0f} s left"
