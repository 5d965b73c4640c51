"""Annotators taken together: what a population as a whole follows, each annotation of a case counting as one.

Wins and conflicts are sums over the annotators. Cases are resampled, so that all annotations of a case stay together.
One annotator is compared with a population without itself, over all cases of both: they need not share any. Two
populations, and two annotators, are compared on the cases that both annotated.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import AllAnnotations
from core.audit.apart import Apart, measured_apart, with_evidence
from core.audit.measuring import Measurement, Progress, Told, uncertainty
from core.metrics.agreement import Arbitrariness, categories, consensus_side
from core.metrics.bootstrap import Estimates, Replicates, measure_draws
from core.metrics.groups import GROUPS
from core.metrics.half_case import smoothed
from core.metrics.intervals import NO_INTERVAL, interval
from core.metrics.labelled import GroupDraws, sides_by, wins_by
from core.metrics.noise_floor import floor_of_groups
from core.metrics.priority import NotConverged, rank_principles
from core.metrics.supremacy import win_matrix
from core.model.errors import AuditError
from core.model.terms import AnnotatorKind, Category

_KINDS: Final = {
    AnnotatorKind.HUMAN: "humans",
    AnnotatorKind.REWARD_MODEL: "reward models",
    AnnotatorKind.LLM: "LLMs",
    AnnotatorKind.REVIEWER: "reviewers",
    AnnotatorKind.DECLARED: "declared orders",
}


@dataclass(frozen=True, eq=False)
class Population:
    """One annotator, or all of a kind, with the K annotations of theirs that count.

    `members` are places among the annotators, `who` int64 (K,) which of them annotated `case` int64 (K,) with
    `preference` int8 (K,).
    """

    name: str
    kind: AnnotatorKind
    members: tuple[int, ...]
    who: NDArray[np.int64]
    case: NDArray[np.int64]
    preference: NDArray[np.int8]

    @property
    def single(self) -> bool:
        """Whether it is one annotator."""
        return len(self.members) == 1

    def limited(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "Population":
        """The same with some of its annotations (K,) only."""
        return replace(self, who=self.who[rows], case=self.case[rows], preference=self.preference[rows])

    def decided(self, conflict: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The cases of `conflict` (cases,) in which it has a preference, each once."""
        return np.unique(self.case[conflict[self.case] & (self.preference != 0)])


def populations(said: AllAnnotations, *, include_flagged: bool = False) -> tuple[Population, ...]:
    """All annotators of each kind together, in the order of their first; one alone of its kind as it is."""
    found = []
    for kind in dict.fromkeys(said.kinds):
        members = tuple(place for place, each in enumerate(said.kinds) if each is kind)
        name = said.names[members[0]]
        if len(members) > 1:
            name = f"all {_KINDS[kind]} ({len(members)})"
            while name in said.names:
                name += " together"
        found.append(_population(said, name, kind, members, include_flagged=include_flagged))
    return tuple(found)


def reference_of(every: Sequence[Population]) -> Population:
    """Whom annotators are compared with where nobody is named: all humans, else the first who practise."""
    humans = [each for each in every if each.kind is AnnotatorKind.HUMAN]
    practised = [each for each in every if each.kind is not AnnotatorKind.DECLARED]
    return (*humans, *practised, *every)[0]


def alone(said: AllAnnotations, name: str, *, include_flagged: bool = False) -> Population:
    """One annotator by name; raises ValueError."""
    place = said.names.index(name)
    return _population(said, name, said.kinds[place], (place,), include_flagged=include_flagged)


def _population(
    said: AllAnnotations, name: str, kind: AnnotatorKind, members: tuple[int, ...], *, include_flagged: bool
) -> Population:
    wanted = np.zeros(len(said.names), dtype=np.bool_)
    wanted[list(members)] = True
    rows = wanted[said.who] & (include_flagged | ~said.flagged)
    return Population(name, kind, members, said.who[rows], said.case[rows], said.preference[rows])


def measure_populations(
    votes: NDArray[np.int8],
    found: Sequence[Population],
    replicates: int = 1000,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    noise: bool = True,
) -> Measurement:
    """Measure populations by the votes (N, P) as `measure` does annotators; raises AuditError."""
    noise = noise and replicates > 0
    pairs = [(i, j) for i in range(len(found)) for j in range(i + 1, len(found))]
    told = Told(progress, replicates, (2 + noise) * len(found) + 4 * len(pairs))
    floors = [NO_INTERVAL] * len(found)
    try:
        known, drawn = _measured(votes, found, replicates, seed, told.part(2 * len(found)))
        if noise:
            floors = [interval(_floor(votes, each, replicates, seed, told.part(1)), 0, 1) for each in found]
        apart = _apart(votes, found, pairs, known, drawn, (replicates, seed), told)
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
    conflict, side = categories(votes) == Category.CONFLICT, consensus_side(votes)
    opposed = tuple(_opposed(each, side) for each in found)
    among = [each.limited(conflict[each.case] & (each.preference != 0)) for each in found]
    spread = tuple(
        uncertainty(
            *(drawn, m, opposed[m], known.rankings[m], known.smoothed[m], floors[m], seed),
            clusters=None if each.single else len(each.decided(side != 0)),
        )
        for m, each in enumerate(found)
    )
    return Measurement(
        replicates,
        seed,
        tuple(each.name for each in found),
        tuple(len(each.case) for each in found),
        tuple(len(each.case) for each in among),
        known.wins,
        np.stack([sides_by(votes[each.case], each.preference, np.zeros_like(each.case), 1)[0] for each in among]),
        known.rankings,
        opposed,
        spread,
        apart,
    )


