"""Cases, terms and filters to search with."""

from collections.abc import Iterable
from itertools import product
from typing import Any, Final

from hypothesis import strategies as st

from core.model.terms import Preference, Reason
from core.query.kinds import View
from core.query.scene import VERDICT_CODES
from core.query.terms import (
    Balance,
    Between,
    CaseIs,
    Chose,
    Contested,
    Disagree,
    Flagged,
    FlaggedFor,
    Inconsistent,
    Judged,
    Kind,
    Margin,
    Mine,
    Name,
    Overruled,
    ReviewedBy,
    SidedWith,
    Text,
    Voted,
    Votes,
    Won,
)
from core.query.tree import And, Not, Or, Query
from core.query.words import Contest, Role, Said, Sign
from tests.core.query.query_meaning import ANNOTATORS, PRINCIPLES, REVIEWERS, WORDS, OneCase


def _per_annotator(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(dict.fromkeys(ANNOTATORS, values))


def _some(values: Iterable[Any]) -> st.SearchStrategy[frozenset[Any]]:
    """Any of the values, as one number: far quicker than to draw a set."""
    all_of_them = tuple(values)
    return st.integers(0, 2 ** len(all_of_them) - 1).map(
        lambda mask: frozenset(each for n, each in enumerate(all_of_them) if mask >> n & 1)
    )


_preference: Final = st.sampled_from([1, 0, -1])
cases: Final = st.lists(
    st.builds(
        OneCase,
        st.tuples(*[_preference] * len(PRINCIPLES)),
        _per_annotator(_preference),
        _per_annotator(st.sampled_from(VERDICT_CODES)),
        _per_annotator(st.booleans()),
        _per_annotator(_some(REVIEWERS)),
        _per_annotator(_some(Reason)),
        st.none() | _preference,
        st.booleans(),
        _some(WORDS),
        _some(product(REVIEWERS, Said)),
        st.booleans(),
        st.booleans(),
        _some(ANNOTATORS),
    ),
    min_size=3,
    max_size=8,
)


def terms(principle: Any, annotator: Any, reviewer: Any, case: Any, text: Any) -> st.SearchStrategy[Query]:
    """Every kind of term, with names and texts from strategies of strings."""

    def one(role: Role, texts: Any) -> Any:
        return st.builds(Name, st.just(role), texts)

    def two(role: Role, texts: Any) -> Any:
        pair = st.lists(texts, min_size=2, max_size=2, unique=True)
        return pair.map(lambda found: tuple(Name(role, each) for each in found))

    rule, few, side = one(Role.PRINCIPLE, principle), st.integers(0, 4), st.sampled_from(Preference)
    return st.one_of(
        st.builds(Kind, st.sampled_from(View)),
        *(st.builds(each, rule) for each in (Voted, SidedWith, Overruled)),
        st.builds(Votes, rule, side),
        *(two(Role.PRINCIPLE, principle).map(lambda pair, kind=each: kind(*pair)) for each in (Won, Between)),
        two(Role.ANNOTATOR, annotator).map(lambda pair: Disagree(*pair)),
        st.builds(Chose, st.none() | side),
        st.builds(Balance, few, few),
        st.builds(Margin, st.sampled_from(Sign), few),
        st.builds(Judged, st.sampled_from(VERDICT_CODES)),
        *(st.builds(each, st.booleans()) for each in (Flagged, Inconsistent)),
        st.builds(ReviewedBy, one(Role.REVIEWER, reviewer), st.none() | st.sampled_from(Said)),
        st.builds(Contested, st.sampled_from(Contest)),
        st.builds(FlaggedFor, st.sampled_from(Reason)),
        st.builds(Mine, st.none() | side),
        st.builds(CaseIs, one(Role.CASE, case)),
        st.builds(Text, text),
    )


def queries(leaf: st.SearchStrategy[Query], annotator: st.SearchStrategy[str] | None) -> st.SearchStrategy[Query]:
    """Terms combined in every way; of no annotator by name if there is none."""
    named = st.none() if annotator is None else st.builds(Name, st.just(Role.ANNOTATOR), annotator)

    def combined(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
        many = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            st.builds(Not, inner),
            st.builds(Or, many),
            st.builds(And, many),
            st.builds(And, st.lists(inner, max_size=2).map(tuple), named),
        )

    return st.recursive(leaf, combined, max_leaves=6)


TERMS: Final = terms(
    *(st.sampled_from(each) for each in (PRINCIPLES, ANNOTATORS, REVIEWERS, ("c0", "c1", "c2"), WORDS)),
)
"""Terms that a `scene` can answer."""
KNOWN: Final = queries(TERMS, st.sampled_from(ANNOTATORS))
"""Filters that a `scene` can answer."""

_ANY: Final = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
UNKNOWN: Final = queries(terms(_ANY, _ANY, _ANY, _ANY, _ANY), _ANY)
"""Filters with any names and texts."""
