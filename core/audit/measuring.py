"""All that is computed about a set of annotators, once; the report, the screens and the exports are views of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.audit.apart import UNKNOWN, Apart, measured_apart, shared_cases, with_evidence
from core.audit.counted import Counted
from core.metrics.agreement import Arbitrariness, arbitrariness, categories
from core.metrics.bootstrap import Estimates, Replicates, bootstrap, estimates
from core.metrics.half_case import Smoothed
from core.metrics.intervals import NO_INTERVAL, Interval, interval, rank_interval, share_interval
from core.metrics.noise_floor import noise_floor
from core.metrics.priority import NotConverged, Ranking
from core.metrics.smoothed_interval import priority_interval, smoothed_ranks
from core.metrics.supremacy import conflict_sides
from core.model.errors import AuditError
from core.model.terms import Category

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How far one annotator's numbers can be trusted; shares and discrepancies from 0 to 1.

    `noise_floor` is the discrepancy of the annotator to itself on two halves of the cases. `priorities` and `ranks`
    have one entry a principle, in the order of the votes' columns; `identified_share` of the replicates determine one
    scale, None without replicates.
    """

    arbitrariness: Interval
    noise_floor: Interval
    priorities: tuple[Interval, ...]
    ranks: tuple[tuple[int | None, int | None], ...]
    identified_share: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """What was computed about M annotators, one entry each in the order of `names`.

    `annotations` that counted, `conflicts` that were decided, `wins` int64 (M, P, P), the conflict `cases` int64 (M, P)
    of each principle, `apart` of every two annotators (M, M). Without `replicates` there are no intervals.
    """

    replicates: int
    seed: int
    names: tuple[str, ...]
    annotations: tuple[int, ...]
    conflicts: tuple[int, ...]
    wins: NDArray[np.int64]
    cases: NDArray[np.int64]
    rankings: tuple[Ranking, ...]
    arbitrariness: tuple[Arbitrariness, ...]
    uncertainty: tuple[Uncertainty, ...]
    apart: tuple[tuple[Apart, ...], ...]

    def of(self, name: str) -> Uncertainty | None:
        """An annotator's uncertainty; None for one that was not there."""
        return self.uncertainty[self.names.index(name)] if name in self.names else None

    def pair(self, first: str, second: str) -> Apart:
        """How far two annotators are apart; nothing is known where one of them was not there."""
        if first not in self.names or second not in self.names:
            return UNKNOWN
        return self.apart[self.names.index(first)][self.names.index(second)]


def measure(
    votes: NDArray[np.int8],
    counted: Counted,
    replicates: int = 1000,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    noise: bool = True,
) -> Measurement:
    """Rank the principles of votes (N, P) by what counts of the annotations, resample the cases, and test every pair.

    Without `noise` there are no noise floors. The same seed and data give the same numbers for an annotator, whoever
    else is there. `progress` is told how much of how much is done; what it raises ends the work. Raises AuditError
    rather than give a number that is not the estimate.
    """
    given, count = counted.preference, len(counted.names)
    noise = noise and replicates > 0
    apart = _Pairs(votes, counted, replicates, seed)
    told = Told(progress, replicates, 2 * count + (2 * count if noise else 0) + 4 * len(apart.partial))
    floors = [NO_INTERVAL] * count
    try:
        found = estimates(votes, given, told.part(0))
        drawn = bootstrap(votes, given, found, replicates, seed, told.part(2 * count))
        if noise:
            floors = [interval(noise_floor(votes, each, replicates, seed, told.part(2)), 0, 1) for each in given]
        pairs = apart.measure(found, drawn, told)
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
    opposed = tuple(arbitrariness(votes, each) for each in given)
    return Measurement(
        replicates,
        seed,
        counted.names,
        tuple(counted.given.sum(axis=1).tolist()),
        tuple(np.count_nonzero(given[:, categories(votes) == Category.CONFLICT], axis=1).tolist()),
        found.wins,
        np.stack([conflict_sides(votes, each).sum(axis=0) for each in given]),
        found.rankings,
        opposed,
        tuple(
            uncertainty(drawn, m, opposed[m], found.rankings[m], found.smoothed[m], floors[m], seed)
            for m in range(count)
        ),
        pairs,
    )