def _opposed(each: Population, side: NDArray[np.int8]) -> Arbitrariness:
    agreement = each.preference * side[each.case]
    return Arbitrariness(int(np.count_nonzero(agreement < 0)), int(np.count_nonzero(agreement)))


def _measured(
    votes: NDArray[np.int8], found: Sequence[Population], replicates: int, seed: int, progress: Progress
) -> tuple[Estimates, Replicates]:
    """The estimates, and what resamples of the cases say; those of a population do not depend on the others."""
    wins = np.stack([win_matrix(votes[each.case], each.preference) for each in found])
    fitted = tuple(smoothed(votes[each.case], each.preference, each.case) for each in found)
    known = Estimates(wins, tuple(rank_principles(each) for each in wins), fitted)
    if not replicates:
        return known, Replicates.empty(0, len(found), votes.shape[1])
    count, side = min(len(votes), GROUPS), consensus_side(votes)
    group = np.random.default_rng([seed, 3]).permutation(len(votes)) % count
    opposed, cases, grouped = [], [], []
    for each in found:
        agreement, label = each.preference * side[each.case], group[each.case]
        grouped.append(wins_by(votes[each.case], each.preference, label, count))
        opposed.append(np.bincount(label[agreement < 0], minlength=count))
        cases.append(np.bincount(label[agreement != 0], minlength=count))
    draw = GroupDraws(np.stack(grouped), np.stack(opposed), np.stack(cases), seed)
    return known, measure_draws(draw, known, replicates, progress)


def _floor(
    votes: NDArray[np.int8], each: Population, splits: int, seed: int, progress: Progress
) -> NDArray[np.float64]:
    """How far it is from itself on two halves of the conflicts."""
    decided, generator = each.decided(categories(votes) == Category.CONFLICT), np.random.default_rng(seed)
    label = np.full(len(votes), -1)
    label[generator.permutation(decided)] = np.arange(len(decided)) % GROUPS
    rows = label[each.case] >= 0
    groups = wins_by(votes[each.case[rows]], each.preference[rows], label[each.case[rows]], min(len(decided), GROUPS))
    return floor_of_groups(groups, splits, generator, progress)


def _apart(
    votes: NDArray[np.int8],
    found: Sequence[Population],
    pairs: Sequence[tuple[int, int]],
    known: Estimates,
    drawn: Replicates,
    replicates: tuple[int, int],
    told: Told,
) -> tuple[tuple[Apart, ...], ...]:
    """How far all are apart, (M, M)."""
    conflict = categories(votes) == Category.CONFLICT
    places = range(len(found))
    told_of = [(m, m) for m in places]
    told_apart = [measured_apart(known, drawn, m, m) for m in places]
    numbers = [(len(np.unique(found[m].case)), len(found[m].decided(conflict))) for m in places]
    for i, j in pairs:
        both = compared(found[i], found[j], len(votes))
        told_of.append((i, j))
        told_apart.append(measured_apart(*_measured(votes, both, *replicates, told.part(4)), 0, 1))
        first, second = (each.decided(conflict) for each in both)
        alike = found[i].single == found[j].single
        decided = len(np.intersect1d(first, second)) if alike else min(len(first), len(second))
        numbers.append((min(len(np.unique(each.case)) for each in both), decided))
    counted = [
        (replace(one, cases=cases, conflicts=conflicts), test)
        for (one, test), (cases, conflicts) in zip(told_apart, numbers, strict=True)
    ]
    by_pair = dict(zip(told_of, with_evidence(counted), strict=True))
    return tuple(tuple(by_pair[i, j] if i <= j else by_pair[j, i].turned for j in places) for i in places)


def compared(one: Population, other: Population, cases: int) -> tuple[Population, Population]:
    """What is compared of two: of an annotator and a population all but its own part, of two alike the shared cases."""
    if one.single != other.single:
        if one.single:
            return one, other.limited(other.who != one.members[0])
        return one.limited(one.who != other.members[0]), other
    shared = [np.bincount(each.case, minlength=cases) > 0 for each in (one, other)]
    both = shared[0] & shared[1]
    return one.limited(both[one.case]), other.limited(both[other.case])
