"""Small changes to a filter, as they are picked from a list."""

from typing import Final

from core.model.terms import Preference
from core.query.form import Term
from core.query.kinds import View
from core.query.terms import Chose, Flagged, Judged, Kind, Text
from core.query.tree import And, Or, Query

PREFERS: Final = Or((Chose(Preference.A), Chose(Preference.B)))
"""The cases on which the annotator prefers a response: those that rankings and supremacy can count."""
FLAGGED: Final = Flagged(True)  # noqa: FBT003 - yes
UNFLAGGED: Final = Flagged(False)  # noqa: FBT003 - no


def parts(query: Query) -> tuple[Query, ...]:
    """The filters that must all hold, where the filter is such a list; else itself alone."""
    return query.queries if isinstance(query, And) and query.annotator is None else (query,)


def joined(queries: tuple[Query, ...]) -> Query:
    """The filter that asks for all of some."""
    if not queries:
        return Kind(View.ALL)
    return queries[0] if len(queries) == 1 else And(queries)


def kind_of(query: Query) -> View | None:
    """The one kind of case that the filter asks for, if it does."""
    kinds = {found[0] for each in parts(query) if (found := Kind.of(each))}
    return kinds.pop() if len(kinds) == 1 else None


def with_kind(query: Query, view: View) -> Query:
    """The same filter for another kind of case."""
    rest = tuple(each for each in parts(query) if not Kind.of(each))
    return joined((Kind(view), *rest)) if view is not View.ALL or not rest else joined(rest)


def with_review(query: Query, state: Term | None) -> Query:
    """The same filter for cases in another state of review; None for any."""
    rest = tuple(each for each in parts(query) if not (Judged.of(each) or Flagged.of(each)))
    return joined(rest if state is None else (*rest, state))


def without_text(query: Query) -> Query:
    """The same filter without the texts it looks for."""
    return joined(tuple(each for each in parts(query) if not Text.of(each)))
