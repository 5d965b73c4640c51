"""What is counted of a shard is what the definitions count, case by case."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.agreement import arbitrariness, categories, taxonomy
from core.metrics.bit_planes import masks_of
from core.metrics.shard_sums import OfPair, ShardCount, ShardSaid, Votes, count_shard
from core.metrics.supremacy import conflict_sides, win_matrix
from core.model.terms import Category
from core.model.written_order import declared_preferences


@given(st.integers(0, 40), st.sampled_from([1, 3, 21, 40, 64, 70]), st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_sums_are_those_of_the_definitions(cases: int, size: int, people: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    cast = generator.random((cases, size)) < generator.choice([0.3, 1.0])
    votes = (generator.integers(-1, 2, (cases, size)) * cast).astype(np.int8)
    said = [_said(generator, cases) for _ in range(people)]
    order = generator.permutation(size).tolist()
    found = count_shard(Votes(masks_of(votes > 0), masks_of(votes < 0), masks_of(cast)), size, said, order)
    kinds = taxonomy(votes, cast)
    expected = [kinds.indifference, kinds.consensus, kinds.conflict, kinds.unvoted, kinds.partly_voted, kinds.movable]
    assert found.cases.tolist() == expected
    conflict = categories(votes) == Category.CONFLICT
    for place, each in enumerate(said):
        preference = each.preference * each.counted
        opposed = arbitrariness(votes, preference)
        assert found.annotators[place].tolist() == [
            each.given.sum(),
            each.flagged.sum(),
            each.counted.sum(),
            (each.counted & (preference == 0)).sum(),
            (conflict & (preference != 0)).sum(),
            opposed.opposed,
            opposed.cases,
        ]
        assert (found.wins[place] == win_matrix(votes, preference)).all()
        follows = declared_preferences(votes, order) * (preference != 0)
        assert (found.followed[place] == win_matrix(votes, follows)).all()
        assert (found.sides[place] == conflict_sides(votes, preference).sum(axis=0)).all()
    _check_pairs(votes, said, found)


def _said(generator: np.random.Generator, cases: int) -> ShardSaid:
    given = generator.random(cases) < generator.choice([0.5, 1.0])
    preference = (generator.integers(-1, 2, cases) * given).astype(np.int8)
    flagged = given & (generator.random(cases) < 0.2)
    return ShardSaid(preference, given, flagged, given & ~flagged)


def _check_pairs(votes: np.ndarray, said: list[ShardSaid], found: ShardCount) -> None:
    conflict = categories(votes) == Category.CONFLICT
    for (i, j), pair in found.pairs.items():
        both = said[i].counted & said[j].counted
        decided = conflict & both & (said[i].preference != 0) & (said[j].preference != 0)
        assert pair.counts[OfPair.CASES] == both.sum()
        assert pair.counts[OfPair.CONFLICTS] == decided.sum()
        for wins, each in zip(pair.wins, (said[i], said[j]), strict=True):
            assert (wins == win_matrix(votes, each.preference * both)).all()
