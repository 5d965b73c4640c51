"""Which cases a reviewer looks at: a category of case and a state of review, as vectors of case numbers."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import arbitrary, categories
from core.model import Category


class View(StrEnum):
    """A kind of case, seen with one annotator's annotations."""

    CONFLICT = "conflict"
    CONSENSUS = "consensus"
    ARBITRARY = "arbitrary"
    INDIFFERENT = "indifferent"
    ALL = "all"


class Reviewed(StrEnum):
    """What the reviewer has said of a case so far."""

    ANY = "any"
    FLAGGED = "flagged"
    UNREVIEWED = "unreviewed"


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of cases; `text` is looked for in prompts and responses."""

    view: View = View.CONFLICT
    reviewed: Reviewed = Reviewed.ANY
    text: str = ""

    def with_text(self, text: str) -> "Filter":
        """The same choice with another text to look for."""
        return replace(self, text=text)

    def __str__(self) -> str:
        parts = [self.view.value]
        if self.reviewed is not Reviewed.ANY:
            parts.append(self.reviewed.value)
        if self.text:
            parts.append(f'"{self.text}"')
        return " · ".join(parts)


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


def in_review(reviewed: Reviewed, verdicts: NDArray[np.int8], flagged: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cases in a state of review, (cases,), from verdict codes (0 is none) and what counts as flagged."""
    if reviewed is Reviewed.FLAGGED:
        return flagged
    if reviewed is Reviewed.UNREVIEWED:
        return np.logical_not(verdicts)
    return np.ones(len(flagged), dtype=np.bool_)
