"""Kinds of case, as vectors over all cases."""

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import arbitrary, categories
from core.model.terms import Category


class View(StrEnum):
    """A kind of case, seen with one annotator's annotations."""

    CONFLICT = "conflict"
    CONSENSUS = "consensus"
    ARBITRARY = "arbitrary"
    INDIFFERENT = "indifferent"
    ALL = "all"


_CATEGORIES: Final = {
    View.CONFLICT: Category.CONFLICT,
    View.CONSENSUS: Category.CONSENSUS,
    View.INDIFFERENT: Category.INDIFFERENCE,
}


def in_view(view: View, votes: NDArray[np.int8], annotation: NDArray[np.int8]) -> NDArray[np.bool_]:
    """The cases of a view, (cases,), from votes (cases, principles) and the annotator's preferences (cases,)."""
    if view is View.ALL:
        return np.ones(len(votes), dtype=np.bool_)
    if view is View.ARBITRARY:
        return arbitrary(votes, annotation)
    wanted: NDArray[np.bool_] = categories(votes) == _CATEGORIES[view]
    return wanted
