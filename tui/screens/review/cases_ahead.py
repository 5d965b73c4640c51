"""The texts and votes of cases, some read before they are asked for: reading a case takes longer than drawing it."""

from collections import OrderedDict
from typing import Final

from core.model.terms import Ballot, Case
from core.review.session import ReviewSession

KEPT: Final = 8
"""Cases held: those that Next and Previous lead to, and where one came from."""

Read = tuple[Case, tuple[Ballot, ...]]
"""A case with the oracle's votes on it."""


class CasesAhead:
    """What the store says of cases never changes while it is open, so what has been read stays right."""

    def __init__(self, session: ReviewSession) -> None:
        self._session = session
        self._held: OrderedDict[int, Read] = OrderedDict()

    def read(self, n: int) -> Read:
        """Give a case by its number, from the store if it is not held."""
        read = self._held.get(n)
        if read is None:
            store = self._session.store
            read = store.case(n), tuple(store.ballots(n, self._session.data.oracle))
            self._held[n] = read
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        self._held.move_to_end(n)
        return read
