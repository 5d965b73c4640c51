"""How often intervals that are corrected for an oracle's errors hold the truth: the guide's table.

    python tests/benchmarks/calibration_of_oracles.py [DATASETS [proposed]]

What is right is known for a population of cases; an oracle with a known confusion votes on those drawn, some of its
votes are checked at random, and everything is computed as the report does. With `proposed` the same number of checks
goes to the principles that the check of votes proposes, after the first ones, in fewer scenarios, for it takes long.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.corrected_results import CorrectedFigure
from core.audit.correcting import Checked, corrected_annotator
from core.audit.next_checks import next_checks
from core.audit.oracle_checks import OracleChecks, OracleVotes
from core.metrics.bradley_terry import fit
from core.metrics.confusion import confusion
from core.model.terms import Principle
from core.review.vote_check import EACH, FURTHER
from tests.benchmarks.calibration import Floats, Tally, holds, share, tell

POPULATION = 20_000
_AT_ONCE: Final = 20
"""Checks proposed together, four times as many as in the reviewer, to be done in a fourth of the time."""
CONFUSIONS: Final[dict[str, Floats]] = {
    "careful": np.array([[0.9, 0.07, 0.03], [0.05, 0.9, 0.05], [0.03, 0.07, 0.9]]),
    "towards N": np.array([[0.6, 0.36, 0.04], [0.03, 0.94, 0.03], [0.05, 0.33, 0.62]]),
    "towards A": np.array([[0.7, 0.15, 0.15], [0.03, 0.8, 0.17], [0.02, 0.08, 0.9]]),
}
"""The chances of a vote for B, neither and A (inner), where B, neither and A are right (outer)."""
PREVALENT: Final = {"common": (0.8, 0.6), "rare": (0.25, 0.15), "common and rare": (0.8, 0.2)}
"""In which share of cases a principle prefers a response, from the first one to the last."""


@dataclass(frozen=True)
class Planted:
    """Cases whose right votes are known, and how likely each is decided for A by an annotator who opposes some."""

    right: NDArray[np.int8]
    chances: Floats
    priorities: Floats = field(init=False)
    supremacy: Floats = field(init=False)
    arbitrary: float = field(init=False)

    def __post_init__(self) -> None:
        """Find what all cases say."""
        for_a, for_b = (self.right > 0).astype(float), (self.right < 0).astype(float)
        wins = (for_a * self.chances[:, None]).T @ for_b + (for_b * (1 - self.chances[:, None])).T @ for_a
        object.__setattr__(self, "priorities", fit(wins[None], np.ones((1, *wins.shape), dtype=bool), None)[0])
        object.__setattr__(self, "supremacy", wins / np.where(wins + wins.T, wins + wins.T, 1))
        sides = np.stack([np.ones(len(self.right)), -np.ones(len(self.right))]).astype(np.int8)
        weight = (self.chances, 1 - self.chances)
        found = [_opposed(self.right, side) for side in sides]
        opposed = sum(float(w @ each) for w, (each, _) in zip(weight, found, strict=True))
        object.__setattr__(self, "arbitrary", opposed / found[0][1].sum())

    @classmethod
    def of(cls, principles: int, prevalent: str) -> "Planted":
        """Principles that lean the same way or against each other, each in its share of cases."""
        generator = np.random.default_rng(principles)
        often = np.linspace(*PREVALENT[prevalent], principles)
        lean = generator.normal(size=(POPULATION, 1)) * np.linspace(-0.6, 0.9, principles)
        way = np.sign(lean + generator.normal(size=(POPULATION, principles)))
        right = np.where(generator.random((POPULATION, principles)) < often, way, 0).astype(np.int8)
        priorities = generator.permutation(np.linspace(1, -1, principles))
        score = (right * np.exp(priorities)).sum(axis=1)
        return cls(right, 1 / (1 + np.exp(-score)))


def _opposed(right: NDArray[np.int8], side: NDArray[np.int8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which cases of a consensus the side is against, and which have one."""
    for_a, for_b = (right > 0).any(axis=1), (right < 0).any(axis=1)
    consensus = for_a != for_b
    return consensus & (for_a != (side > 0)), consensus


def oracle(right: NDArray[np.int8], rates: Floats, generator: np.random.Generator) -> NDArray[np.int8]:
    """Vote (N, P) with the errors of some rates (3, 3)."""
    cut = rates.cumsum(axis=1)[right + 1]
    found: NDArray[np.int8] = ((generator.random(right.shape)[..., None] > cut).sum(axis=-1) - 1).astype(np.int8)
    return found


def checked(votes: NDArray[np.int8], right: NDArray[np.int8], each: int, generator: np.random.Generator) -> Checked:
    """Check so many votes of each principle, at random."""
    return told(votes, right, [generator.choice(len(votes), each, replace=False) for _ in range(votes.shape[1])])


