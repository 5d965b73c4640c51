"""To which case a reviewer goes on after saying something: the next on the list of which it has not been said."""

from collections.abc import Callable
from enum import Enum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.query.scene import Mask
from core.query.terms import Mine
from core.query.tree import Query, uses
from core.review.session import ReviewSession

_AT_ONCE: Final = 4096
"""Cases looked at in one step: the next open one is seldom far."""

Open = Callable[[NDArray[np.int32]], Mask]
"""Of which of some cases, by number, nothing has been said yet."""


class Sought(Enum):
    """What is gone through the list for."""

    VERDICT = "verdict"
    PREFERENCE = "preference"


class GoneOn(NamedTuple):
    """A place on the list, and whether it is reached from the top again, or only as no annotation is left to judge."""

    place: int
    wrapped: bool
    unannotated: bool


def collects_preferences(session: ReviewSession, query: Query, n: int) -> bool:
    """Whether own preferences are what is collected on a case of a filter, by number; in blind review they only reveal.

    They are where the filter speaks of them, and where the annotator under review did not annotate the case.
    """
    return not session.blind and (uses(query, Mine) or not session.reviewed().annotated(n))


def next_open(session: ReviewSession, ids: NDArray[np.int32], place: int, said: Sought) -> GoneOn | None:
    """The next case of `ids` after a place of which that was not said, going round; None where it was of all others.

    From a case with an annotation to judge it goes to another such case as long as there is one, except in blind
    review, where that would tell which these are. Where there is no annotation, an own preference says all.
    """
    reviewed = session.reviewed()
    given = reviewed.annotations.given
    own = session.live.own_words()[1]

    def unsaid(ns: NDArray[np.int32]) -> Mask:
        unchosen: Mask = ~own[ns]
        return unchosen if said is Sought.PREFERENCE else (reviewed.verdicts[ns] == 0) & (given[ns] | unchosen)

    def judgeable(ns: NDArray[np.int32]) -> Mask:
        return unsaid(ns) & given[ns]

    apart = said is Sought.VERDICT and not session.blind and reviewed.annotated(int(ids[place]))
    found = next_place(ids, place, judgeable) if apart else None
    if found is not None:
        return GoneOn(found, found < place, unannotated=False)
    found = next_place(ids, place, unsaid)
    return None if found is None else GoneOn(found, found < place, unannotated=apart)


def next_place(ids: NDArray[np.int32], place: int, is_open: Open) -> int | None:
    """The first place of `ids` after `place`, going round, whose case is open; None where no other is."""
    for first, end in ((place + 1, len(ids)), (0, place)):
        for start in range(first, end, _AT_ONCE):
            found = np.flatnonzero(is_open(ids[start : min(start + _AT_ONCE, end)]))
            if found.size:
                return start + int(found[0])
    return None
