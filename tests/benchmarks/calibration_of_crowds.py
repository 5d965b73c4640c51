"""How often the intervals of many annotators hold the truth, taken together and one by one: a table of the guide.

    python tests/benchmarks/calibration_of_crowds.py [DATASETS [REPLICATES]]

All but one follow the same priorities, each on cases of their own; one has the ends of the order swapped.
"""

import sys
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import AllAnnotations
from core.audit.people import people, with_intervals
from core.audit.populations import measure_populations, populations
from core.metrics.discrepancy import discrepancy
from core.model.terms import AnnotatorKind
from tests.benchmarks import calibration
from tests.benchmarks.calibration import Population, Tally, check, holds, share, signs, tell


@dataclass(frozen=True)
class Crowd:
    """So many people, who annotate so many cases each, of so many conflicts and a quarter more in consensus."""

    size: int
    each: int
    conflicts: int
    principles: int
    spread: float = 1.0

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"{self.size} people, {self.each} cases each, {self.conflicts} conflicts, {self.principles} principles"


CROWDS = (Crowd(20, 3, 40, 8), Crowd(40, 12, 60, 5), Crowd(30, 20, 200, 8))
OPPOSING = 0.05


def annotations(
    generator: np.random.Generator, chances: NDArray[np.float64], others: NDArray[np.float64], size: int, each: int
) -> AllAnnotations:
    """What people say, each of some of the cases, with the chance of A (N,) in each; the last one goes by `others`."""
    count = len(chances)
    case = np.concatenate([np.sort(generator.choice(count, each, replace=False)) for _ in range(size)])
    who = np.repeat(np.arange(size), each)
    chance = np.where(who == size - 1, others[case], chances[case])
    preference = np.where(generator.random(len(case)) < chance, 1, -1).astype(np.int8)
    kinds, names = (AnnotatorKind.HUMAN,) * size, tuple(map(str, range(size)))
    return AllAnnotations(names, kinds, count, who, case, preference, np.zeros(len(case), dtype=np.bool_))


def covered(crowd: Crowd, datasets: int, replicates: int) -> Tally:
    """What the intervals of those who agree hold, taken together, and that of the discrepancy of the other one."""
    generator = np.random.default_rng(crowd.size * crowd.conflicts)
    population = Population.of(generator, crowd.principles, dense=False, rare=False)
    priorities = generator.permutation(np.linspace(crowd.spread, -crowd.spread, crowd.principles))
    turned = priorities.copy()
    ends = [int(priorities.argmax()), int(priorities.argmin())]
    turned[ends] = turned[ends[::-1]]
    truths = [population.truth(order) for order in (priorities, turned)]
    chances = [population.chances(order) for order in (priorities, turned)]
    apart = discrepancy(*map(signs, truths))
    assert apart is not None
    found: Tally = defaultdict(list)
    for seed in range(datasets):
        drawn = generator.integers(0, calibration.POPULATION, crowd.conflicts)
        consensus = np.zeros((max(crowd.conflicts // 4, 10), crowd.principles), dtype=np.int8)
        consensus[np.arange(len(consensus)), generator.integers(0, crowd.principles, len(consensus))] = 1
        votes = np.concatenate([population.votes[drawn], consensus])
        agreeing = np.full(len(consensus), 1 - OPPOSING)
        first, second = (np.concatenate([chance[drawn], agreeing]) for chance in chances)
        said = annotations(generator, first, second, crowd.size, crowd.each)
        (everyone,) = populations(said)
        alike = everyone.limited(everyone.who != crowd.size - 1)
        check(found, measure_populations(votes, [alike], replicates, seed, noise=False), 0, truths[0], OPPOSING)
        held = with_intervals(people(votes, said, everyone), votes, everyone, replicates, seed).interval(crowd.size - 1)
        if held.low is not None:
            found["discrepancy"].append(holds(apart, held.low, held.high))
    return found


def main() -> None:
    """Print the table as Markdown."""
    datasets, replicates = (int(each) for each in (*sys.argv[1:], "200", "200")[:2])
    kinds = ("priority", "rank", "arbitrariness", "discrepancy")
    tell(f"| coverage of people together | {' | '.join(kinds)} |", f"|---|{'---|' * len(kinds)}")
    for crowd in CROWDS:
        found = covered(crowd, datasets, replicates)
        tell(f"| {crowd.name} | {' | '.join(share(found[kind]) for kind in kinds)} |")


if __name__ == "__main__":
    main()
