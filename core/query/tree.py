"""How terms combine, all of them, any of them, or not; and what a filter as a whole asks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from core.query.errors import shown
from core.query.form import AnyForm, Reads, Term
from core.query.names import Name, Names
from core.query.terms import Whose
from core.query.words import Role


@dataclass(frozen=True, slots=True)
class Not:
    """What a filter leaves out."""

    query: "Query"

    def __str__(self) -> str:
        inner = str(self.query)
        return f"-({inner})" if isinstance(self.query, Not | And | Or) else f"-{inner}"


@dataclass(frozen=True, slots=True)
class And:
    """What all of some filters choose, read with one annotator's annotations where one is named.

    The annotator holds for everything inside that names no other. Without an annotator there are at least two
    filters; with one there may be fewer, and none at all choose every case.
    """

    queries: tuple["Query", ...]
    annotator: Name | None = None

    def __str__(self) -> str:
        named = [str(Whose(self.annotator))] if self.annotator else []
        return " ".join([*named, *(f"({each})" if isinstance(each, And | Or) else str(each) for each in self.queries)])


@dataclass(frozen=True, slots=True)
class Or:
    """What any of at least two filters chooses."""

    queries: tuple["Query", ...]

    def __str__(self) -> str:
        return " or ".join(f"({each})" if isinstance(each, Or) else str(each) for each in self.queries)


Query = Term | Not | And | Or
"""A filter; its `str` is its canonical text."""


def bind(query: Query, names: Names) -> Query:
    """The same filter with every name in full; its text is what to show and to keep. Raises QueryError."""
    match query:
        case And(queries, annotator):
            chosen = names.resolve(annotator) if annotator else None
            return And(tuple(bind(each, names) for each in queries), chosen)
        case Or(queries):
            return Or(tuple(bind(each, names) for each in queries))
        case Not(inner):
            return Not(bind(inner, names))
    bound = replace(
        query, arguments=tuple(names.resolve(each) if isinstance(each, Name) else each for each in query.arguments)
    )
    if len(bound.names) == 2 and bound.names[0] == bound.names[1]:
        first, second = query.names
        raise second.wrong(f" is the same {second.role} as {shown(first.text)}: name two different ones.")
    return bound


def _nodes(query: Query) -> Iterator[Query]:
    """A filter and every part of it, from left to right."""
    yield query
    inner = (query.query,) if isinstance(query, Not) else () if isinstance(query, Term) else query.queries
    for each in inner:
        yield from _nodes(each)


def leaves(query: Query) -> Iterator[Term]:
    """Every term of a filter, from left to right."""
    return (each for each in _nodes(query) if isinstance(each, Term))


def uses(query: Query, form: AnyForm) -> bool:
    """Whether a filter has a term of this form."""
    return any(term.form is form for term in leaves(query))


def reads(query: Query) -> Reads:
    """What a filter is answered from."""
    return reduce(or_, (term.reads for term in leaves(query)), Reads.NOTHING)


def names_of(query: Query, role: Role) -> list[Name]:
    """The names in this role that the terms of a filter hold."""
    return [name for term in leaves(query) for name in term.names if name.role is role]


def annotators_of(query: Query) -> set[str]:
    """The annotators, as named, with whose annotations parts of a filter are read."""
    return {each.annotator.text for each in _nodes(query) if isinstance(each, And) and each.annotator}


def annotators_named(query: Query) -> set[str]:
    """All annotators, as named, whose annotations a filter needs besides those under review."""
    return annotators_of(query) | {name.text for name in names_of(query, Role.ANNOTATOR)}
