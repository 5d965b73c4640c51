"""From the store to the report: the one place where stored data and metrics meet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.errors import AuditError
from core.metrics.agreement import arbitrariness, taxonomy
from core.metrics.bootstrap import Interval, Replicates, bootstrap, interval
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import NotConverged, Ranking, rank_principles
from core.metrics.supremacy import win_matrix
from core.model import AnnotatorKind, Oracle, Principle
from core.report import AnnotatorReport, DatasetReport, DiscrepancyReport, PriorityReport, Report
from core.reviews import Standing
from core.store import Store

_NO_INTERVAL: Final = Interval(None, None, None, None, 0)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Annotations:
    """One annotator's annotations, one entry a case.

    `preference` (cases,) in {+1, 0, -1}, as the annotator gave it; `given` where there is an annotation at all;
    `flagged` where the reviewers flag it.
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
    """What the metrics need of a store: `votes` (cases, principles) and the annotators' annotations."""

    store: str
    oracle: Oracle
    principles: tuple[Principle, ...]
    votes: NDArray[np.int8]
    annotators: tuple[Annotations, ...]
    reviews: int

    def annotator(self, name: str) -> Annotations:
        """The annotator of that name; raises AuditError."""
        for annotator in self.annotators:
            if annotator.name == name:
                return annotator
        known = ", ".join(annotator.name for annotator in self.annotators)
        message = f"There is no annotator {name}: choose one of {known}."
        raise AuditError(message)

    def reference(self) -> Annotations:
        """The annotator others are compared with: the first human, else the first of all."""
        humans = (each for each in self.annotators if each.kind is AnnotatorKind.HUMAN)
        return next(humans, self.annotators[0])


def load(store: Store, standing: Standing | None = None) -> AuditData:
    """Read votes and annotations, and make an annotator of every reviewer who gave own preferences.

    Raises AuditError where cases, principles, votes or annotations are missing.
    """
    principles = store.principles()
    oracles = store.oracles()
    needed = (("cases", store.count_cases()), ("principles", principles), ("votes", oracles))
    missing = next((name for name, there in needed if not there), None)
    if missing is not None:
        message = f"The store {store.path} has no {missing} yet: import them with `discretion import`."
        raise AuditError(message)
    standing = standing or Standing()
    votes = store.votes(oracles[0], len(principles))
    annotators = [
        Annotations(
            annotator.name,
            annotator.kind,
            store.annotation(annotator),
            store.annotated(annotator),
            _at(store, standing.flagged_cases(annotator.name), len(votes)),
        )
        for annotator in store.annotators()
    ]
    annotators += _reviewers(store, standing, len(votes), {annotator.name for annotator in annotators})
    if not annotators:
        message = f"The store {store.path} has no annotations yet: import them with `discretion import`."
        raise AuditError(message)
    reviews = sum(event.event == "review" for event in standing.reviews())
    return AuditData(store.path.stem, oracles[0], principles, votes, tuple(annotators), reviews)


def reviewer_name(reviewer: str, taken: Sequence[str] | set[str]) -> str:
    """The name of a reviewer as an annotator, told apart from an annotator of the dataset who is called the same."""
    name = reviewer
    while name in taken:
        name = f"{name} (reviewer)"
    return name


def _reviewers(store: Store, standing: Standing, cases: int, taken: set[str]) -> list[Annotations]:
    found = []
    for reviewer in sorted(standing.reviewers):
        preferences = standing.preferences(reviewer)
        numbers = store.numbers(preferences)
        if not numbers:
            continue
        preference = np.zeros(cases, dtype=np.int8)
        given = np.zeros(cases, dtype=np.bool_)
        for case, n in numbers.items():
            preference[n] = preferences[case]
            given[n] = True
        name = reviewer_name(reviewer, taken)
        found.append(Annotations(name, AnnotatorKind.REVIEWER, preference, given, np.zeros(cases, dtype=np.bool_)))
    return found


def _at(store: Store, cases: set[str], count: int) -> NDArray[np.bool_]:
    flags = np.zeros(count, dtype=np.bool_)
    if cases:
        flags[list(store.numbers(cases).values())] = True
    return flags


