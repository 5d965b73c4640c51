"""How far annotators' numbers can be trusted: intervals, what chance alone would give, and whether two differ."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import Interval, Replicates, bootstrap, interval, rank_interval
from core.metrics.noise_floor import noise_floor
from core.metrics.permutation import permutation_test
from core.metrics.priority import NotConverged
from core.model.errors import AuditError

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How far one annotator's numbers can be trusted; shares and discrepancies from 0 to 1.

    `discrepancy` is to the reference; `noise_floor` is the discrepancy of the annotator to itself on two halves of the
    cases. `p_value` says how often chance alone puts the annotator and the reference as far apart: None for the
    reference itself and where the discrepancy is undefined. `priorities` and `ranks` (the middle 95 % of them) have one
    entry a principle, in the order of the votes' columns; `identified_share` of the replicates determine one scale.
    """

    arbitrariness: Interval
    discrepancy: Interval
    noise_floor: Interval
    p_value: float | None
    priorities: tuple[Interval, ...]
    ranks: tuple[tuple[int | None, int | None], ...]
    identified_share: float


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What resampling says about M annotators, one entry each in the order they were given.

    `discrepancy_mean` float64 (M, M) over the replicates, `p_value` float64 (M, M) of each pair's permutation test on
    the cases that both annotated: nan where undefined, and on the diagonal of the latter.
    """

    replicates: int
    seed: int
    reference: int
    annotators: tuple[Uncertainty, ...]
    discrepancy_mean: NDArray[np.float64]
    p_value: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison and whose it is: its annotators are in the order of `names`."""

    names: tuple[str, ...]
    comparison: Comparison

    def of(self, name: str) -> Uncertainty | None:
        """An annotator's uncertainty; None for one that was not there."""
        return self.comparison.annotators[self.names.index(name)] if name in self.names else None

    def p_value(self, first: str, second: str) -> float | None:
        """How often chance alone puts two annotators as far apart; None where that is unknown or undefined."""
        return self._of_pair(self.comparison.p_value, first, second)

    def mean(self, first: str, second: str) -> float | None:
        """The mean discrepancy of two annotators over the replicates; None where that is unknown or undefined."""
        return self._of_pair(self.comparison.discrepancy_mean, first, second)

    def _of_pair(self, values: NDArray[np.float64], first: str, second: str) -> float | None:
        if first not in self.names or second not in self.names:
            return None
        value = float(values[self.names.index(first), self.names.index(second)])
        return None if np.isnan(value) else value


def compare(
    votes: NDArray[np.int8],
    annotations: NDArray[np.int8],
    reference: int,
    replicates: int = 1000,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    given: NDArray[np.bool_] | None = None,
) -> Comparison:
    """Resample the cases of votes (N, P) and annotations (M, N), and test every pair of annotators.

    `reference` is a row of the annotations. `given` (M, N) tells where there is an annotation, with a preference or
    without: two annotators are tested on the cases that both annotated, for one who annotated few cases differs from
    any other in that alone; without it, all are. The same seed and data give the same numbers. `progress` is told how
    much of how much is done; what it raises ends the work. Raises AuditError rather than give a number that is not the
    estimate.
    """
    count = len(annotations)
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count)]
    told = _Told(progress, replicates, count + 2 * count + 2 * len(pairs))
    there = np.ones(annotations.shape, dtype=np.bool_) if given is None else given
    try:
        drawn = bootstrap(votes, annotations, replicates, seed, told.part(count))
        floors = [interval(noise_floor(votes, each, replicates, seed, told.part(2))) for each in annotations]
        p_value = np.full((count, count), np.nan)
        for i, j in pairs:
            both = annotations[[i, j]] * (there[i] & there[j])
            p_value[i, j] = p_value[j, i] = _p_value(votes, both, replicates, seed, told.part(2))
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
    return Comparison(
        replicates,
        seed,
        reference,
        tuple(_uncertainty(drawn, m, reference, floors[m], p_value[m, reference]) for m in range(count)),
        _means(drawn),
        p_value,
    )


def _p_value(votes: NDArray[np.int8], both: NDArray[np.int8], replicates: int, seed: int, progress: Progress) -> float:
    """How often chance alone puts two annotators (2, N) as far apart; nan where that is undefined."""
    found = permutation_test(votes, both[0], both[1], replicates, seed, progress).p_value
    return np.nan if found is None else found


class _Told:
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
            if self._progress is not None:
                self._progress(start + done * fits, self._total)

        tell(0, self._replicates)
        return tell


def _uncertainty(drawn: Replicates, m: int, reference: int, floor: Interval, p_value: float) -> Uncertainty:
    principles = range(drawn.weights.shape[-1])
    return Uncertainty(
        arbitrariness=interval(drawn.arbitrariness[:, m]),
        discrepancy=interval(drawn.discrepancy[:, m, reference]),
        noise_floor=floor,
        p_value=None if np.isnan(p_value) else float(p_value),
        priorities=tuple(interval(drawn.weights[:, m, index]) for index in principles),
        ranks=tuple(rank_interval(drawn.ranks[:, m, index]) for index in principles),
        identified_share=float(drawn.identified[:, m].mean()) if len(drawn.identified) else 0.0,
    )


def _means(drawn: Replicates) -> NDArray[np.float64]:
    """The mean discrepancy of each pair over the replicates in which it exists, (M, M); nan where in none."""
    defined = ~np.isnan(drawn.discrepancy)
    total = np.where(defined, drawn.discrepancy, 0.0).sum(axis=0)
    counted = defined.sum(axis=0)
    means = np.full(total.shape, np.nan)
    np.divide(total, counted, out=means, where=counted > 0)
    return means
