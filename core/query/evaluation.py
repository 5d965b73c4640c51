"""From filter to cases: vectors over all cases, cheap questions first, texts last."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, assert_never

import numpy as np
from numpy.typing import NDArray

from core.model.terms import Preference
from core.query.counting import VoteCounts, count_votes
from core.query.errors import QueryError, column, shown
from core.query.kinds import View
from core.query.names import bind, case_names, leaves
from core.query.scene import VERDICT_CODES, Mask, Reviews, Scene
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
from core.query.tree import And, AnnotationTerm, Not, Or, Query, ReviewTerm, Term, VoteTerm
from core.query.words import Contest, Sign

_COMPARE: Final[dict[Sign, Callable[[NDArray[np.int16], int], Mask]]] = {
    Sign.AT_LEAST: operator.ge,
    Sign.AT_MOST: operator.le,
    Sign.MORE: operator.gt,
    Sign.LESS: operator.lt,
    Sign.EXACTLY: operator.eq,
}


def evaluate(query: Query, scene: Scene) -> Mask:
    """The cases that a filter chooses: a new bool (cases,).

    Raises QueryError for a name that is not there or not clear, before anything is computed.
    """
    bound = bind(query, scene.names)
    return _mask(bound, _Work(scene, _numbers(bound, scene)), scene.annotator)


def _numbers(query: Query, scene: Scene) -> Mapping[str, int]:
    named = case_names(query)
    numbers = scene.numbers({name.text for name in named}) if named else {}
    for name in named:
        if name.text not in numbers:
            raise QueryError(
                f"There is no case {shown(name.text)} {column(name.start)}: give the id of one, as the list shows it.",
                name.start,
                name.end,
            )
    return numbers


@dataclass(slots=True)
class _Work:
    """One evaluation: what was found out is kept until it ends."""

    scene: Scene
    numbers: Mapping[str, int]
    _counts: VoteCounts | None = None
    _texts: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    _reviews: dict[str, Reviews] = field(default_factory=dict)

    def counts(self) -> VoteCounts:
        if self._counts is None:
            self._counts = count_votes(self.scene.votes)
        return self._counts

    def containing(self, text: str) -> Mask:
        if text not in self._texts:
            self._texts[text] = self.scene.search(text)
        return self.at(self._texts[text])

    def reviews(self, annotator: str) -> Reviews:
        if annotator not in self._reviews:
            self._reviews[annotator] = self.scene.reviews(annotator)
        return self._reviews[annotator]

    def column(self, principle: Name) -> NDArray[np.int8]:
        return self.scene.votes[:, self.scene.principles.index(principle.text)]

    def sided(self, principle: Name, annotator: str) -> NDArray[np.int8]:
        """+1 where an annotator sided with a principle, -1 where it overruled it: (cases,)."""
        return self.column(principle) * self.scene.annotations[annotator]

    def at(self, numbers: NDArray[np.int32] | list[int] | None) -> Mask:
        mask = np.zeros(len(self.scene.votes), dtype=np.bool_)
        if numbers is not None:
            mask[numbers] = True
        return mask


def _mask(query: Query, work: _Work, annotator: str) -> Mask:
    """The cases of a filter read with an annotator's annotations; the array is the caller's own."""
    match query:
        case And(queries, named):
            return _all(queries, work, named.text if named else annotator)
        case Or(queries):
            return _any(queries, work, annotator)
        case Not(inner):
            inside = _mask(inner, work, annotator)
            return np.logical_not(inside, out=inside)
        case _:
            return _term(query, work, annotator)


def _all(queries: tuple[Query, ...], work: _Work, annotator: str) -> Mask:
    mask = np.ones(len(work.scene.votes), dtype=np.bool_)
    for query in sorted(queries, key=_searches):
        if not mask.any():
            break
        mask &= _mask(query, work, annotator)
    return mask


def _any(queries: tuple[Query, ...], work: _Work, annotator: str) -> Mask:
    mask = np.zeros(len(work.scene.votes), dtype=np.bool_)
    for query in sorted(queries, key=_searches):
        if mask.all():
            break
        mask |= _mask(query, work, annotator)
    return mask


def _searches(query: Query) -> bool:
    """Whether texts have to be read for a filter."""
    return any(isinstance(term, Text) for term in leaves(query))


def _term(term: Term, work: _Work, annotator: str) -> Mask:
    if isinstance(term, VoteTerm):
        return _in_votes(term, work)
    if isinstance(term, AnnotationTerm):
        return _in_annotations(term, work, annotator)
    if isinstance(term, ReviewTerm):
        return _in_reviews(term, work, annotator)
    if isinstance(term, CaseIs):
        return work.at([work.numbers[term.case.text]])
    return work.containing(term.text)


def _equal(values: NDArray[np.generic], value: int) -> Mask:
    found: Mask = np.equal(values, value)
    return found


def _opposed(first: NDArray[np.int8], second: NDArray[np.int8]) -> Mask:
    """Where two preferences are for different responses."""
    return first * second < 0


def _in_votes(term: VoteTerm, work: _Work) -> Mask:
    match term:
        case Voted(principle):
            return work.column(principle).astype(np.bool_)
        case Votes(principle, side):
            return _equal(work.column(principle), side)
        case Between(first, second):
            return _opposed(work.column(first), work.column(second))
        case Balance(for_a, for_b):
            counts = work.counts()
            return _equal(counts.for_a, for_a) & _equal(counts.for_b, for_b)
        case Margin(sign, votes):
            counts = work.counts()
            return _COMPARE[sign](np.abs(counts.for_a - counts.for_b), votes)
        case Inconsistent(yes):
            return _equal(work.scene.inconsistent(), yes)
        case _:
            assert_never(term)


def _in_annotations(term: AnnotationTerm, work: _Work, annotator: str) -> Mask:
    annotations = work.scene.annotations
    match term:
        case Kind(view):
            return _of_kind(view, work, annotations[annotator])
        case Chose(side):
            return _chose(side, work.scene, annotator)
        case SidedWith(principle):
            return work.sided(principle, annotator) > 0
        case Overruled(principle):
            return work.sided(principle, annotator) < 0
        case Won(winner, loser):
            return (work.sided(winner, annotator) > 0) & (work.sided(loser, annotator) < 0)
        case Disagree(first, second):
            return _opposed(annotations[first.text], annotations[second.text])
        case _:
            assert_never(term)


def _chose(side: Preference | None, scene: Scene, annotator: str) -> Mask:
    if side is None:
        return np.logical_not(scene.given(annotator))
    chose = _equal(scene.annotations[annotator], side)
    return chose & scene.given(annotator) if side is Preference.NEITHER else chose


def _of_kind(view: View, work: _Work, annotation: NDArray[np.int8]) -> Mask:
    """The same cases as `core.query.kinds.in_view`, from counts that other terms share."""
    if view is View.ALL:
        return np.ones(len(annotation), dtype=np.bool_)
    counts = work.counts()
    any_a, any_b = counts.for_a > 0, counts.for_b > 0
    if view is View.CONFLICT:
        return any_a & any_b
    if view is View.INDIFFERENT:
        return np.logical_not(any_a | any_b)
    if view is View.CONSENSUS:
        return any_a ^ any_b
    return (any_a ^ any_b) & np.where(any_a, annotation < 0, annotation > 0)


def _in_reviews(term: ReviewTerm, work: _Work, annotator: str) -> Mask:
    match term:
        case Judged(verdict):
            return _equal(work.reviews(annotator).verdicts, VERDICT_CODES.index(verdict))
        case Flagged(yes):
            return _equal(work.reviews(annotator).flagged, yes)
        case ReviewedBy(reviewer, said):
            reviews = work.reviews(annotator)
            return work.at(reviews.said.get((reviewer.text, said)) if said else reviews.by.get(reviewer.text))
        case Contested(contest):
            reviews = work.reviews(annotator)
            contested = work.at(reviews.contested_own if contest is Contest.OWN else reviews.contested)
            return np.logical_not(contested) if contest is Contest.NO else contested
        case FlaggedFor(reason):
            return work.at(work.reviews(annotator).reasons.get(reason))
        case Mine(preference):
            given = work.scene.own_given
            return np.logical_not(given) if preference is None else given & _equal(work.scene.own, preference)
        case _:
            assert_never(term)
