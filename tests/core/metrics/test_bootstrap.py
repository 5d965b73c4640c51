"""The bootstrap, against resampling the cases one replicate at a time."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from core.metrics import resample
from core.metrics.agreement import arbitrariness, categories
from core.metrics.bootstrap import Interval, Replicates, bootstrap, interval, rank_interval
from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.priority import fit_batch, rank_principles, sandwich_errors
from core.metrics.supremacy import win_matrix
from core.model.terms import Category
from tests.core.metrics.strategies import Votes, practised


def naive(votes: Votes, annotations: Votes, replicates: int) -> Replicates:
    """Draw cases with replacement, and measure each resample as if it were a dataset."""
    generator = np.random.default_rng(11)
    shares, weights, ranks, identified, distances = [], [], [], [], []
    for _ in range(replicates):
        drawn = generator.integers(0, len(votes), len(votes))
        rankings = [rank_principles(win_matrix(votes[drawn], annotation[drawn])) for annotation in annotations]
        found = [arbitrariness(votes[drawn], annotation[drawn]).value for annotation in annotations]
        shares.append([np.nan if value is None else value for value in found])
        weights.append([np.where(ranking.identified, ranking.weights, np.nan) for ranking in rankings])
        ranks.append([ranking.rank for ranking in rankings])
        identified.append([ranking.identified for ranking in rankings])
        distances.append(discrepancy_matrix(np.stack([ranking.signs for ranking in rankings])))
    return Replicates(
        np.array(shares), np.array(weights), np.array(ranks, np.int16), np.array(identified), np.array(distances)
    )


def assert_alike(ours: Replicates, theirs: Replicates) -> None:
    """Means agree within five standard errors, and spreads, but those of ranks, within 17 %."""
    pairs: list[tuple[NDArray[Any], NDArray[Any]]] = [
        (ours.arbitrariness, theirs.arbitrariness),
        (ours.weights, theirs.weights),
        (ours.ranks, theirs.ranks),
        (ours.discrepancy, theirs.discrepancy),
    ]
    for one, other in pairs:
        spread = np.nanstd(other, axis=0)
        error = spread * np.sqrt(1 / len(one) + 1 / len(other)) + 1e-12
        assert (np.abs(np.nanmean(one, axis=0) - np.nanmean(other, axis=0)) <= 5 * error).all()
        if one is not ours.ranks:
            assert_allclose(np.nanstd(one, axis=0), spread, rtol=0.17, atol=1e-9)
    assert_allclose(ours.identified.mean(axis=0), theirs.identified.mean(axis=0), atol=0.07)


@pytest.fixture(scope="module")
def data() -> tuple[Votes, Votes]:
    return practised(seed=2, cases=240, size=5, annotators=3)


def test_it_equals_resampling_cases(data: tuple[Votes, Votes]) -> None:
    assert_alike(bootstrap(*data, replicates=1500, seed=0), naive(*data, replicates=700))


def test_it_equals_resampling_cases_where_little_is_determined() -> None:
    votes, annotations = practised(seed=4, cases=45, size=4, annotators=2, density=0.3)
    ours = bootstrap(votes, annotations, replicates=1500, seed=0)
    theirs = naive(votes, annotations, replicates=700)
    assert 0.05 < ours.identified.mean() < 0.95
    assert_allclose(ours.identified.mean(axis=0), theirs.identified.mean(axis=0), atol=0.07)
    assert_allclose((ours.ranks == 0).mean(axis=0), (theirs.ranks == 0).mean(axis=0), atol=0.07)
    assert_allclose(np.nanmean(ours.discrepancy, axis=0), np.nanmean(theirs.discrepancy, axis=0), atol=0.05)
    assert_array_equal(np.isnan(ours.weights).all(axis=-1), ~ours.identified)


def test_shards_have_the_spread_of_cases(data: tuple[Votes, Votes], monkeypatch: pytest.MonkeyPatch) -> None:
    votes, annotations = np.repeat(data[0], 9, axis=0), np.repeat(data[1], 9, axis=1)
    by_case = bootstrap(votes, annotations, replicates=1000, seed=0)
    conflicts = int((categories(votes) == Category.CONFLICT).sum())
    monkeypatch.setattr(resample, "CASE_LIMIT", conflicts - 1)
    by_shard = bootstrap(votes, annotations, replicates=1000, seed=0)
    assert not np.array_equal(by_case.weights, by_shard.weights)
    assert_alike(by_shard, by_case)
    monkeypatch.setattr(resample, "FLOAT32_CASES", 0)
    assert_array_equal(bootstrap(votes, annotations, replicates=1000, seed=0).weights, by_shard.weights)


def test_resampling_pairs_instead_of_cases_would_claim_far_too_little() -> None:
    votes, annotations = practised(seed=6, cases=500, size=8, density=0.9)
    spread = np.nanstd(bootstrap(votes, annotations, replicates=500, seed=0).weights[:, 0], axis=0)
    wins = win_matrix(votes, annotations[0])
    drawn = np.random.default_rng(0).multinomial(wins.sum(), wins.ravel() / wins.sum(), size=500)
    claimed = fit_batch(drawn.reshape(-1, 8, 8)).weights.std(axis=0)
    assert (spread > 1.5 * claimed).all()


def test_the_sandwich_agrees() -> None:
    votes, annotations = practised(seed=7, cases=1500, size=6)
    replicates = bootstrap(votes, annotations, replicates=2000, seed=0)
    assert replicates.identified.all()
    ranking = rank_principles(win_matrix(votes, annotations[0]))
    errors = sandwich_errors(votes, annotations[0], ranking)
    assert_allclose(errors, replicates.weights[:, 0].std(axis=0), rtol=0.07)


def test_one_resample_serves_all_annotators(data: tuple[Votes, Votes]) -> None:
    votes, annotations = data
    twins = bootstrap(votes, annotations[[0, 1, 0]], replicates=150, seed=3)
    assert_array_equal(twins.weights[:, 0], twins.weights[:, 2])
    assert_array_equal(twins.arbitrariness[:, 0], twins.arbitrariness[:, 2])
    assert not np.array_equal(twins.weights[:, 0], twins.weights[:, 1])
    assert (twins.discrepancy[:, 0, 2] == 0).all()


def test_the_seed_decides(data: tuple[Votes, Votes]) -> None:
    once, again, other = (bootstrap(*data, replicates=140, seed=seed) for seed in (1, 1, 2))
    assert_array_equal(once.weights, again.weights)
    assert_array_equal(once.discrepancy, again.discrepancy)
    assert not np.array_equal(once.weights, other.weights)


def test_blocks_add_up(data: tuple[Votes, Votes], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bootstrap(*data, replicates=20, seed=1)
    monkeypatch.setattr(resample, "BLOCK_VALUES", 25 * 7)
    assert_array_equal(bootstrap(*data, replicates=20, seed=1).weights, whole.weights)


def test_progress_counts_to_the_end(data: tuple[Votes, Votes]) -> None:
    seen: list[tuple[int, int]] = []
    bootstrap(*data, replicates=300, seed=0, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(128, 300), (256, 300), (300, 300)]


def test_many_annotators_have_their_own_patterns() -> None:
    votes, annotations = practised(seed=9, cases=60, size=3, annotators=45)
    replicates = bootstrap(votes, annotations, replicates=400, seed=0)
    point = [arbitrariness(votes, annotation).value for annotation in annotations]
    assert_allclose(replicates.arbitrariness.mean(axis=0), np.array(point, dtype=float), atol=0.03)


@pytest.mark.parametrize("cases", [0, 4])
def test_without_anything_to_measure_nothing_is_measured(cases: int) -> None:
    replicates = bootstrap(np.zeros((cases, 3), np.int8), np.ones((2, cases), np.int8), replicates=3, seed=0)
    assert np.isnan(replicates.arbitrariness).all()
    assert np.isnan(replicates.weights).all()
    assert np.isnan(replicates.discrepancy).all()
    assert not replicates.ranks.any()
    assert not replicates.identified.any()


def test_an_interval_leaves_out_what_is_undefined() -> None:
    found = interval(np.array([np.nan, *range(101)]), level=0.9)
    assert found.mean == 50
    assert found.sd == pytest.approx(np.arange(101).std(ddof=1))
    assert [found.low, found.high] == pytest.approx([5, 95])
    assert found.replicates == 101
    wide = interval(np.arange(41.0))
    assert [wide.low, wide.high] == pytest.approx([1, 39])


def test_an_interval_needs_two() -> None:
    assert interval(np.array([np.nan, 1.0])) == Interval(None, None, None, None, 1)
    assert interval(np.array([])) == Interval(None, None, None, None, 0)
    assert interval(np.array([1.0, 1.0])) == Interval(1.0, 0.0, 1.0, 1.0, 2)


def test_a_rank_interval_holds_the_middle_95_percent_of_the_ranks_that_there_are() -> None:
    assert rank_interval(np.array([0, *range(1, 42), 0], np.int16)) == (2, 40)
    assert rank_interval(np.array([3, 0, 3], np.int16)) == (3, 3)
    assert rank_interval(np.array([0, 7, 0], np.int16)) == (None, None)
