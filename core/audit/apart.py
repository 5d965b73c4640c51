"""How far two annotators are apart, and whether they order the principles differently: on the cases both annotated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.interval_values import interval_values
from core.metrics.agreement import categories
from core.metrics.bootstrap import Estimates, Replicates
from core.metrics.discrepancy import discrepancy
from core.metrics.evidence import OrderEvidence, evidence
from core.metrics.intervals import NO_INTERVAL, Interval, apart_interval
from core.metrics.same_order import OrderTest, order_test
from core.metrics.tally import Tally
from core.model.terms import FEW_SHARED, Category

Given = tuple[NDArray[np.int8], NDArray[np.bool_]]
"""An annotator's preferences (cases,), and where they count."""


Counting = tuple[Tally, NDArray[np.bool_]]
"""An annotator's tally, and the cases (cases,) whose annotation counts, for neither response too."""


@dataclass(frozen=True, slots=True)
class Apart:
    """The discrepancy of two annotators on the `cases` that both annotated, 0 to 1, of which `conflicts` tell of it.

    None where no pair of principles can be compared. `p_value` is how often the same order of principles puts two as
    far apart, and `evidence` what all tests together say of it; None where it was not computed or cannot be, as of an
    annotator and itself. `reversed` are pairs of principles, by column, which the first annotator surely has in that
    order and the second in the other one.
    """

    value: float | None
    interval: Interval = NO_INTERVAL
    p_value: float | None = None
    cases: int = 0
    conflicts: int = 0
    evidence: OrderEvidence | None = None
    reversed: tuple[tuple[int, int], ...] = ()

    @property
    def few(self) -> bool:
        """Whether there are too few conflicts for the number to mean anything."""
        return self.conflicts < FEW_SHARED

    @property
    def turned(self) -> "Apart":
        """The same of the two the other way round."""
        return replace(self, reversed=tuple((below, above) for above, below in self.reversed))

    def document(self) -> dict[str, object]:
        """The JSON values, without the pairs that are reversed."""
        return {
            "value": self.value,
            **interval_values(self.interval),
            "p_value": self.p_value,
            "evidence": None if self.evidence is None else self.evidence.value,
            "cases": self.cases,
            "conflicts": self.conflicts,
        }


UNKNOWN: Final = Apart(None)


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What two annotators chose on the cases that both annotated: `annotations` int8 (2, N), 0 elsewhere."""

    annotations: NDArray[np.int8]
    cases: int
    conflicts: int


def shared_cases(votes: NDArray[np.int8], one: Given, other: Given) -> Shared:
    """Find the cases of votes (N, P) that both annotated, and the conflicts in which both have a preference."""
    both = one[1] & other[1]
    annotations = np.stack([one[0], other[0]]) * both
    decided = np.flatnonzero(annotations.all(axis=0))
    conflicts = int(np.count_nonzero(categories(votes[decided]) == Category.CONFLICT))
    return Shared(annotations, int(both.sum()), conflicts)


def point_apart(one: Counting, other: Counting) -> Apart:
    """The discrepancy on the cases that both annotated, without an interval: what a screen shows at once."""
    both = one[1] & other[1]
    if not both.any():  # as until a reviewer says what they prefer: nothing is ranked at every flag for no number
        return Apart(None, cases=0, conflicts=0)
    value = discrepancy(one[0].ranking_within(both).signs, other[0].ranking_within(both).signs)
    conflicts = int(np.count_nonzero(one[0].decided & other[0].decided))
    return Apart(value, cases=int(np.count_nonzero(both)), conflicts=conflicts)


def measured_apart(found: Estimates, drawn: Replicates, i: int, j: int) -> tuple[Apart, OrderTest | None]:
    """The discrepancy of two of the annotators measured, and the test of their orders."""
    value = discrepancy(found.rankings[i].signs, found.rankings[j].signs)
    if value is None:
        return UNKNOWN, None
    if i == j:
        return Apart(value, apart_interval(value, drawn.discrepancy[:, i, j])), None
    both = [found.smoothed[i], found.smoothed[j]]
    weights, same = np.stack([each.weights for each in both]), np.stack([each.same for each in both])
    test = order_test(weights, drawn.smoothed[:, [i, j]], same)
    samples = drawn.discrepancy[:, i, j]
    if test is None:
        return Apart(value, apart_interval(value, samples)), None
    interval = apart_interval(value, samples, test.lowest, test.highest)
    pairs = tuple((int(above), int(below)) for above, below in np.argwhere(test.reversed))
    return Apart(value, interval, test.p_value, reversed=pairs), test


def with_evidence(found: Sequence[tuple[Apart, OrderTest | None]]) -> list[Apart]:
    """Say of each pair what all tests together say of it."""
    said = iter(evidence([(test.beyond, test.replicates) for _, test in found if test is not None]))
    return [apart if test is None else replace(apart, evidence=next(said)) for apart, test in found]