def as_proposed(
    votes: NDArray[np.int8],
    right: NDArray[np.int8],
    annotation: NDArray[np.int8],
    each: int,
    generator: np.random.Generator,
) -> Checked:
    """Check as many votes in all, those after the first ones of the principles that are proposed."""
    size = votes.shape[1]
    orders = [generator.permutation(len(votes))[: EACH + FURTHER] for _ in range(size)]
    taken = np.full(size, min(EACH, each))
    while True:
        known = told(votes, right, [order[:count] for order, count in zip(orders, taken, strict=True)])
        at_once = min(_AT_ONCE, each * size - int(taken.sum()))
        principles = next_checks(known, annotation, [EACH + FURTHER - int(count) for count in taken], at_once)
        if not principles:
            return known
        np.add.at(taken, list(principles), 1)


def told(votes: NDArray[np.int8], right: NDArray[np.int8], cases: Sequence[NDArray[np.int64]]) -> Checked:
    """What checks of these cases say, of each principle in turn."""
    size = votes.shape[1]
    case = np.concatenate(cases)
    principle = np.repeat(np.arange(size), [len(each) for each in cases])
    vote, answer = (array[case, principle].astype(np.int64) for array in (votes, right))
    checks = OracleChecks(case, principle, vote, answer, np.ones(len(case)), ("r1",), 0)
    found = tuple(
        confusion(counts, np.bincount(column + 1, minlength=3))
        for counts, column in zip(checks.counts(size), votes.T, strict=True)
    )
    names = [Principle(n, str(n), str(n), str(n)) for n in range(size)]
    return Checked(names, OracleVotes(votes, None), checks, found)


def coverage(planted: Planted, rates: Floats, cases: int, each: int, datasets: int, *, proposed: bool = False) -> Tally:
    """How often the intervals hold what the population says, and do without what the checks leave open."""
    generator = np.random.default_rng(each)
    size = planted.right.shape[1]
    found: Tally = defaultdict(list)
    for seed in range(datasets):
        drawn = generator.integers(0, POPULATION, cases)
        right = planted.right[drawn]
        annotation = np.where(generator.random(cases) < planted.chances[drawn], 1, -1).astype(np.int8)
        votes = oracle(right, rates, generator)
        known = (
            as_proposed(votes, right, annotation, each, generator)
            if proposed
            else checked(votes, right, each, generator)
        )
        result = corrected_annotator(known, "a", annotation, seed)
        whole = len(known.kept) == size and all(row.priority is not None for row in result.priorities)
        found["determined"] += [n in known.kept for n in range(size)]
        for row in result.priorities if whole else ():
            if row.priority is None:
                continue
            truth = planted.priorities[int(row.principle_id)]
            _look(found, "priority", truth, row.priority)
            found["rank"].append(holds(1 + int((planted.priorities > truth).sum()), row.rank_low, row.rank_high))
        for pair in result.pairs:
            if pair.share is not None:
                _look(found, "share", planted.supremacy[int(pair.principle_id), int(pair.over_id)], pair.share)
        if result.arbitrariness is not None:
            _look(found, "arbitrariness", planted.arbitrary, result.arbitrariness)
    return found


def _look(found: Tally, kind: str, truth: float, told: CorrectedFigure) -> None:
    found[kind].append(holds(truth, told.low, told.high))
    found[f"{kind} by cases"].append(abs(truth - told.value) <= 1.96 * told.sd_cases)


SCENARIOS: Final = tuple(
    (f"{principles} principles, {prevalent}, {name}, {each} checks each", principles, prevalent, name, cases, each)
    for principles, prevalent, cases, numbers in (
        (5, "common", 2000, (50, 100, 400)),
        (5, "common and rare", 3000, (100, 200, 400)),
        (5, "rare", 6000, (200, 400)),
        (12, "common and rare", 3000, (100, 400)),
    )
    for name in CONFUSIONS
    for each in numbers
)
"""Careful and biased oracles, principles that are often or seldom concerned, and checks from few to many."""
PROPOSED: Final = tuple(
    (f"{name}, as proposed", principles, prevalent, rates, cases, each)
    for name, principles, prevalent, rates, cases, each in SCENARIOS
    if principles == 5 and each == (200 if prevalent == "rare" else 100)
)
"""The same checks in all as in some of these, where they are proposed."""
COLUMNS: Final = ("determined", "priority", "rank", "share", "arbitrariness", "priority by cases")


def main() -> None:
    """Print the table as Markdown."""
    datasets, proposed = int((*sys.argv[1:], "150")[0]), "proposed" in sys.argv
    tell(f"| coverage of corrected intervals | {' | '.join(COLUMNS)} |", f"|---|{'---|' * len(COLUMNS)}")
    for name, principles, prevalent, rates, cases, each in PROPOSED if proposed else SCENARIOS:
        found = coverage(Planted.of(principles, prevalent), CONFUSIONS[rates], cases, each, datasets, proposed=proposed)
        tell(f"| {name} | {' | '.join(share(found[kind]) for kind in COLUMNS)} |")


if __name__ == "__main__":
    main()
