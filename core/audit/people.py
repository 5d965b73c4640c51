"""Many annotators, each with what a table can hold of it: sums over its own annotations, all in one pass.

How often one is arbitrary has a score interval. How far one is from the reference has one from resamples of the cases,
of which more annotators get fewer. Rankings with their intervals are for those asked for, as `core.audit.populations`.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import AllAnnotations
from core.audit.measuring import Progress
from core.audit.populations import Population
from core.metrics import wilson
from core.metrics.agreement import categories, consensus_side
from core.metrics.intervals import FEWEST, NO_INTERVAL, Interval, apart_interval
from core.metrics.labelled import decided_pairs, sides_by
from core.metrics.priority import NotConverged, fit_batch
from core.model.errors import AuditError
from core.model.terms import FEW_SHARED, Category

FITS: Final = 30_000
"""Rankings of resamples that all annotators together get, within `FEWEST` and as many as are asked for each."""
SLIGHT: Final = 50
"""A member with less than such a part of a population's conflicts stays in it while resamples are drawn."""

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class People:
    """M annotators beside a reference, each array (M,) in their order.

    Of the `annotations` that count some are for `neither`; on `missing` cases there is none, and `flagged` ones are
    left out unless asked for. `decided` are conflicts with a preference; `opposed` of the `consensus` annotations are
    arbitrary. `apart` is the discrepancy to the reference on `shared` cases, nan where undefined, from `both` conflicts
    that both decided. `wins` float64 (M, P, P) are whole numbers, `sides` int64 (M, P) the conflicts of each principle.
    `intervals` are of `apart`, and empty where they were not computed.
    """

    said: AllAnnotations
    reference: str
    annotations: Counts
    neither: Counts
    missing: Counts
    flagged: Counts
    decided: Counts
    opposed: Counts
    consensus: Counts
    apart: Floats
    shared: Counts
    both: Counts
    wins: Floats
    sides: Counts
    intervals: tuple[Interval, ...] = ()

    def __len__(self) -> int:
        return len(self.said.names)

    def arbitrariness_interval(self, place: int) -> Interval:
        """The score interval of how often one is arbitrary."""
        ends = wilson.interval(int(self.opposed[place]), int(self.consensus[place]))
        return NO_INTERVAL if ends is None else NO_INTERVAL.within(*ends)

    def interval(self, place: int) -> Interval:
        """The interval of a discrepancy; none where there are too few conflicts for the number to mean anything."""
        return self.intervals[place] if self.intervals else NO_INTERVAL


def people(
    votes: NDArray[np.int8], said: AllAnnotations, reference: Population, *, include_flagged: bool = False
) -> People:
    """Count everything of all annotators by the votes (N, P); raises AuditError."""
    return _Table(votes, said, reference, include_flagged=include_flagged).counted()


