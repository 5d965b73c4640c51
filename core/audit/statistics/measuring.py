"""From sums over shards to what was measured of the annotators: as `core.audit.measuring` does from cases."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from core.audit.apart import Apart, measured_apart, with_evidence
from core.audit.measuring import Measurement, Told, uncertainty
from core.audit.statistics.statistics import Statistics
from core.metrics.agreement import Arbitrariness
from core.metrics.bootstrap import Estimates, Replicates, measure_draws
from core.metrics.intervals import NO_INTERVAL, interval
from core.metrics.labelled import GroupDraws
from core.metrics.noise_floor import floor_of_groups
from core.metrics.priority import NotConverged, rank_principles
from core.metrics.same_order import OrderTest
from core.metrics.shard_smoothing import smoothed_shards
from core.metrics.shard_sums import OfAnnotator, OfPair
from core.model.errors import AuditError
from core.model.terms import Progress

Counts = NDArray[np.int64]


def measure_statistics(
    found: Statistics, replicates: int = 1000, seed: int = 0, progress: Progress | None = None, *, noise: bool = True
) -> Measurement:
    """Measure all annotators of statistics, resampling shards; raises AuditError rather than give a wrong number.

    Values are those of the cases; intervals are of shards, and like those of cases where there are some hundred.
    """
    count, noise = len(found.about.annotators), noise and replicates > 0
    pairs = list(combinations_with_replacement(range(count), 2))
    partial = [pair for pair in pairs if pair in found.pairs and found.pairs[pair].wins is not None]
    told = Told(progress, replicates, 2 * count + noise * count + 4 * len(partial))
    sides, counts = found.sides.sum(axis=1), found.counts.sum(axis=1)
    try:
        known = _estimates(found.wins, sides)
        drawn = _drawn(found, found.wins, known, replicates, seed, told.part(2 * count))
        floors = [NO_INTERVAL] * count
        if noise:
            floors = [
                interval(
                    floor_of_groups(each.astype(np.float64), replicates, np.random.default_rng(seed), told.part(1)),
                    *(0, 1),
                )
                for each in found.wins
            ]
        apart = []
        for i, j in pairs:
            if (i, j) in partial:
                wins = found.pair_wins(i, j)
                own = _estimates(wins, _shared_sides(wins, found.wins[[i, j]], sides[[i, j]]))
                apart.append(measured_apart(own, _drawn(found, wins, own, replicates, seed, told.part(4)), 0, 1))
            else:
                apart.append(measured_apart(known, drawn, i, j))
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the statistics.") from error
    opposed = tuple(Arbitrariness(int(each[OfAnnotator.OPPOSED]), int(each[OfAnnotator.CONSENSUS])) for each in counts)
    return Measurement(
        replicates,
        seed,
        tuple(each.name for each in found.about.annotators),
        tuple(counts[:, OfAnnotator.ANNOTATIONS].tolist()),
        tuple(counts[:, OfAnnotator.CONFLICTS].tolist()),
        known.wins,
        sides,
        known.rankings,
        opposed,
        tuple(
            uncertainty(drawn, m, opposed[m], known.rankings[m], known.smoothed[m], floors[m], seed)
            for m in range(count)
        ),
        _by_place(found, pairs, apart, counts),
    )


def _estimates(wins: Counts, sides: Counts) -> Estimates:
    """Rank by the wins (M, S, P, P) of all shards together."""
    total = wins.sum(axis=1)
    smoothed = tuple(smoothed_shards(each, cases) for each, cases in zip(wins, sides, strict=True))
    return Estimates(total, tuple(rank_principles(each) for each in total), smoothed)


def _drawn(
    found: Statistics, wins: Counts, known: Estimates, replicates: int, seed: int, progress: Progress
) -> Replicates:
    if not replicates:
        return Replicates.empty(0, *known.wins.shape[:2])
    opposed, cases = (found.counts[: len(wins), :, each] for each in (OfAnnotator.OPPOSED, OfAnnotator.CONSENSUS))
    draw = GroupDraws(wins.astype(np.float64), opposed.astype(np.float64), cases.astype(np.float64), seed)
    return measure_draws(draw, known, replicates, progress)


def _shared_sides(wins: Counts, own: Counts, sides: Counts) -> Counts:
    """About how many conflict cases of each principle two annotators share: as large a part as of its wins, (2, P)."""
    pairs, every = (each.sum(axis=1) for each in (wins, own))
    kept = (pairs.sum(axis=-1) + pairs.sum(axis=-2)) / np.maximum(every.sum(axis=-1) + every.sum(axis=-2), 1)
    found: Counts = np.ceil(sides * kept).astype(np.int64)
    return found


def _by_place(
    found: Statistics,
    pairs: Sequence[tuple[int, int]],
    apart: Sequence[tuple[Apart, OrderTest | None]],
    counts: Counts,
) -> tuple[tuple[Apart, ...], ...]:
    """How far all are apart, (M, M), with the cases that it is over."""
    told = []
    for (i, j), (one, test) in zip(pairs, apart, strict=True):
        if i == j:
            cases, conflicts = (int(counts[i, each]) for each in (OfAnnotator.ANNOTATIONS, OfAnnotator.CONFLICTS))
        else:
            cases, conflicts = found.pairs[i, j].counts.sum(axis=0)[[OfPair.CASES, OfPair.CONFLICTS]].tolist()
        told.append((replace(one, cases=cases, conflicts=conflicts), test))
    by_pair = dict(zip(pairs, with_evidence(told), strict=True))
    places = range(len(found.about.annotators))
    return tuple(tuple(by_pair[i, j] if i <= j else by_pair[j, i].turned for j in places) for i in places)
