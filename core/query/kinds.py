"""Kinds of case, as vectors over all cases."""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.query.counting import VoteCounts


class View(StrEnum):
    """A kind of case, seen with one annotator's annotations."""

    CONFLICT = "conflict"
    CONSENSUS = "consensus"
    ARBITRARY = "arbitrary"
    INDIFFERENT = "indifferent"
    UNVOTED = "unvoted"
    PARTLY = "partly"
    ALL = "all"


def in_view(view: View, counted: Callable[[], VoteCounts], annotation: NDArray[np.int8]) -> NDArray[np.bool_]:
    """The cases of a view, (cases,), from the counts of their votes and the annotator's preferences (cases,)."""
    if view is View.ALL:
        return np.ones(len(annotation), dtype=np.bool_)
    counts = counted()
    if view is View.UNVOTED or view is View.PARTLY:
        return _lacking(view, counts)
    any_a, any_b = counts.for_a > 0, counts.for_b > 0
    if view is View.CONFLICT:
        return any_a & any_b
    if view is View.INDIFFERENT:
        return np.logical_not(any_a | any_b | _lacking(View.UNVOTED, counts))
    if view is View.CONSENSUS:
        return any_a ^ any_b
    return (any_a ^ any_b) & np.where(any_a, annotation < 0, annotation > 0)


def _lacking(view: View, counts: VoteCounts) -> NDArray[np.bool_]:
    """The cases with no vote at all or, of the other view, with votes on only some principles."""
    if counts.turnout is None:
        return np.zeros(len(counts.for_a), dtype=np.bool_)
    return counts.turnout.partly if view is View.PARTLY else ~counts.turnout.any_vote
