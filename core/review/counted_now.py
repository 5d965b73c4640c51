"""The annotations that count for one reviewer now: without the flagged ones, and with the reviewer's own."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.review.session import ReviewSession


@dataclass(frozen=True)
class Standpoint:
    """The annotations that count now: those of the annotators without the flagged ones, and the reviewer's own.

    `names` of M annotators; `preference` int8 and `given` bool (M, cases); `reference` is a row of them; `corrected`
    are the votes that reviewers corrected: case, column and vote.
    """

    names: tuple[str, ...]
    preference: NDArray[np.int8]
    given: NDArray[np.bool_]
    reference: int
    corrected: tuple[tuple[int, int, int], ...]

    @cached_property
    def key(self) -> int:
        """The same for the same annotations and votes of one store."""
        return hash((self.names, self.corrected, self.preference.tobytes(), self.given.tobytes()))


def standpoint(session: ReviewSession) -> Standpoint:
    """The annotations that count for this reviewer now; the reviewer is an annotator with the first own preference."""
    data = session.data
    names = [each.name for each in data.annotators]
    preference = [each.standing_without(session.desk(each.name).flagged) for each in data.annotators]
    given = [each.given & ~session.desk(each.name).flagged for each in data.annotators]
    if session.own_count():
        names.append(session.own_name)
        own, own_given = own_annotations(session)
        preference.append(own)
        given.append(own_given)
    reference = names.index(data.reference().name)
    corrected = tuple((n, column, int(data.votes[n, column])) for n, column in sorted(data.corrected))
    return Standpoint(tuple(names), np.stack(preference), np.stack(given), reference, corrected)


def own_annotations(session: ReviewSession) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """The reviewer's own preferences, and where there is one: (cases,) each."""
    preference = np.zeros(len(session.data.votes), dtype=np.int8)
    given = np.zeros(len(session.data.votes), dtype=np.bool_)
    for case, value in session.standing.preferences(session.reviewer).items():
        n = session.number(case)
        if n is not None:
            preference[n] = value
            given[n] = True
    return preference, given
