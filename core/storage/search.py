"""Searching texts a part at a time, and keeping what was found."""

from collections.abc import Callable
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.model.terms import Progress

Look = Callable[[str, int, int], NDArray[np.int32]]
"""Finds a text in the cases from one number up to another."""
PART: Final = 2 * 122_880
"""Cases looked through between two words on how far it is: of those that the database keeps together, two groups."""
KEPT: Final = 4
_BEAT: Final = 0.02
"""Seconds between two words on how far another thread's search is."""


class Searches:
    """The last few searches of one store, done or under way; threads may share it."""

    def __init__(self) -> None:
        self.odd: Final = OddCases()
        self._held: dict[str, _Search] = {}
        self._lock = Lock()

    def find(self, text: str, cases: int, look: Look, progress: Progress | None = None) -> NDArray[np.int32]:
        """The cases that contain a text, ascending, in an array that cannot be changed.

        `progress` is told how many of all cases have been looked through; it may raise to give up: who asks for the
        same text again goes on where that search ended. Without it they are looked through in one go.
        """
        search = self._of(text)
        while not search.lock.acquire(timeout=_BEAT):
            if progress is not None:
                progress(search.done, cases)
        try:
            return search.find(text, cases, look, progress)
        finally:
            search.lock.release()

    def _of(self, text: str) -> "_Search":
        with self._lock:
            search = self._held.pop(text, None) or _Search()
            while len(self._held) >= KEPT:
                del self._held[next(iter(self._held))]
            self._held[text] = search
            return search


class OddCases:
    """The cases with a text that plain patterns pass over, learnt from the first search; threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._done = 0
        self._found = np.empty(0, dtype=np.int32)

    def between(self, start: int, stop: int) -> NDArray[np.int32] | None:
        """Those from one number up to another, ascending; None where they are not known."""
        with self._lock:
            first, last = np.searchsorted(self._found, [start, stop])
            return self._found[first:last] if stop <= self._done else None

    def learn(self, start: int, stop: int, found: NDArray[np.int32]) -> None:
        """Take in those from one number up to another, unless others before are not known."""
        with self._lock:
            if start <= self._done < stop:
                self._found = np.concatenate([self._found, found[found >= self._done]])
                self._done = stop


class _Search:
    """One text: the parts looked through so far. Whoever holds the lock looks on."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.done = 0
        self._found = [np.empty(0, dtype=np.int32)]

    def find(self, text: str, cases: int, look: Look, progress: Progress | None) -> NDArray[np.int32]:
        while self.done < cases:
            stop = cases if progress is None else min(self.done + PART, cases)
            self._found.append(look(text, self.done, stop))
            self.done = stop
            if progress is not None:
                progress(stop, cases)
        if len(self._found) > 1:
            self._found = [np.concatenate(self._found)]
            self._found[0].flags.writeable = False
        return self._found[0]
