"""From the store to arrays: votes, and the annotations of every annotator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.journal.corrections import Cell, CorrectedVotes, apply_corrections
from core.journal.standing import Standing
from core.model.errors import AuditError
from core.model.terms import AnnotatorKind, Oracle, Principle
from core.model.written_order import NAME, annotator_name, declared_given, declared_preferences
from core.storage.store import Store

Numbers = Mapping[str, int]
OwnWords = tuple[NDArray[np.int8], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Annotations:
    """One annotator's annotations, one entry a case.

    `preference` (cases,) in {+1, 0, -1}, as the annotator gave it; `given` where there is an annotation at all;
    `flagged` where there is one and the reviewers flag it.
    """

    name: str
    kind: AnnotatorKind
    preference: NDArray[np.int8]
    given: NDArray[np.bool_]
    flagged: NDArray[np.bool_]

    @property
    def standing(self) -> NDArray[np.int8]:
        """The preferences with the flagged ones left out."""
        return self.standing_without(self.flagged)

    def standing_without(self, flagged: NDArray[np.bool_]) -> NDArray[np.int8]:
        """The preferences with those at `flagged` (cases,) left out."""
        return np.where(flagged, np.int8(0), self.preference)


@dataclass(frozen=True, slots=True)
class AuditData:
    """What the metrics need of a store: `votes` (cases, principles) and the annotators' annotations.

    `voted` (cases, principles) tells where there is a vote, the oracle's or a correction; None where none is missing.
    `orders` has those annotators who only follow an order of principles, which is given as columns from the highest
    down: their preferences follow from the votes. `corrected` has what the oracle said where its vote is corrected,
    None where it cast none. `answers` says how so many of its answers were got, where a model was asked for them.
    `facts` are the names of what else came with the cases.
    """

    store: str
    oracle: Oracle
    principles: tuple[Principle, ...]
    votes: NDArray[np.int8]
    annotators: tuple[Annotations, ...]
    reviews: int
    orders: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    corrected: dict[Cell, int | None] = field(default_factory=dict)
    answers: tuple[tuple[str, int], ...] = ()
    voted: NDArray[np.bool_] | None = None
    facts: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        """What the annotators are called."""
        return {annotator.name for annotator in self.annotators}

    def annotator(self, name: str) -> Annotations:
        """The annotator of that name; raises AuditError."""
        for annotator in self.annotators:
            if annotator.name == name:
                return annotator
        known = ", ".join(annotator.name for annotator in self.annotators)
        raise AuditError(f"There is no annotator {name}: choose one of {known}.")

    def reference(self) -> Annotations:
        """The annotator others are compared with: the first human, else the first that is no declared order."""
        humans = (each for each in self.annotators if each.kind is AnnotatorKind.HUMAN)
        practised = (each for each in self.annotators if each.kind is not AnnotatorKind.DECLARED)
        return next(humans, next(practised, self.annotators[0]))


def load(
    store: Store,
    standing: Standing | None = None,
    *,
    original_votes: bool = False,
    oracle: str | None = None,
    need_votes: bool = True,
) -> AuditData:
    """Read votes and annotations; the declared order and every reviewer with own preferences become annotators too.

    The votes are those of the named oracle, else of the first, as most reviewers correct them unless `original_votes`
    are asked for; without `need_votes` they need not be there. Raises AuditError where cases, principles, votes or
    annotations are missing, or there is no such oracle.
    """
    principles = store.principles()
    oracles = store.oracles()
    voting = (("principles", principles), ("votes", oracles)) if need_votes else ()
    needed = (("cases", store.count_cases()), *voting)
    missing = next((name for name, there in needed if not there), None)
    if missing is not None:
        raise AuditError(f"The store {store.path} has no {missing} yet: import them with `discretion import`.")
    chosen = _chosen(oracles, oracle)
    standing = standing or Standing()
    votes = store.votes(chosen, len(principles))
    voted = where_voted(store, chosen, len(principles))
    corrected = CorrectedVotes(votes, voted, {})
    numbers = {} if original_votes else store.numbers({case for case, _ in standing.voted()})
    apply_corrections(corrected, principles, numbers, standing)
    annotators = _imported(store, standing, len(votes))
    reviews = sum(event.event == "review" for event in standing.reviews())
    data = AuditData(
        *(store.path.stem, chosen, principles, votes, tuple(annotators), reviews),
        corrected=corrected.corrected,
        voted=voted,
        facts=tuple(store.facts.names()),
    )
    declared = store.declared_order()
    if declared:
        flagged = standing.flagged_cases(annotator_name(NAME, data.names))
        data = with_order(data, NAME, declared, _at(store, flagged, len(votes)))
    reviewers = _reviewers(store, standing, len(votes), data.names)
    if not annotators and not reviewers:
        raise AuditError(f"The store {store.path} has no annotations yet: import them with `discretion import`.")
    return replace(data, annotators=(*data.annotators, *reviewers), answers=store.answers.ways(chosen))


def where_voted(store: Store, oracle: Oracle, principles: int) -> NDArray[np.bool_] | None:
    """Read where an oracle cast a vote, (cases, principles); None where none is missing, which is told first."""
    every = store.count_cases() * principles
    return None if every and store.count_votes(oracle) == every else store.voted(oracle, principles)


def _chosen(oracles: Sequence[Oracle], name: str | None) -> Oracle:
    """The oracle of that name, or the first; raises AuditError."""
    if name is None:
        return oracles[0] if oracles else Oracle(-1, "")
    for oracle in oracles:
        if oracle.name == name:
            return oracle
    raise AuditError(f"There is no oracle {name}: choose one of {', '.join(oracle.name for oracle in oracles)}.")


def _imported(store: Store, standing: Standing, cases: int) -> list[Annotations]:
    found = []
    for annotator in store.annotators():
        preference, given = store.annotations(annotator)
        flagged = _at(store, standing.flagged_cases(annotator.name), cases) & given
        found.append(Annotations(annotator.name, annotator.kind, preference, given, flagged))
    return found


def with_order(
    data: AuditData, wanted: str, order: Sequence[int], flagged: NDArray[np.bool_] | None = None
) -> AuditData:
    """Add an annotator that follows an order of principles (columns from the highest down), after all others.

    It is called as wanted, or told apart from an annotator that is called so.
    """
    name = annotator_name(wanted, data.names)
    preference = declared_preferences(data.votes, order)
    given = declared_given(len(data.votes), data.voted, order)
    follower = Annotations(
        name, AnnotatorKind.DECLARED, preference, given, np.zeros_like(given) if flagged is None else flagged & given
    )
    return replace(data, annotators=(*data.annotators, follower), orders={**data.orders, name: tuple(order)})


def reviewer_name(reviewer: str, taken: Sequence[str] | set[str]) -> str:
    """The name of a reviewer as an annotator, told apart from an annotator of the dataset who is called the same."""
    name = reviewer
    while name in taken:
        name = f"{name} (reviewer)"
    return name


def _reviewers(store: Store, standing: Standing, cases: int, taken: set[str]) -> list[Annotations]:
    found = []
    for reviewer in sorted(standing.reviewers):
        numbers = store.numbers(standing.preferences(reviewer))
        if not numbers:
            continue
        preference, given = own_words(standing, reviewer, numbers, cases)
        name = reviewer_name(reviewer, taken)
        found.append(Annotations(name, AnnotatorKind.REVIEWER, preference, given, np.zeros_like(given)))
    return found


def own_words(standing: Standing, reviewer: str, numbers: Numbers, cases: int) -> OwnWords:
    """A reviewer's own preferences, (cases,) in {+1, 0, -1}, and where there is one."""
    own = np.zeros(cases, dtype=np.int8)
    given = np.zeros(cases, dtype=np.bool_)
    for case, preference in standing.preferences(reviewer).items():
        if case in numbers:
            own[numbers[case]] = preference
            given[numbers[case]] = True
    return own, given


def _at(store: Store, cases: set[str], count: int) -> NDArray[np.bool_]:
    flags = np.zeros(count, dtype=np.bool_)
    if cases:
        flags[list(store.numbers(cases).values())] = True
    return flags
