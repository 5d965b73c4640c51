"""Which votes to check next: what is not determined is tried as long as the others, and no longer."""

import numpy as np

from core.audit.next_checks import next_checks
from core.metrics.confusion import Lack, needed
from tests.benchmarks.calibration_of_oracles import CONFUSIONS, Planted, oracle, told

CASES = 1000


def test_what_is_not_determined_has_its_share_of_the_checks() -> None:
    generator = np.random.default_rng(1)
    world = Planted.of(3, "common")
    right = world.right[:CASES]
    votes = oracle(right, CONFUSIONS["careful"], generator)
    votes[:, 2] = generator.integers(-1, 2, CASES)  # no better than chance
    annotation = np.where(generator.random(CASES) < world.chances[:CASES], 1, -1).astype(np.int8)

    def chosen(*counts: int, left: int = 500) -> tuple[int, ...]:
        known = told(votes, right, [generator.permutation(CASES)[:count] for count in counts])
        assert [each.lack for each in known.confusions] == [None, None, Lack.SINGULAR]
        return next_checks(known, annotation, [left, left, 500], 5)

    assert chosen(300, 300, 60) == chosen(300, 300, 150) == (2,) * 5
    assert 2 not in chosen(100, 100, 400)
    assert sorted(chosen(100, 100, 400, left=2)) == [0, 0, 1, 1]
    assert chosen(100, 100, 400, left=0) == ()


def test_what_a_few_more_checks_determine_comes_first_however_many_it_has() -> None:
    def chosen(better_than_chance: float) -> tuple[int, tuple[int, ...]]:
        generator = np.random.default_rng(1)
        world = Planted.of(3, "common")
        right = world.right[:CASES]
        votes, guessed = oracle(right, CONFUSIONS["careful"], generator), generator.integers(-1, 2, CASES)
        votes[:, 2] = np.where(generator.random(CASES) < better_than_chance, right[:, 2], guessed)
        annotation = np.where(generator.random(CASES) < world.chances[:CASES], 1, -1).astype(np.int8)
        known = told(votes, right, [generator.permutation(CASES)[:count] for count in (100, 100, 150)])
        assert [each.lack for each in known.confusions] == [None, None, Lack.SINGULAR]
        return needed(known.confusions[2]), next_checks(known, annotation, [500] * 3, 5)

    assert chosen(0.3) == (4, (2,) * 5)
    assert chosen(0.28) == (172, (0,) * 5), "more than it has"
