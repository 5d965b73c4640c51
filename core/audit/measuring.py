"""All that is computed about a set of annotators, once; the report, the screens and the exports are views of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.counted import Counted
from core.metrics.agreement import Arbitrariness, arbitrariness
from core.metrics.bootstrap import NO_INTERVAL, Interval, Replicates, bootstrap, interval, rank_interval
from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.noise_floor import noise_floor
from core.metrics.permutation import permutation_test
from core.metrics.priority import NotConverged, Ranking, rank_principles
from core.metrics.supremacy import win_matrix
from core.model.errors import AuditError

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How far one annotator's numbers can be trusted; shares and discrepancies from 0 to 1.

    `noise_floor` is the discrepancy of the annotator to itself on two halves of the cases. `priorities` and `ranks`
    (the middle 95 % of them) have one entry a principle, in the order of the votes' columns; `identified_share` of the
    replicates determine one scale, None without replicates.
    """

    arbitrariness: Interval
    noise_floor: Interval
    priorities: tuple[Interval, ...]
    ranks: tuple[tuple[int | None, int | None], ...]
    identified_share: float | None


@dataclass(frozen=True, slots=True)
class Apart:
    """The discrepancy of two annotators, 0 to 1; None where no pair of principles can be compared.

    `p_value` is how often chance alone puts the two as far apart; None where it was not computed or is undefined, as of
    an annotator and itself.
    """

    value: float | None
    interval: Interval
    p_value: float | None


_UNKNOWN: Final = Apart(None, NO_INTERVAL, None)


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """What was computed about M annotators, one entry each in the order of `names`.

    `annotations` that counted, `wins` int64 (M, P, P), `apart` of every two annotators (M, M). Without `replicates`
    there are no intervals.
    """

    replicates: int
    seed: int
    names: tuple[str, ...]
    annotations: tuple[int, ...]
    wins: NDArray[np.int64]
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
            return _UNKNOWN
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

    Two annotators are tested on the cases that both annotated: one who annotated few cases differs from any other in
    that alone. Without `noise` there are neither noise floors nor tests. The same seed and data give the same numbers.
    `progress` is told how much of how much is done; what it raises ends the work. Raises AuditError rather than give a
    number that is not the estimate.
    """
    given, count = counted.preference, len(counted.names)
    noise = noise and replicates > 0
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count)] if noise else []
    told = _Told(progress, replicates, count + (2 * count + 2 * len(pairs) if noise else 0))
    floors, p_values = [NO_INTERVAL] * count, dict[tuple[int, int], float | None]()
    try:
        wins = np.stack([win_matrix(votes, each) for each in given])
        rankings = tuple(rank_principles(each) for each in wins)
        drawn = bootstrap(votes, given, replicates, seed, told.part(count))
        if noise:
            floors = [interval(noise_floor(votes, each, replicates, seed, told.part(2))) for each in given]
        for i, j in pairs:
            one, other = given[[i, j]] * (counted.given[i] & counted.given[j])
            p_values[i, j] = permutation_test(votes, one, other, replicates, seed, told.part(2)).p_value
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
    return Measurement(
        replicates,
        seed,
        counted.names,
        tuple(counted.given.sum(axis=1).tolist()),
        wins,
        rankings,
        tuple(arbitrariness(votes, each) for each in given),
        tuple(_uncertainty(drawn, m, floors[m]) for m in range(count)),
        _apart(rankings, drawn, p_values),
    )


def _uncertainty(drawn: Replicates, m: int, floor: Interval) -> Uncertainty:
    principles = range(drawn.weights.shape[-1])
    return Uncertainty(
        interval(drawn.arbitrariness[:, m]),
        floor,
        tuple(interval(drawn.weights[:, m, column]) for column in principles),
        tuple(rank_interval(drawn.ranks[:, m, column]) for column in principles),
        float(drawn.identified[:, m].mean()) if len(drawn.identified) else None,
    )


def _apart(
    rankings: tuple[Ranking, ...], drawn: Replicates, p_values: dict[tuple[int, int], float | None]
) -> tuple[tuple[Apart, ...], ...]:
    """Every two annotators, (M, M), each pair once: a discrepancy has no direction."""
    values = discrepancy_matrix(np.stack([each.signs for each in rankings]))
    places = range(len(rankings))
    found = {
        (i, j): Apart(
            None if np.isnan(values[i, j]) else float(values[i, j]),
            interval(drawn.discrepancy[:, i, j]),
            p_values.get((i, j)),
        )
        for i in places
        for j in places[i:]
    }
    return tuple(tuple(found[min(i, j), max(i, j)] for j in places) for i in places)


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
            if self._progress is not None and self._total:
                self._progress(start + done * fits, self._total)

        tell(0, self._replicates)
        return tell
