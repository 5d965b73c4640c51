"""Cases, terms and filters to search with."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from core.model.terms import Reason
from core.query.form import AnyForm, Piece, Term
from core.query.names import Name
from core.query.scene import VERDICT_CODES
from core.query.terms import FORMS, Whose
from core.query.tree import And, Not, Or, Query
from core.query.words import Role, Said
from tests.core.query.query_meaning import ANNOTATORS, FACTS, PRINCIPLES, REVIEWERS, VALUES, WORDS, OneCase


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
        st.tuples(*[st.none() | _preference] * len(PRINCIPLES)) | st.tuples(*[_preference] * len(PRINCIPLES)),
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
        st.fixed_dictionaries({}, optional=dict.fromkeys(FACTS, st.sampled_from(VALUES))),
    ),
    min_size=3,
    max_size=8,
)


class Given(NamedTuple):
    """Strategies of strings for what stands in a term."""

    principle: Any
    annotator: Any
    reviewer: Any
    case: Any
    text: Any
    fact: Any


KNOWN_TEXTS: Final = Given(
    *(st.sampled_from(each) for each in (PRINCIPLES, ANNOTATORS, REVIEWERS, ("c0", "c1", "c2"), WORDS, FACTS))
)
"""What a `scene` can answer."""


def terms(given: Given, form: AnyForm) -> st.SearchStrategy[Term]:
    """Terms of a form."""

    def one(piece: Piece) -> Any:
        if isinstance(piece, Mapping):
            return st.sampled_from(list(piece.values()))
        if isinstance(piece, Role):
            return st.builds(Name, st.just(piece), getattr(given, piece.value))
        if piece is float:
            return st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1, 3).map(float)
        return st.integers(0, 4) if piece is int else given.text

    return st.tuples(*map(one, form.shape.pieces)).filter(_differ).map(lambda arguments: form(*arguments))


def _differ(arguments: tuple[object, ...]) -> bool:
    names = [each for each in arguments if isinstance(each, Name)]
    return len(set(names)) == len(names)


def any_terms(given: Given) -> st.SearchStrategy[Query]:
    """Terms of every form that stays in a filter."""
    return st.one_of(*(terms(given, form) for form in FORMS if form is not Whose))


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


TERMS: Final = any_terms(KNOWN_TEXTS)
"""Terms that a `scene` can answer."""
KNOWN: Final = queries(TERMS, st.sampled_from(ANNOTATORS))
"""Filters that a `scene` can answer."""

_ANY: Final = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
UNKNOWN: Final = queries(any_terms(Given(_ANY, _ANY, _ANY, _ANY, _ANY, _ANY)), _ANY)
"""Filters with any names and texts."""
