"""Whether the declared order is the practised one: annotators' conflicts held against an order as it is written."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audit.data import AuditData
from core.audit.declared_results import DeclaredReport, OrderKept, Reversal
from core.audit.measuring import Measurement
from core.metrics import wilson
from core.metrics.priority import Ranking
from core.metrics.supremacy import win_matrix
from core.metrics.written_order import written_discrepancy
from core.metrics.written_pairs import WrittenPairs, counted_trials, written_pairs
from core.model.terms import Principle
from core.model.written_order import declared_preferences


@dataclass(frozen=True, slots=True, eq=False)
class Practised:
    """What one annotator, or several together, chose: K annotations that count, and what follows from them.

    `case` int64 (K,), `preference` int8 (K,), `wins` int64 (P, P), the `ranking` by them, the `conflicts` decided.
    """

    name: str
    case: NDArray[np.int64]
    preference: NDArray[np.int8]
    wins: NDArray[np.int64]
    ranking: Ranking
    conflicts: int
    members: int = 1

    @classmethod
    def measured(
        cls, found: Measurement, name: str, preference: NDArray[np.int8], case: NDArray[np.int64] | None = None
    ) -> "Practised":
        """One of those measured, by its preferences (cases,), or those of the cases (K,) given."""
        m = found.names.index(name)
        if case is None:
            case = np.flatnonzero(preference)
            preference = preference[case]
        return cls(name, case, preference, found.wins[m], found.rankings[m], found.conflicts[m])


def declared_reports(data: AuditData, practised: Sequence[Practised]) -> tuple[DeclaredReport, ...]:
    """Hold annotators against every order of the data, but for those who only follow an order."""
    kept_by = [each for each in practised if each.name not in data.orders]
    return tuple(
        DeclaredReport(
            name,
            tuple(data.principles[n] for n in order),
            tuple(order_kept(data.votes, data.principles, order, each) for each in kept_by),
        )
        for name, order in data.orders.items()
    )


def order_kept(
    votes: NDArray[np.int8], principles: Sequence[Principle], order: Sequence[int], given: Practised
) -> OrderKept:
    """How far an annotator keeps an order of principles, columns of the votes (cases, P) from the highest down."""
    counting = None
    if given.members > 1:
        sides = (np.bincount(given.case[given.preference == side], minlength=len(votes)) for side in (1, -1))
        counting = counted_trials(votes, *sides)
    pairs = written_pairs(given.wins, np.array(order, dtype=np.int64), counting)
    rows = votes[given.case[given.preference != 0]] if (pairs.decided < 0).any() else votes[:0]
    follower = win_matrix(rows, declared_preferences(rows, order))
    distance = written_discrepancy(given.ranking, order)
    return kept_of(pairs, principles, follower, given.name, distance, given.conflicts)


def kept_of(
    pairs: WrittenPairs,
    principles: Sequence[Principle],
    follower: NDArray[np.int64],
    annotator: str,
    distance: float | None,
    conflicts: int,
) -> OrderKept:
    """The same from the pairs of an order, and the wins (P, P) of who follows it on what the annotator decided."""
    found = [_reversal(pairs, k, principles, follower) for k in np.flatnonzero(pairs.decided < 0).tolist()]
    return OrderKept(
        annotator=annotator,
        distance=distance,
        conflicts=conflicts,
        as_written=int(np.count_nonzero(pairs.decided > 0)),
        surely_as_written=int(np.count_nonzero(pairs.surely > 0)),
        undecided=int(np.count_nonzero(pairs.decided == 0)),
        never=pairs.apart,
        reversals=tuple(sorted(found, key=lambda each: (-each.low, -each.conflicts))),
    )


def _reversal(pairs: WrittenPairs, k: int, principles: Sequence[Principle], follower: NDArray[np.int64]) -> Reversal:
    upper, lower = int(pairs.upper[k]), int(pairs.lower[k])
    conflicts = int(pairs.conflicts[k])
    lost, trials = conflicts - int(pairs.won[k]), float(pairs.counting[k])
    low, high = wilson.interval(min(lost / conflicts * trials, trials), trials) or (0.0, 1.0)
    return Reversal(
        above=principles[upper],
        below=principles[lower],
        lower_won=lost,
        conflicts=conflicts,
        low=low,
        high=high,
        follower=int(follower[lower, upper]),
        surely=bool(pairs.surely[k]),
    )
