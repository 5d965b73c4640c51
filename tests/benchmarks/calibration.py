"""How often the intervals hold the truth, and how often the tests are wrong and right: the guide's table.

    python tests/benchmarks/calibration.py [DATASETS [REPLICATES]]

Annotators with known priorities decide cases drawn from a known population; everything is computed as the report does.
A case is decided for the response whose principles have the higher mean priority, with the chance of Bradley and Terry.
Coverage and sizes of so many datasets are within two of sqrt(p (1 - p) / datasets) of the truth.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from core.audit.counted import Counted
from core.audit.measuring import Measurement, measure
from core.audit.oracle_accuracy import Accuracy
from core.metrics.bradley_terry import fit
from core.metrics.components import reachability
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import TIE
from core.metrics.reviewer_agreement import cohen_kappa, krippendorff_alpha

Floats = NDArray[np.float64]
POPULATION = 20_000
MISSING = -9


@dataclass(frozen=True)
class Population:
    """Cases to draw from: votes (N, P), and how the principles' priorities (P,) say they are decided."""

    votes: NDArray[np.int8]

    @classmethod
    def of(cls, generator: np.random.Generator, principles: int, *, dense: bool, rare: bool) -> "Population":
        """Conflicts of two principles or of several; of some, where half of the principles are `rare`, few."""
        chances = np.where(np.arange(principles) < principles // 2, 0.12 if rare else 1.0, 1.0)
        chances /= chances.sum()
        votes = np.zeros((POPULATION, principles), dtype=np.int8)
        for row in votes:
            count = generator.integers(2, min(principles, 8) + 1) if dense else 2
            sides = np.concatenate([[1, -1], generator.choice([-1, 1], count - 2)])
            row[generator.choice(principles, count, replace=False, p=chances)] = generator.permutation(sides)
        return cls(votes)

    def chances(self, priorities: Floats) -> Floats:
        """How likely each case is decided for A."""
        means = [np.divide(side @ priorities, side.sum(axis=1)) for side in (self.votes > 0, self.votes < 0)]
        found: Floats = 1 / (1 + np.exp(means[1] - means[0]))
        return found

    def truth(self, priorities: Floats) -> Floats:
        """The priorities that all cases give."""
        chance = self.chances(priorities)[:, None]
        for_a, for_b = (self.votes > 0).astype(float), (self.votes < 0).astype(float)
        wins = (for_a * chance).T @ for_b + (for_b * (1 - chance)).T @ for_a
        reach = reachability(wins)
        found: Floats = fit(wins[None], (reach & reach.T)[None], None)[0]
        return found


def signs(weights: Floats) -> NDArray[np.int8]:
    """Which of two principles is above: int8 (P, P)."""
    ahead = weights[:, None] - weights
    return (ahead > TIE).astype(np.int8) - (ahead < -TIE).astype(np.int8)


def measured(
    votes: NDArray[np.int8], annotations: NDArray[np.int8], replicates: int, seed: int, given: object = None
) -> Measurement:
    """What the report computes of some annotators."""
    there = np.ones(annotations.shape, dtype=np.bool_) if given is None else np.asarray(given)
    names = tuple(map(str, range(len(annotations))))
    return measure(votes, Counted(names, annotations, there), replicates, seed, noise=False)


# Coverage

Tally = dict[str, list[bool]]


def holds(truth: float, low: float | None, high: float | None) -> bool:
    """Whether an interval holds the truth."""
    return low is not None and high is not None and low - 1e-9 <= truth <= high + 1e-9


def coverage(principles: int, cases: int, spread: float, datasets: int, replicates: int, **kind: bool) -> Tally:
    """Two annotators who disagree on some of the order, and a quarter of the cases in consensus, opposed in some."""
    generator = np.random.default_rng(principles * cases)
    population = Population.of(generator, principles, **kind)
    first = generator.permutation(np.linspace(spread, -spread, principles))
    second = first.copy()
    second[[0, -1]] = second[[-1, 0]]
    truths = [population.truth(each) for each in (first, second)]
    chances = [population.chances(each) for each in (first, second)]
    apart = discrepancy(*(signs(each) for each in truths))
    opposing = 0.05
    found: Tally = defaultdict(list)
    for seed in range(datasets):
        drawn = generator.integers(0, POPULATION, cases)
        consensus = np.zeros((max(cases // 4, 10), principles), dtype=np.int8)
        consensus[np.arange(len(consensus)), generator.integers(0, principles, len(consensus))] = 1
        votes = np.concatenate([population.votes[drawn], consensus])
        given = [
            np.concatenate(
                [
                    np.where(generator.random(cases) < each[drawn], 1, -1),
                    np.where(generator.random(len(consensus)) < opposing, -1, 1),
                ]
            )
            for each in chances
        ]
        result = measured(votes, np.array(given, dtype=np.int8), replicates, seed)
        for m, truth in enumerate(truths):
            check(found, result, m, truth, opposing)
        held = result.apart[0][1]
        if apart is not None and held.value is not None and not held.few:
            found["discrepancy"].append(holds(apart, held.interval.low, held.interval.high))
    return found


def check(found: Tally, result: Measurement, m: int, truth: Floats, opposing: float) -> None:
    """Look whether the intervals of an annotator hold the truth."""
    told, ranking = result.uncertainty[m], result.rankings[m]
    found["arbitrariness"].append(holds(opposing, told.arbitrariness.low, told.arbitrariness.high))
    in_conflict = ranking.rank > 0
    for principle in np.flatnonzero(in_conflict):
        rank = 1 + int((truth[in_conflict] > truth[principle] + TIE).sum())
        found["rank"].append(holds(rank, *told.ranks[principle]))
        if not np.isnan(ranking.weights[principle]):
            members = ranking.component == ranking.component[principle]
            interval = told.priorities[principle]
            found["priority"].append(holds(truth[principle] - truth[members].mean(), interval.low, interval.high))


COVERED: tuple[tuple[str, int, int, float, bool, bool], ...] = (
    ("2 principles, 10 conflicts, 9 to 1", 2, 10, 1.1, False, False),
    ("2 principles, 10 conflicts, even", 2, 10, 0.0, False, False),
    ("2 principles, 40 conflicts, 7 to 1", 2, 40, 1.0, False, False),
    ("4 principles, 30 conflicts of pairs", 4, 30, 1.0, False, False),
    ("4 principles, 100 conflicts of pairs, half rare", 4, 100, 1.0, False, True),
    ("8 principles, 100 conflicts of pairs", 8, 100, 1.5, False, False),
    ("8 principles, 400 conflicts of pairs, half rare", 8, 400, 1.5, False, True),
    ("6 principles, 200 conflicts of pairs, nearly absolute", 6, 200, 3.0, False, True),
    ("6 principles, 40 conflicts of several", 6, 40, 2.5, True, True),
    ("8 principles, 100 conflicts of several", 8, 100, 1.5, True, False),
    ("8 principles, 400 conflicts of several, half rare", 8, 400, 1.5, True, True),
    ("21 principles, 300 conflicts of several, half rare", 21, 300, 2.0, True, True),
)
"""Small and large, rare and common, sparse and dense, and principles that win nearly all."""


def coverages(datasets: int, replicates: int) -> Iterator[tuple[str, Tally]]:
    """What is covered in each scenario; of many principles, half as many datasets do."""
    for name, principles, cases, spread, dense, rare in COVERED:
        fewer = datasets // 2 if principles > 8 else datasets
        yield name, coverage(principles, cases, spread, fewer, replicates, dense=dense, rare=rare)


def agreements(datasets: int, replicates: int) -> Iterator[tuple[str, Tally]]:
    """Kappa and alpha of two and of four reviewers whose true agreement is known, and the accuracy of votes."""
    for cases, agreeing, share in product((8, 30, 200), (0.6, 0.97), (0.5, 0.8)):
        generator = np.random.default_rng(cases)
        found: Tally = defaultdict(list)
        for seed in range(datasets):
            # Every reviewer says what all see, or with the rest of the chance anything: kappa and alpha are its square.
            seen = generator.random(cases) < share
            codes = np.array(
                [np.where(generator.random(cases) < agreeing, seen, generator.random(cases) < share) for _ in range(4)]
            ).astype(np.int8)
            for name, result in (
                ("kappa", cohen_kappa(codes[0], codes[1], MISSING, replicates, seed)),
                ("alpha", krippendorff_alpha(codes, MISSING, replicates, seed)),
            ):
                if result.value is not None:
                    found[name].append(holds(agreeing**2, result.interval.low, result.interval.high))
            ends = Accuracy(int(generator.binomial(cases, agreeing)), cases).interval
            assert ends is not None
            found["accuracy"].append(holds(agreeing, *ends))
        yield f"{cases} cases, agreement {agreeing**2:.2f}, {share:.0%} one code", found


# Tests

Annotator = Callable[[np.random.Generator, Population, NDArray[np.int64], Floats], NDArray[np.int8]]


def sharp(by: float = 1.0, order: Callable[[Floats], Floats] = lambda each: each) -> Annotator:
    """Who follows an order so strictly."""

    def decide(
        generator: np.random.Generator, population: Population, drawn: NDArray[np.int64], priorities: Floats
    ) -> NDArray[np.int8]:
        chances = population.chances(by * order(priorities))[drawn]
        return np.where(generator.random(len(drawn)) < chances, 1, -1).astype(np.int8)

    return decide


def swapped(i: int, j: int) -> Callable[[Floats], Floats]:
    """The order with two principles in each other's place."""

    def order(priorities: Floats) -> Floats:
        turned = priorities.copy()
        turned[[i, j]] = turned[[j, i]]
        return turned

    return order


SHUFFLE = np.random.default_rng(3).permutation(8)
SCENARIOS: tuple[tuple[str, bool, Annotator, Annotator, float, float], ...] = (
    ("independent", True, sharp(), sharp(), 0.0, 0.0),
    ("80 % of labels shared", True, sharp(), sharp(), 0.8, 0.0),
    ("one abstains from 73 % at random", True, sharp(), sharp(), 0.0, 0.73),
    ("the same, 80 % of labels shared", True, sharp(), sharp(), 0.8, 0.73),
    ("strictness 0.4 against 3", True, sharp(0.4), sharp(3), 0.0, 0.0),
    ("strictness 1 against 0.25", True, sharp(), sharp(0.25), 0.0, 0.0),
    ("first and last swapped", False, sharp(), sharp(order=swapped(0, 7)), 0.0, 0.0),
    ("order shuffled", False, sharp(), sharp(order=lambda each: each[SHUFFLE]), 0.0, 0.0),
    ("two near the middle swapped", False, sharp(), sharp(order=swapped(3, 5)), 0.0, 0.0),
    ("order reversed", False, sharp(), sharp(order=lambda each: -each), 0.0, 0.0),
)


def rejections(
    scenario: tuple[str, bool, Annotator, Annotator, float, float], cases: int, datasets: int, replicates: int
) -> tuple[float, float, float]:
    """How often at .05 the orders are called different, a pair is called reversed, and one that is not."""
    _, same, first, second, shared, abstaining = scenario
    generator = np.random.default_rng(5)
    population = Population.of(generator, 8, dense=False, rare=False)
    priorities = np.linspace(1.5, -1.5, 8)
    called, named, wrong = [], [], []
    for seed in range(datasets):
        drawn = generator.integers(0, POPULATION, cases)
        one = first(generator, population, drawn, priorities)
        other = second(generator, population, drawn, priorities)
        other = np.where(generator.random(cases) < shared, one, other)
        other = np.where(generator.random(cases) < abstaining, 0, other).astype(np.int8)
        found = measured(population.votes[drawn], np.stack([one, other]), replicates, seed).apart[0][1]
        called.append(found.p_value is not None and found.p_value < 0.05)
        named.append(bool(found.reversed))
        wrong.append(bool(found.reversed) and same)
    return float(np.mean(called)), float(np.mean(named)), float(np.mean(wrong))


# The table


def main() -> None:
    """Print both tables as Markdown."""
    datasets, replicates = (int(each) for each in (*sys.argv[1:], "200", "200")[:2])
    kinds = ("priority", "rank", "arbitrariness", "discrepancy")
    tell(f"| coverage of 95 % intervals | {' | '.join(kinds)} |", f"|---|{'---|' * len(kinds)}")
    for name, found in coverages(datasets, replicates):
        tell(f"| {name} | {' | '.join(share(found[kind]) for kind in kinds)} |")
    reviewed = ("kappa", "alpha", "accuracy")
    tell("", f"| coverage | {' | '.join(reviewed)} |", f"|---|{'---|' * len(reviewed)}")
    for name, found in agreements(datasets, replicates):
        tell(f"| {name} | {' | '.join(share(found[kind]) for kind in reviewed)} |")
    head = "| called different at .05 | 400 conflicts | a pair named | 80 conflicts | a pair named |"
    tell("", head, "|---|---|---|---|---|")
    for scenario in SCENARIOS:
        large, small = (rejections(scenario, cases, datasets, replicates) for cases in (400, 80))
        cells = " | ".join(f"{each:.3f}" for each in (*large[:2], *small[:2]))
        tell(f"| {scenario[0]} | {cells} |")


def tell(*lines: str) -> None:
    """Print lines of a table, as they come."""
    for line in lines:
        print(line, flush=True)  # noqa: T201


def share(held: list[bool]) -> str:
    """The share that holds."""
    return f"{np.mean(held):.3f}" if held else ""


if __name__ == "__main__":
    main()