def audit(
    data: AuditData,
    *,
    annotators: Sequence[str] = (),
    reference: str | None = None,
    replicates: int = 1000,
    seed: int = 0,
    include_flagged: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Compute the report over all annotators or the named ones; 0 replicates leave the intervals out.

    The reference of the discrepancies is the named annotator, else the first human, else the first of all.
    Raises AuditError for an unknown name, and rather than give a number that is not the estimate.
    """
    chosen = [data.annotator(name) for name in dict.fromkeys(annotators)] or list(data.annotators)
    against = data.annotator(reference) if reference else data.reference()
    everyone = chosen if against in chosen else [*chosen, against]
    used = np.stack([each.preference if include_flagged else each.standing for each in everyone])
    try:
        rankings = [rank_principles(win_matrix(data.votes, preference)) for preference in used]
        drawn = bootstrap(data.votes, used, replicates, seed, progress) if replicates else None
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
    found = _Found(data, everyone, used, rankings, drawn, everyone.index(against), include_flagged)
    dataset = DatasetReport(
        data.store,
        data.oracle.name,
        len(data.votes),
        len(data.principles),
        len(data.annotators),
        data.reviews,
        sum(int(each.flagged.sum()) for each in data.annotators),
    )
    reports = tuple(found.report(m) for m in range(len(chosen)))
    return Report(dataset, taxonomy(data.votes), replicates, seed, reports)


@dataclass(frozen=True, slots=True)
class _Found:
    """All that was computed, one entry an annotator; `used` (annotators, cases) are the preferences that counted."""

    data: AuditData
    annotators: Sequence[Annotations]
    used: NDArray[np.int8]
    rankings: Sequence[Ranking]
    drawn: Replicates | None
    reference: int
    include_flagged: bool

    def report(self, m: int) -> AnnotatorReport:
        annotations, used, drawn = self.annotators[m], self.used[m], self.drawn
        ranking, wins = self.rankings[m], win_matrix(self.data.votes, used)
        counted = annotations.given if self.include_flagged else annotations.given & ~annotations.flagged
        return AnnotatorReport(
            name=annotations.name,
            kind=annotations.kind,
            annotations=int(counted.sum()),
            flagged=int(annotations.flagged.sum()),
            identified=ranking.identified,
            identified_share=None if drawn is None else float(drawn.identified[:, m].mean()),
            arbitrariness=arbitrariness(self.data.votes, used),
            arbitrariness_interval=_NO_INTERVAL if drawn is None else interval(drawn.arbitrariness[:, m]),
            priorities=_priorities(self.data.principles, wins, ranking, m, drawn),
            discrepancy=DiscrepancyReport(
                self.annotators[self.reference].name,
                discrepancy(ranking.signs, self.rankings[self.reference].signs),
                _NO_INTERVAL if drawn is None else interval(drawn.discrepancy[:, m, self.reference]),
            ),
        )


def _priorities(
    principles: Sequence[Principle], wins: NDArray[np.int64], ranking: Ranking, m: int, drawn: Replicates | None
) -> tuple[PriorityReport, ...]:
    rows = []
    for index in ranking.order:
        weight = float(ranking.weights[index])
        low, high = (None, None) if drawn is None else _rank_range(drawn.ranks[:, m, index])
        rows.append(
            PriorityReport(
                rank=int(ranking.rank[index]) or None,
                principle=principles[index].name,
                priority=None if np.isnan(weight) else weight,
                status=ranking.status[index],
                component=int(ranking.component[index]) if ranking.component[index] >= 0 else None,
                conflicts=int(wins[index].sum() + wins[:, index].sum()),
                won=int(wins[index].sum()),
                interval=_NO_INTERVAL if drawn is None else interval(drawn.weights[:, m, index]),
                rank_low=low,
                rank_high=high,
            )
        )
    return tuple(rows)


def _rank_range(ranks: NDArray[np.int16]) -> tuple[int | None, int | None]:
    """The 95 % percentile interval of a principle's rank over the replicates in which it has one."""
    held = ranks[ranks > 0]
    if len(held) < 2:
        return None, None
    low, high = np.percentile(held, [2.5, 97.5], method="nearest")
    return int(low), int(high)
