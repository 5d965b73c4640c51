"""In which order the cases of a filter are reviewed, and why each stands where it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import arbitrary
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix

if TYPE_CHECKING:
    from core.metrics.influence import Influence

Steps = Callable[[int, int], None]
SAMPLE_SIZE: Final = 50


class Order(StrEnum):
    """What a queue puts first."""

    DATASET = "dataset"
    SAMPLE = "sample"
    CONTESTED = "contested"
    UNLIKELY = "unlikely"
    INFLUENCE = "influence"


@dataclass(frozen=True, slots=True)
class Queue:
    """An order; `size` and `seed` are those of a random sample."""

    order: Order = Order.DATASET
    size: int = SAMPLE_SIZE
    seed: int = 0

    @property
    def possible(self) -> bool:
        """Whether size and seed, which a file may give in any form, are such."""
        numbers = type(self.size) is int and type(self.seed) is int
        return numbers and 0 < self.size < 1 << 63 and 0 <= self.seed < 1 << 63

    def __str__(self) -> str:
        if self.order is Order.SAMPLE:
            return f"sample of {self.size}, seed {self.seed}"
        return self.order.value


@dataclass(frozen=True, slots=True, eq=False)
class Queued:
    """Case numbers in the order of a queue, int32, and why a case stands where it does, by case number."""

    ids: NDArray[np.int32]
    reasons: Mapping[int, str] = field(default_factory=dict)


def queued(
    queue: Queue,
    ids: NDArray[np.int32],
    votes: NDArray[np.int8],
    annotation: NDArray[np.int8],
    principles: tuple[str, ...],
    progress: Steps | None = None,
) -> Queued:
    """Put the cases `ids` (ascending) of votes (N, P) and annotation (N,) in order; equals keep that of the dataset.

    Only `influence` takes long: see `core.metrics.influence`, also for `progress` and errors.
    """
    match queue.order:
        case Order.DATASET:
            return Queued(ids)
        case Order.SAMPLE:
            drawn = np.random.default_rng(queue.seed).permutation(len(ids))[: queue.size]
            return Queued(ids[drawn])
        case Order.CONTESTED:
            return _contested(ids, votes)
        case Order.UNLIKELY:
            return _unlikely(ids, votes, annotation)
        case Order.INFLUENCE:
            return _influential(ids, votes, annotation, principles, progress)


def _contested(ids: NDArray[np.int32], votes: NDArray[np.int8]) -> Queued:
    """The most even balance of votes first, and of equals that with more votes."""
    for_a = np.count_nonzero(votes[ids] > 0, axis=1)
    for_b = np.count_nonzero(votes[ids] < 0, axis=1)
    total = np.maximum(for_a + for_b, 1)
    order = np.lexsort((-total, -np.minimum(for_a, for_b) / total))
    return Queued(ids[order])


def _unlikely(ids: NDArray[np.int32], votes: NDArray[np.int8], annotation: NDArray[np.int8]) -> Queued:
    """Annotations that the annotator's own ranking explains least first; those against a consensus before all."""
    from core.metrics.likelihood import choice_likelihood

    ranking = rank_principles(win_matrix(votes, annotation))
    chances = choice_likelihood(votes[ids], annotation[ids], ranking)
    against = arbitrary(votes[ids], annotation[ids])
    strength = np.where(against, np.count_nonzero(votes[ids], axis=1), 0)
    order = np.lexsort((np.nan_to_num(chances, nan=2.0), -strength))
    reasons = {
        int(ids[at]): f"against {strength[at]} of {strength[at]} votes"
        if against[at]
        else f"its own ranking gives this choice {100 * chances[at]:.0f} %"
        for at in order[:REASONED].tolist()
        if against[at] or not np.isnan(chances[at])
    }
    return Queued(ids[order], reasons)


REASONED: Final = 100_000
"""Cases for which reasons are worded."""


def _influential(
    ids: NDArray[np.int32],
    votes: NDArray[np.int8],
    annotation: NDArray[np.int8],
    principles: tuple[str, ...],
    progress: Steps | None,
) -> Queued:
    """The cases first whose removal would move the ranking most; then those that move nothing."""
    from core.metrics.influence import influence

    found = influence(votes, annotation, progress)
    chosen = found.order[np.isin(found.cases[found.order], ids)]
    first = found.cases[chosen].astype(np.int32)
    rest = ids[~np.isin(ids, first)]
    reasons = {int(found.cases[at]): _moves(found, int(at), principles) for at in chosen[:REASONED]}
    reasons |= dict.fromkeys(rest[:REASONED].tolist(), "no ranking hangs on it")
    return Queued(np.concatenate([first, rest]), reasons)


def _moves(found: "Influence", at: int, principles: tuple[str, ...]) -> str:
    principle = int(found.principle[at])
    if principle < 0:
        return "no ranking hangs on it"
    name = principles[principle]
    if found.breaks[at]:
        return f"without it, {name} loses a comparison"
    if found.places[at]:
        return f"without it, principles move {found.places[at]} places, {name} most"
    return f"without it, {name} moves by {found.change[at]:.3f}"
