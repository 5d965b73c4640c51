"""How often an oracle's votes are right: a random sample of them, and what reviewers say who do not see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.journal.corrections import Cell
from core.metrics import wilson


@dataclass(frozen=True, slots=True)
class Accuracy:
    """In how many of the votes answered blind the oracle's vote was the reviewer's answer.

    Where principles were asked unevenly, `weighted` is the mean of their shares, and how many votes asked evenly tell
    as much.
    """

    agreed: int
    answered: int
    weighted: tuple[float, float] | None = None

    @property
    def share(self) -> float | None:
        """The accuracy, 0 to 1; None where nothing was answered."""
        if self.weighted is not None:
            return self.weighted[0]
        return self.agreed / self.answered if self.answered else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the accuracy, low and high; None where nothing was answered."""
        if self.weighted is not None:
            share, votes = self.weighted
            return wilson.interval(min(share * votes, votes), votes)
        return wilson.interval(self.agreed, self.answered)


@dataclass(frozen=True, slots=True)
class OracleAccuracy:
    """The accuracy of an oracle's votes: of each principle, by column, and of all together.

    The sample has as many votes of each principle, so that the overall accuracy needs weights only where some were
    asked further.
    """

    principles: tuple[Accuracy, ...]
    overall: Accuracy


def oracle_accuracy(answers: Iterable[tuple[Cell, int, int]], principles: int) -> OracleAccuracy:
    """Count agreement in answers: each is the vote's cell, the oracle's vote and the reviewer's answer."""
    agreed, answered = np.zeros((2, principles), dtype=np.int64)
    for (_, principle), vote, answer in answers:
        answered[principle] += 1
        agreed[principle] += vote == answer
    counted = tuple(Accuracy(int(each), int(of)) for each, of in zip(agreed, answered, strict=True))
    return OracleAccuracy(counted, Accuracy(int(agreed.sum()), int(answered.sum()), _evened(agreed, answered)))


def _evened(agreed: NDArray[np.int64], answered: NDArray[np.int64]) -> tuple[float, float] | None:
    """Weigh all principles (P,) alike; None where they were asked evenly, up to the round that is under way."""
    asked = answered > 0
    if not asked.any() or answered.max() - answered[asked].min() <= 1:
        return None
    share = float((agreed[asked] / answered[asked]).mean())
    return share, float(asked.sum() ** 2 / (1 / answered[asked]).sum())


def further_votes(
    voted: NDArray[np.bool_], sample: Sequence[Cell], most: int, seed: int, reviewer: str
) -> tuple[tuple[int, ...], ...]:
    """The cases of more votes of each principle, up to `most`, in random order: those to ask once the sample is done.

    Whichever principle is asked further, its votes asked are then at random among all it has, as in `sample_votes`.
    """
    generator = np.random.default_rng([seed, *reviewer.encode(), most])
    found = []
    for principle in range(voted.shape[1]):
        left = voted[:, principle].copy()
        left[[n for n, of in sample if of == principle]] = False
        pool = np.flatnonzero(left)
        found.append(tuple(generator.choice(pool, min(most, len(pool)), replace=False).tolist()))
    return tuple(found)


def sample_votes(voted: NDArray[np.bool_], each: int, seed: int, reviewer: str) -> tuple[Cell, ...]:
    """Draw votes at random, `each` of every principle or all it has, from where the oracle voted (cases, principles).

    Rounds of one vote a principle, in random order, so that the queue can be left anywhere; the same seed, reviewer
    and store give the same sample.
    """
    generator = np.random.default_rng([seed, *reviewer.encode()])
    drawn = []
    for principle in range(voted.shape[1]):
        pool = np.flatnonzero(voted[:, principle])
        drawn.append(generator.choice(pool, min(each, len(pool)), replace=False))
    return tuple(
        (int(drawn[principle][turn]), int(principle))
        for turn in range(each)
        for principle in generator.permutation(voted.shape[1])
        if turn < len(drawn[principle])
    )