def with_intervals(
    found: People,
    votes: NDArray[np.int8],
    reference: Population,
    replicates: int,
    seed: int,
    progress: Progress | None = None,
    *,
    include_flagged: bool = False,
) -> People:
    """The same with the intervals of discrepancies, from resamples of the cases; raises AuditError."""
    whose = np.flatnonzero((found.both >= FEW_SHARED) & ~np.isnan(found.apart))
    count = min(replicates, max(FEWEST, FITS // max(1, len(whose))))
    if not count:
        return found
    table = _Table(votes, found.said, reference, include_flagged=include_flagged)
    samples = np.empty((count, len(whose)))
    generator = np.random.default_rng([seed, 4])
    for n in range(count if len(whose) else 0):
        drawn = np.bincount(generator.integers(0, len(votes), len(votes)), minlength=len(votes))
        samples[n] = table.apart(whose, drawn.astype(np.float64))
        if progress is not None:
            progress(n + 1, count)
    intervals = [NO_INTERVAL] * len(found)
    for at, place in enumerate(whose.tolist()):
        intervals[place] = apart_interval(float(found.apart[place]), samples[:, at])
    return replace(found, intervals=tuple(intervals))


class _Table:
    """The annotations that count of all annotators, and what those of the reference are on the same cases."""

    def __init__(
        self, votes: NDArray[np.int8], said: AllAnnotations, reference: Population, *, include_flagged: bool
    ) -> None:
        self._votes, self._said, self._reference = votes, said, reference
        self._left_out = said.flagged & (not include_flagged)
        counts = ~self._left_out
        self._who, self._case, self._preference = said.who[counts], said.case[counts], said.preference[counts]
        self._conflict = (categories(votes) == Category.CONFLICT)[self._case] & (self._preference != 0)
        self._member = np.isin(np.arange(len(said.names)), reference.members)
        rows = np.flatnonzero(self._conflict)
        self._own = _Wins(votes, self._who[rows], self._case[rows], self._preference[rows], len(said.names))
        self._others = _Wins(votes, np.zeros_like(reference.case), reference.case, reference.preference, 1)
        if reference.single:
            self._restrict(rows)

    def _restrict(self, rows: Counts) -> None:
        """Compare with one annotator on the shared cases."""
        there = np.zeros(len(self._votes), dtype=np.bool_)
        theirs = np.zeros(len(self._votes), dtype=np.int8)
        there[self._reference.case] = True
        theirs[self._reference.case] = self._reference.preference
        count = len(self._said.names)
        self._shared_rows = there[self._case]
        self._both = self._conflict & (theirs[self._case] != 0)
        kept = rows[there[self._case[rows]]]
        self._within = _Wins(self._votes, self._who[kept], self._case[kept], self._preference[kept], count)
        shared = np.flatnonzero(self._shared_rows)
        self._others = _Wins(self._votes, self._who[shared], self._case[shared], theirs[self._case[shared]], count)

    def counted(self) -> People:
        """Everything but the intervals."""
        said, count = self._said, len(self._said.names)
        agreement = self._preference * consensus_side(self._votes)[self._case]
        decided = np.flatnonzero(self._conflict)
        single = self._reference.single
        return People(
            said,
            self._reference.name,
            annotations=self._by(np.ones(len(self._who), dtype=np.bool_)),
            neither=self._by(self._preference == 0),
            missing=said.cases - np.bincount(said.who, minlength=count),
            flagged=np.bincount(said.who[said.flagged], minlength=count),
            decided=self._by(self._conflict),
            opposed=self._by(agreement < 0),
            consensus=self._by(agreement != 0),
            apart=self.apart(np.arange(count)),
            shared=self._by(self._shared_rows) if single else self._by(np.ones(len(self._who), dtype=np.bool_)),
            both=self._by(self._both) if single else self._by(self._conflict),
            wins=self._own.wins(np.arange(count)),
            sides=sides_by(self._votes[self._case[decided]], self._preference[decided], self._who[decided], count),
        )

    def apart(self, whose: Counts, drawn: Floats | None = None) -> Floats:
        """The discrepancies of some to the reference, nan where undefined, with each case as often as it was drawn."""
        own = (self._within if self._reference.single else self._own).wins(whose, drawn)
        if self._reference.single:
            others = self._others.wins(whose, drawn)
        else:
            others = self._others.wins(np.zeros(1, dtype=np.int64), drawn)
            if drawn is None or self._weighty:
                others = others - np.where(self._member[whose, None, None], own, 0.0)
        try:
            signs = _signs(own)
            against = _signs(others)
        except NotConverged as error:
            raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
        scale = np.sqrt((signs**2).sum(axis=1) * (against**2).sum(axis=1))
        tau = np.full(len(whose), np.nan)
        np.divide((signs * against).sum(axis=1), scale, out=tau, where=scale > 0)
        return (1.0 - tau) / 2.0

    @property
    def _weighty(self) -> bool:
        """Whether any member's part in the population can be seen in how resamples of it vary."""
        part = np.bincount(self._who[self._conflict], minlength=len(self._member))[self._member]
        return bool(part.max(initial=0) * SLIGHT > part.sum())

    def _by(self, rows: NDArray[np.bool_]) -> Counts:
        return np.bincount(self._who[rows], minlength=len(self._said.names))


def _signs(wins: Floats) -> Floats:
    """The pair signs (W, P * P) of rankings by wins (W, P, P)."""
    return fit_batch(wins).signs.reshape(len(wins), -1).astype(np.float64)


class _Wins:
    """The rows in which each principle won over each other one, found once, and counted as often as cases are drawn."""

    def __init__(
        self, votes: NDArray[np.int8], who: Counts, case: Counts, preference: NDArray[np.int8], count: int
    ) -> None:
        self._pairs, self._size, self._count = decided_pairs(votes[case], preference), votes.shape[1], count
        self._who, self._case = who, case

    def wins(self, whose: Counts, drawn: Floats | None = None) -> Floats:
        """The wins of some labels, float64 (W, P, P)."""
        found = np.zeros((len(whose), self._size, self._size))
        for won, lost, rows in self._pairs:
            weights = None if drawn is None else drawn[self._case[rows]]
            found[:, won, lost] = np.bincount(self._who[rows], weights=weights, minlength=self._count)[whose]
        return found
