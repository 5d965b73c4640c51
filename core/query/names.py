"""From the names in a filter to the names there are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from core.query.errors import QueryError, column, listed, shown
from core.query.terms import Between, CaseIs, Disagree, Mine, Name, Overruled, ReviewedBy, SidedWith, Voted, Votes, Won
from core.query.tree import And, Not, Or, Query, ReviewTerm, Term
from core.query.words import Role


@dataclass(frozen=True, slots=True)
class Names:
    """What a filter may name; the principles in the order of the votes' columns."""

    principles: tuple[str, ...]
    annotators: tuple[str, ...]
    reviewers: tuple[str, ...] = ()

    def of(self, role: Role) -> tuple[str, ...]:
        """The names of a role; none for cases, of which there may be millions."""
        return {Role.PRINCIPLE: self.principles, Role.ANNOTATOR: self.annotators, Role.REVIEWER: self.reviewers}.get(
            role, ()
        )

    def resolve(self, name: Name) -> Name:
        """The name in full: as written, else whatever its case, else by its only beginning, else its only part.

        The id of a case stays as it is. A reviewer's name is no part of an annotator's, nor the other way round: one
        of them was meant. Raises QueryError where there is none or more than one.
        """
        if name.role is Role.CASE:
            return name
        known = self.of(name.role)
        for matches in _WAYS[: len(_WHOLE)] if self._is_another(name) else _WAYS:
            found = [each for each in known if matches(each, name.text)]
            if len(found) == 1:
                return replace(name, text=found[0])
            if len(set(found)) == 1:
                raise QueryError(
                    f"{shown(name.text)} {column(name.start)} is the name of more than one {name.role}: "
                    "give them different names before filtering by it.",
                    name.start,
                    name.end,
                )
            if found:
                raise QueryError(
                    f"{shown(name.text)} {column(name.start)} may be more than one {name.role}: "
                    f"write one of {listed(found)} in full.",
                    name.start,
                    name.end,
                )
        why = f", which is the name of {_OTHERS[name.role][1]}" if self._is_another(name) else ""
        raise QueryError(
            f"There is no {name.role} {shown(name.text)} {column(name.start)}{why}: "
            + (f"choose one of {listed(list(known))}." if known else f"no {name.role} is here yet."),
            name.start,
            name.end,
        )

    def _is_another(self, name: Name) -> bool:
        """Whether somebody in another role is called so."""
        return name.role in _OTHERS and any(_same(each, name.text) for each in self.of(_OTHERS[name.role][0]))


def _same(known: str, written: str) -> bool:
    return known.casefold() == written.casefold()


_OTHERS: Final = {
    Role.ANNOTATOR: (Role.REVIEWER, "a reviewer"),
    Role.REVIEWER: (Role.ANNOTATOR, "an annotator"),
}
"""Roles that are mistaken for each other, and who is called so in the other one."""

_WHOLE: Final[tuple[Callable[[str, str], bool], ...]] = (lambda known, written: known == written, _same)
_WAYS: Final[tuple[Callable[[str, str], bool], ...]] = (
    *_WHOLE,
    lambda known, written: known.casefold().startswith(written.casefold()),
    lambda known, written: written.casefold() in known.casefold(),
)


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
        case _:
            return _bind_term(query, names)


def _bind_term(term: Term, names: Names) -> Term:
    match term:
        case Voted() | Votes() | SidedWith() | Overruled():
            return replace(term, principle=names.resolve(term.principle))
        case ReviewedBy():
            return replace(term, reviewer=names.resolve(term.reviewer))
        case Won():
            return Won(*_two(term.winner, term.loser, names))
        case Between():
            return Between(*_two(term.first, term.second, names))
        case Disagree():
            return Disagree(*_two(term.first, term.second, names))
        case _:
            return term


def _two(first: Name, second: Name, names: Names) -> tuple[Name, Name]:
    """Two names in full, which must differ."""
    pair = names.resolve(first), names.resolve(second)
    if pair[0] == pair[1]:
        raise QueryError(
            f"{shown(second.text)} {column(second.start)} is the same {second.role} as {shown(first.text)}: "
            "name two different ones.",
            second.start,
            second.end,
        )
    return pair


def leaves(query: Query) -> Iterator[Term]:
    """Every term of a filter, from left to right."""
    match query:
        case And(queries) | Or(queries):
            for each in queries:
                yield from leaves(each)
        case Not(inner):
            yield from leaves(inner)
        case _:
            yield query


def case_names(query: Query) -> list[Name]:
    """The ids of cases that a filter names."""
    return [term.case for term in leaves(query) if isinstance(term, CaseIs)]


def annotators_of(query: Query) -> set[str]:
    """The annotators, as named, with whose annotations parts of a filter are read."""
    match query:
        case And(queries, named):
            return {named.text for named in [named] if named}.union(*map(annotators_of, queries))
        case Or(queries):
            return set().union(*map(annotators_of, queries))
        case Not(inner):
            return annotators_of(inner)
        case _:
            return set()


def annotators_named(query: Query) -> set[str]:
    """All annotators, as named, whose annotations a filter needs besides those under review."""
    pairs = (term for term in leaves(query) if isinstance(term, Disagree))
    return annotators_of(query).union(*({term.first.text, term.second.text} for term in pairs))


def asks_reviews(query: Query) -> bool:
    """Whether a filter asks what was said of annotations in reviews."""
    return any(isinstance(term, ReviewTerm) and not isinstance(term, Mine) for term in leaves(query))