def uncertainty(
    drawn: Replicates,
    m: int,
    opposed: Arbitrariness,
    ranking: Ranking,
    smoothed: Smoothed,
    floor: Interval,
    seed: int,
    *,
    clusters: int | None = None,
) -> Uncertainty:
    """What resamples say of one of the annotators drawn, whose consensus annotations are of so many `clusters`.

    None where each is of a case of its own.
    """
    replicates = len(drawn.identified)
    best, worst = smoothed_ranks(smoothed, ranking, replicates, seed)
    return Uncertainty(
        share_interval(opposed.opposed, opposed.cases, clusters, drawn.arbitrariness[:, m]),
        floor,
        tuple(
            priority_interval(drawn.weights[:, m, column], smoothed, ranking, column)
            for column in range(len(ranking.rank))
        ),
        tuple(
            _widest(
                rank_interval(drawn.best[:, m, column], drawn.worst[:, m, column]),
                rank_interval(best[:, column], worst[:, column]),
            )
            if ranking.rank[column]
            else (None, None)
            for column in range(len(ranking.rank))
        ),
        float(drawn.identified[:, m].mean()) if replicates else None,
    )


def _widest(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    if one[0] is None or one[1] is None or other[0] is None or other[1] is None:
        return None, None
    return min(one[0], other[0]), max(one[1], other[1])


class _Pairs:
    """Every two annotators: those who annotated the same cases from what is drawn for all, others on what they share.

    One who annotated few cases would differ from any other in that alone.
    """

    def __init__(self, votes: NDArray[np.int8], counted: Counted, replicates: int, seed: int) -> None:
        self._votes, self._counted = votes, counted
        self._replicates, self._seed = replicates, seed
        count = len(counted.names)
        self._all = [(i, j) for i in range(count) for j in range(i, count)]
        self.partial = [(i, j) for i, j in self._all if not np.array_equal(counted.given[i], counted.given[j])]

    def measure(self, found: Estimates, drawn: Replicates, told: "Told") -> tuple[tuple[Apart, ...], ...]:
        """How far all are apart, (M, M)."""
        apart = []
        for i, j in self._all:
            shared = shared_cases(self._votes, *((self._counted.preference[m], self._counted.given[m]) for m in (i, j)))
            if (i, j) in self.partial:
                own = estimates(self._votes, shared.annotations, told.part(0))
                part = told.part(4)
                resampled = bootstrap(self._votes, shared.annotations, own, self._replicates, self._seed, part)
                one, test = measured_apart(own, resampled, 0, 1)
            else:
                one, test = measured_apart(found, drawn, i, j)
            apart.append((replace(one, cases=shared.cases, conflicts=shared.conflicts), test))
        told_apart = dict(zip(self._all, with_evidence(apart), strict=True))
        places = range(len(self._counted.names))
        return tuple(tuple(told_apart[i, j] if i <= j else told_apart[j, i].turned for j in places) for i in places)


class Told:
    """Adds up the progress of parts that take about so many fits a replicate each."""

    def __init__(self, progress: Progress | None, replicates: int, fits: int) -> None:
        self._progress = progress
        self._total = replicates * fits
        self._replicates = replicates
        self._before = 0

    def part(self, fits: int) -> Progress:
        """What to tell the next part; told at once that it begins, as preparing a part of many cases takes seconds."""
        start = self._before
        self._before += self._replicates * fits

        def tell(done: int, _of: int) -> None:
            if self._progress is not None and self._total:
                self._progress(start + done * fits, self._total)

        tell(0, self._replicates)
        return tell
