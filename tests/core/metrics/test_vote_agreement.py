"""Agreement of two oracles, against counting by hand, the reviewers' coefficient, and resampling by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.metrics.reviewer_agreement import krippendorff_alpha
from core.metrics.vote_agreement import Resamples, disagreements, pair_tables, ratio, same, same_side
from tests.core.metrics.strategies import PREFERENCES, Votes, datasets

MISSING = 9


@st.composite
def two_oracles(draw: st.DrawFn) -> tuple[Votes, Votes, np.ndarray]:
    first, _ = draw(datasets())
    second = draw(arrays(np.int8, first.shape, elements=PREFERENCES))
    return first, second, draw(arrays(np.bool_, first.shape))


@settings(max_examples=80)
@given(two_oracles())
def test_every_figure_is_what_counting_gives(data: tuple[Votes, Votes, np.ndarray]) -> None:
    first, second, both = data
    resamples = Resamples.draw(len(first), 0, 0)
    tables = pair_tables(first, second, both, resamples).sum(axis=0)
    for p in range(first.shape[1]):
        pairs = [(int(a), int(b)) for a, b, held in zip(first[:, p], second[:, p], both[:, p], strict=True) if held]
        sided = [pair for pair in pairs if 0 not in pair]
        assert tuple(map(int, same(tables[p]))) == (sum(a == b for a, b in pairs), len(pairs))
        assert tuple(map(int, same_side(tables[p]))) == (sum(a == b for a, b in sided), len(sided))
        codes = np.where(both[:, p], np.stack([first[:, p], second[:, p]]), MISSING)
        expected = krippendorff_alpha(codes, MISSING, replicates=0).value
        observed, by_chance = map(float, disagreements(tables[p]))
        if expected is None:
            assert not by_chance > 0
        else:
            assert 1 - observed / by_chance == pytest.approx(expected)


def test_resamples_are_of_whole_cases_and_shared() -> None:
    resamples = Resamples.draw(40, 25, 3)
    assert resamples.groups == 40
    assert sorted(resamples.shard.tolist()) == list(range(40)), "few cases are resampled one by one"
    assert (resamples.drawn.sum(axis=1) == 40).all()
    flags = np.random.default_rng(0).random((40, 3)) < 0.4
    totals = resamples.totals(resamples.count(flags))
    for b in range(25):
        cases = np.repeat(np.arange(40), resamples.drawn[b, resamples.shard])
        assert totals[b].tolist() == flags[cases].sum(axis=0).tolist()


def test_of_many_cases_shards_give_the_same_spread() -> None:
    cases, chance = 6000, 0.3
    flags = np.random.default_rng(1).random((cases, 1)) < chance
    resamples = Resamples.draw(cases, 2000, 0)
    assert resamples.groups == 1024
    samples = ratio(resamples.totals(resamples.count(flags)), resamples.totals(resamples.count(np.ones_like(flags))))
    assert samples.std() == pytest.approx(np.sqrt(chance * (1 - chance) / cases), rel=0.1)
    assert samples.mean() == pytest.approx(flags.mean(), abs=0.001)


def test_nothing_is_no_share() -> None:
    assert np.isnan(ratio(np.array([0, 1]), np.array([0, 2]))).tolist() == [True, False]
    empty = Resamples.draw(0, 4, 0)
    tables = pair_tables(np.zeros((0, 2), np.int8), np.zeros((0, 2), np.int8), np.zeros((0, 2), bool), empty)
    assert tables.shape == (0, 2, 3, 3)
    assert np.isnan(disagreements(empty.totals(tables))[1]).all()
