"""Searching texts a part at a time, and keeping what was found."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Progress = Callable[[int, int], None]
Look = Callable[[str, int, int], NDArray[np.int32]]
"""Finds a text in the cases from one number up to another."""
PART: Final = 2 * 122_880
"""Cases looked through between two words on how far it is: of those that the database keeps together, two groups."""
KEPT: Final = 4


class Searches:
    """What the last few searches of one store found; threads may share it."""

    def __init__(self) -> None:
        self._found: dict[str, NDArray[np.int32]] = {}

    def find(self, text: str, cases: int, look: Look, progress: Progress | None = None) -> NDArray[np.int32]:
        """The cases that contain a text, ascending, in an array that cannot be changed.

        `progress` is told how many of all cases have been looked through; it may raise to give up. Without it they are
        looked through in one go.
        """
        found = self._found.get(text)
        if found is None:
            found = _all(text, cases, look, progress)
            found.flags.writeable = False
            if len(self._found) >= KEPT:
                self._found.clear()
            self._found[text] = found
        return found


def _all(text: str, cases: int, look: Look, progress: Progress | None) -> NDArray[np.int32]:
    if progress is None:
        return look(text, 0, cases)
    parts = [np.empty(0, dtype=np.int32)]
    for start in range(0, cases, PART):
        parts.append(look(text, start, min(start + PART, cases)))
        progress(min(start + PART, cases), cases)
    return np.concatenate(parts)
