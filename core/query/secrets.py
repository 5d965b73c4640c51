"""What a filter would tell a reviewer who has not chosen yet."""

from enum import StrEnum
from typing import Final

from core.query.errors import QueryError
from core.query.kinds import View
from core.query.names import Names, annotators_of, leaves
from core.query.terms import (
    Chose,
    Contested,
    Disagree,
    Flagged,
    FlaggedFor,
    Kind,
    Name,
    Overruled,
    ReviewedBy,
    SidedWith,
    Won,
)
from core.query.tree import Query, Term


class Secret(StrEnum):
    """What blind review hides."""

    CHOICES = "what annotators chose"
    REVIEWS = "what other reviewers said"
    NAMES = "who the annotators are"


_OF_CHOICES: Final = (Chose, SidedWith, Overruled, Won, Disagree)
_OF_REVIEWS: Final = (Contested, FlaggedFor)


def told(query: Query, names: Names, reviewer: str) -> Secret | None:
    """What a filter, with the names in it as written or in full, would tell this reviewer; None if nothing.

    The kinds of case that follow from the votes alone tell nothing, nor do the reviewer's own words.
    """
    terms = tuple(leaves(query))
    if any(isinstance(term, _OF_CHOICES) or term == Kind(View.ARBITRARY) for term in terms):
        return Secret.CHOICES
    if any(_of_others(term, names, reviewer) for term in terms):
        return Secret.REVIEWS
    return Secret.NAMES if annotators_of(query) else None


def asks_flags(query: Query) -> bool:
    """Whether a filter asks what counts as flagged, which in blind review the reviewer alone decides."""
    return any(isinstance(term, Flagged) for term in leaves(query))


def _of_others(term: Term, names: Names, reviewer: str) -> bool:
    if isinstance(term, ReviewedBy):
        return not _is(term.reviewer, names, reviewer)
    return isinstance(term, _OF_REVIEWS)


def _is(name: Name, names: Names, reviewer: str) -> bool:
    """Whether a name means this reviewer; one that means nobody does not."""
    if name.text == reviewer:
        return True
    try:
        return names.resolve(name).text == reviewer
    except QueryError:
        return False
