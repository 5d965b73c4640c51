"""From the store to arrays: votes, and the annotations of every annotator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import AllAnnotations, Annotations, ManyAnnotators
from core.journal.corrections import Cell, CorrectedVotes, apply_corrections
from core.journal.standing import Standing
from core.journal.verdicts import flagging, meant
from core.model.as_seen import as_seen
from core.model.coverage import Coverage
from core.model.errors import AuditError
from core.model.terms import MANY_ANNOTATORS, Annotator, AnnotatorKind, Oracle, Principle
from core.model.written_order import NAME, annotator_name, declared_given, declared_preferences
from core.storage.store import Store

Numbers = Mapping[str, int]
OwnWords = tuple[NDArray[np.int8], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class AuditData:
    """What the metrics need of a store: `votes` (cases, principles) and the annotators' annotations.

    `voted` (cases, principles) tells where there is a vote, the oracle's or a correction; None where none is missing.
    `orders` has those annotators who only follow an order of principles, which is given as columns from the highest
    down: their preferences follow from the votes. `corrected` has what the oracle said where its vote is corrected,
    None where it cast none. `answers` says how so many of its answers were got, where a model was asked for them,
    and `coverage` what became of the votes that were wanted.
    `facts` are the names of what else came with the cases.
    """

    store: str
    oracle: Oracle
    principles: tuple[Principle, ...]
    votes: NDArray[np.int8]
    annotators: Sequence[Annotations]
    reviews: int
    orders: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    corrected: dict[Cell, int | None] = field(default_factory=dict)
    answers: tuple[tuple[str, int], ...] = ()
    coverage: tuple[Coverage, ...] = ()
    voted: NDArray[np.bool_] | None = None
    facts: tuple[str, ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        """What the annotators are called, in their order."""
        if isinstance(self.annotators, ManyAnnotators):
            return self.annotators.names
        return tuple(each.name for each in self.annotators)

    @property
    def places(self) -> Mapping[str, int]:
        """The place of each annotator, by name."""
        if isinstance(self.annotators, ManyAnnotators):
            return self.annotators.places
        return {name: place for place, name in enumerate(self.called)}

    @property
    def names(self) -> set[str]:
        """What the annotators are called."""
        return set(self.called)

    @property
    def kinds(self) -> tuple[AnnotatorKind, ...]:
        """What the annotators are, in their order."""
        if isinstance(self.annotators, ManyAnnotators):
            return self.annotators.kinds
        return tuple(each.kind for each in self.annotators)

    @property
    def count_flagged(self) -> int:
        """How many annotations are flagged."""
        if isinstance(self.annotators, ManyAnnotators):
            return self.annotators.count_flagged
        return sum(int(each.flagged.sum()) for each in self.annotators)

    @property
    def many(self) -> bool:
        """Whether there are too many annotators to show each beside the others."""
        return len(self.annotators) > MANY_ANNOTATORS

    def annotator(self, name: str) -> Annotations:
        """The annotator of that name; raises AuditError."""
        places = self.places
        if name in places:
            return self.annotators[places[name]]
        alike = [each for each in self.called if as_seen(each) == as_seen(name)]
        if len(alike) == 1:
            return self.annotators[places[alike[0]]]
        known = ", ".join(self.called[:MANY_ANNOTATORS])
        more = f" and {len(self.annotators) - MANY_ANNOTATORS} more" if self.many else ""
        raise AuditError(f"There is no annotator {name}: choose one of {known}{more}.")

    def reference(self) -> Annotations:
        """The annotator others are compared with: the first human, else the first that is no declared order."""
        kinds = list(enumerate(self.kinds))
        humans = (place for place, kind in kinds if kind is AnnotatorKind.HUMAN)
        practised = (place for place, kind in kinds if kind is not AnnotatorKind.DECLARED)
        return self.annotators[next(humans, next(practised, 0))]


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
        *(store.path.stem, chosen, principles, votes, annotators, reviews),
        corrected=corrected.corrected,
        voted=voted,
        facts=tuple(store.facts.names()),
    )
    declared = store.declared_order()
    if declared:
        data = _with_declared(data, store, standing, declared)
    reviewers = _reviewers(store, standing, len(votes), data.names)
    if not len(annotators) and not reviewers:
        raise AuditError(f"The store {store.path} has no annotations yet: import them with `discretion import`.")
    answers, coverage = store.answers.ways(chosen), store.answers.coverage_of(chosen)
    return replace(data, annotators=_with(data.annotators, *reviewers), answers=answers, coverage=coverage)


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
    if not oracles:
        raise AuditError(f"There is no oracle {name}, nor any other: import its votes with `discretion import`.")
    raise AuditError(f"There is no oracle {name}: choose one of {', '.join(oracle.name for oracle in oracles)}.")


def _with(annotators: Sequence[Annotations], *others: Annotations) -> Sequence[Annotations]:
    return annotators.with_others(others) if isinstance(annotators, ManyAnnotators) else (*annotators, *others)


def _imported(store: Store, standing: Standing, cases: int) -> Sequence[Annotations]:
    known = store.annotators()
    if len(known) > MANY_ANNOTATORS:
        return _many(store, standing, cases, known)
    found = []
    for annotator in known:
        preference, given = store.annotations(annotator)
        flagged = _at(store, standing.flagged_cases(annotator.name), cases) & given
        found.append(Annotations(annotator.name, annotator.kind, preference, given, flagged))
    return tuple(found)


def _many(store: Store, standing: Standing, cases: int, known: Sequence[Annotator]) -> ManyAnnotators:
    """Read all annotations at once."""
    who, case, preference = store.all_annotations()
    who = np.searchsorted(np.array([each.n for each in known]), who)
    flagged = np.zeros(len(who), dtype=np.bool_)
    said = AllAnnotations(
        tuple(each.name for each in known), tuple(each.kind for each in known), cases, who, case, preference, flagged
    )
    for place, each in enumerate(known):
        of = standing.flagged_cases(each.name)
        if of:
            part = slice(said.starts[place], said.starts[place + 1])
            flagged[part] = _at(store, of, cases)[case[part]]
    return ManyAnnotators(said)


def with_order(data: AuditData, wanted: str, order: Sequence[int]) -> AuditData:
    """Add an annotator that follows an order of principles (columns from the highest down), after all others.

    It is called as wanted, or told apart from an annotator that is called so.
    """
    name = annotator_name(wanted, data.names)
    preference = declared_preferences(data.votes, order)
    given = declared_given(len(data.votes), data.voted, order)
    follower = Annotations(name, AnnotatorKind.DECLARED, preference, given, np.zeros_like(given))
    return replace(data, annotators=_with(data.annotators, follower), orders={**data.orders, name: tuple(order)})


def reviewer_name(reviewer: str, taken: Sequence[str] | set[str]) -> str:
    """The name of a reviewer as an annotator, told apart from an annotator of the dataset who is called the same."""
    name = reviewer
    while name in taken:
        name = f"{name} (reviewer)"
    return name


def _with_declared(data: AuditData, store: Store, standing: Standing, order: Sequence[int]) -> AuditData:
    """Add who follows the declared order; what is flagged of it is what it prefers by these votes."""
    name = annotator_name(NAME, data.names)
    found = with_order(data, NAME, order)
    follower = found.annotator(name)
    for case, n in store.numbers(standing.judged_cases(name)).items():
        follower.flagged[n] = follower.given[n] and flagging(meant(standing.verdicts_on(case, name), follower.on(n)))
    return found


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
