"""The bootstrap, against resampling the cases one replicate at a time."""

from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from core.metrics import resample
from core.metrics.agreement import arbitrariness, categories
from core.metrics.bootstrap import Replicates, bootstrap, estimates
from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.priority import Ranking, fit_batch, rank_principles, reachability
from core.metrics.sandwich import sandwich_errors
from core.metrics.supremacy import win_matrix
from core.model.terms import Category
from tests.core.metrics.strategies import Votes, practised


def resampled(votes: Votes, annotations: Votes, replicates: int, seed: int = 0, **more: Any) -> Replicates:
    """Resample what is estimated."""
    return bootstrap(votes, annotations, estimates(votes, annotations), replicates, seed, **more)


def on_the_scale_of(ranking: Ranking, drawn: "Known") -> list[float]:
    """The weights of a resample as the definition has them, one principle after the other."""
    found = []
    for principle, component in enumerate(ranking.component):
        members = [each for each in np.flatnonzero(ranking.component == component) if component >= 0]
        if len(members) < 2:
            found.append(np.nan)
            continue
        reach = drawn.reach
        parts = [[other for other in members if reach[each, other] and reach[other, each]] for each in members]
        anchor = max(parts, key=len)
        ahead = [other for other in members if reach[principle, other] and not reach[other, principle]]
        behind = [other for other in members if reach[other, principle] and not reach[principle, other]]
        if len(anchor) > 1:
            ahead, behind = [each for each in ahead if each in anchor], [each for each in behind if each in anchor]
        if principle in anchor and len(anchor) > 1:
            shift = np.mean(ranking.weights[anchor]) - np.mean(drawn.weights[anchor])
            found.append(drawn.weights[principle] + shift)
        else:
            found.append(np.nan if bool(ahead) == bool(behind) else np.inf if ahead else -np.inf)
    return found


class Drawn(NamedTuple):
    """What a resample says, found case by case."""

    arbitrariness: list[float]
    weights: list[list[float]]
    best: list[list[int]]
    worst: list[list[int]]
    identified: list[bool]
    discrepancy: NDArray[np.float64]


class Known(NamedTuple):
    """A ranking and which principle reaches which."""

    ranking: Ranking
    reach: NDArray[np.bool_]

    @property
    def weights(self) -> NDArray[np.float64]:
        return self.ranking.weights


def naive(votes: Votes, annotations: Votes, replicates: int) -> Replicates:
    """Draw cases with replacement, and measure each resample as if it were a dataset."""
    generator = np.random.default_rng(11)
    whole = [rank_principles(win_matrix(votes, annotation)) for annotation in annotations]
    samples = []
    for _ in range(replicates):
        drawn = generator.integers(0, len(votes), len(votes))
        wins = [win_matrix(votes[drawn], annotation[drawn]) for annotation in annotations]
        known = [Known(rank_principles(each), reachability(each)) for each in wins]
        found = [arbitrariness(votes[drawn], annotation[drawn]).value for annotation in annotations]
        better = [(each.ranking.signs < 0).sum(axis=1) for each in known]
        apart = [~(each.reach | each.reach.T) & (of.rank > 0) for each, of in zip(known, whole, strict=True)]
        samples.append(
            Drawn(
                [np.nan if value is None else value for value in found],
                [on_the_scale_of(of, each) for of, each in zip(whole, known, strict=True)],
                [(1 + each).tolist() for each in better],
                [(1 + each + other.sum(axis=1)).tolist() for each, other in zip(better, apart, strict=True)],
                [each.ranking.identified for each in known],
                discrepancy_matrix(np.stack([each.ranking.signs for each in known])),
            )
        )
    shares, weights, best, worst, identified, distances = (np.array(each) for each in zip(*samples, strict=True))
    return Replicates(shares, weights, best, worst, identified, distances, smoothed=np.empty(0))


def assert_alike(ours: Replicates, theirs: Replicates) -> None:
    """Means of what is finite agree within five standard errors, and spreads, but those of ranks, within 17 %."""
    pairs: list[tuple[NDArray[Any], NDArray[Any], bool]] = [
        (ours.arbitrariness, theirs.arbitrariness, True),
        (finite(ours.weights), finite(theirs.weights), True),
        (ours.best, theirs.best, False),
        (ours.worst, theirs.worst, False),
        (ours.discrepancy, theirs.discrepancy, True),
    ]
    for one, other, spreads in pairs:
        spread = np.nanstd(other, axis=0)
        largest = np.maximum(spread, np.nanstd(one, axis=0))
        error = largest * np.sqrt(1 / len(one) + 1 / len(other)) + 1e-12
        assert (np.abs(np.nanmean(one, axis=0) - np.nanmean(other, axis=0)) <= 5 * error).all()
        if spreads:
            assert_allclose(np.nanstd(one, axis=0), spread, rtol=0.17, atol=1e-9)
    for of in (np.isposinf, np.isneginf, np.isnan):
        assert_allclose(of(ours.weights).mean(axis=0), of(theirs.weights).mean(axis=0), atol=0.07)
    assert_allclose(ours.identified.mean(axis=0), theirs.identified.mean(axis=0), atol=0.07)


def finite(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(weights), weights, np.nan)


@pytest.fixture(scope="module")
def data() -> tuple[Votes, Votes]:
    return practised(seed=2, cases=240, size=5, annotators=3)


def test_it_equals_resampling_cases(data: tuple[Votes, Votes]) -> None:
    assert_alike(resampled(*data, replicates=1500, seed=0), naive(*data, replicates=700))


def test_it_equals_resampling_cases_where_little_is_determined() -> None:
    votes, annotations = practised(seed=4, cases=45, size=4, annotators=2, density=0.3)
    ours = resampled(votes, annotations, replicates=1500, seed=0)
    theirs = naive(votes, annotations, replicates=700)
    assert 0.05 < ours.identified.mean() < 0.95
    assert np.isinf(ours.weights).any()
    assert_alike(ours, theirs)


def test_shards_have_the_spread_of_cases(data: tuple[Votes, Votes], monkeypatch: pytest.MonkeyPatch) -> None:
    votes, annotations = np.repeat(data[0], 9, axis=0), np.repeat(data[1], 9, axis=1)
    by_case = resampled(votes, annotations, replicates=1000, seed=0)
    conflicts = int((categories(votes) == Category.CONFLICT).sum())
    monkeypatch.setattr(resample, "CASE_LIMIT", conflicts - 1)
    by_shard = resampled(votes, annotations, replicates=1000, seed=0)
    assert not np.array_equal(by_case.weights, by_shard.weights)
    assert_alike(by_shard, by_case)
    monkeypatch.setattr(resample, "FLOAT32_CASES", 0)
    assert_array_equal(resampled(votes, annotations, replicates=1000, seed=0).weights, by_shard.weights)


def test_resampling_pairs_instead_of_cases_would_claim_far_too_little() -> None:
    votes, annotations = practised(seed=6, cases=500, size=8, density=0.9)
    spread = np.nanstd(resampled(votes, annotations, replicates=500, seed=0).weights[:, 0], axis=0)
    wins = win_matrix(votes, annotations[0])
    drawn = np.random.default_rng(0).multinomial(wins.sum(), wins.ravel() / wins.sum(), size=500)
    claimed = fit_batch(drawn.reshape(-1, 8, 8)).weights.std(axis=0)
    assert (spread > 1.5 * claimed).all()


def test_the_sandwich_agrees() -> None:
    votes, annotations = practised(seed=7, cases=1500, size=6)
    replicates = resampled(votes, annotations, replicates=2000, seed=0)
    assert replicates.identified.all()
    ranking = rank_principles(win_matrix(votes, annotations[0]))
    errors = sandwich_errors(votes, annotations[0], ranking)
    assert_allclose(errors, replicates.weights[:, 0].std(axis=0), rtol=0.07)


def test_one_resample_serves_all_annotators(data: tuple[Votes, Votes]) -> None:
    votes, annotations = data
    twins = resampled(votes, annotations[[0, 1, 0]], replicates=150, seed=3)
    assert_array_equal(twins.weights[:, 0], twins.weights[:, 2])
    assert_array_equal(twins.arbitrariness[:, 0], twins.arbitrariness[:, 2])
    assert not np.array_equal(twins.weights[:, 0], twins.weights[:, 1])
    assert (twins.discrepancy[:, 0, 2] == 0).all()


def test_the_seed_decides(data: tuple[Votes, Votes]) -> None:
    once, again, other = (resampled(*data, replicates=140, seed=seed) for seed in (1, 1, 2))
    assert_array_equal(once.weights, again.weights)
    assert_array_equal(once.discrepancy, again.discrepancy)
    assert not np.array_equal(once.weights, other.weights)


def test_blocks_add_up(data: tuple[Votes, Votes], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = resampled(*data, replicates=20, seed=1)
    monkeypatch.setattr(resample, "BLOCK_VALUES", 25 * 7)
    assert_array_equal(resampled(*data, replicates=20, seed=1).weights, whole.weights)


def test_progress_counts_to_the_end(data: tuple[Votes, Votes]) -> None:
    seen: list[tuple[int, int]] = []
    resampled(*data, replicates=300, seed=0, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(128, 300), (256, 300), (300, 300)]


def test_many_annotators_have_their_own_patterns() -> None:
    votes, annotations = practised(seed=9, cases=60, size=3, annotators=45)
    replicates = resampled(votes, annotations, replicates=400, seed=0)
    point = [arbitrariness(votes, annotation).value for annotation in annotations]
    assert_allclose(replicates.arbitrariness.mean(axis=0), np.array(point, dtype=float), atol=0.03)


@pytest.mark.parametrize("cases", [0, 4])
def test_without_anything_to_measure_nothing_is_measured(cases: int) -> None:
    replicates = resampled(np.zeros((cases, 3), np.int8), np.ones((2, cases), np.int8), replicates=3, seed=0)
    assert np.isnan(replicates.arbitrariness).all()
    assert np.isnan(replicates.weights).all()
    assert np.isnan(replicates.discrepancy).all()
    assert (replicates.worst == replicates.best).all(), "no principle is in conflict"
    assert not replicates.identified.any()


def test_the_numbers_of_an_annotator_do_not_depend_on_who_else_is_there(data: tuple[Votes, Votes]) -> None:
    votes, annotations = data
    alone, among = (resampled(votes, annotations[who], 60, 5) for who in ([1], [0, 1, 2]))
    assert_array_equal(alone.arbitrariness[:, 0], among.arbitrariness[:, 1])
    assert_array_equal(alone.weights[:, 0], among.weights[:, 1])
    assert_array_equal(alone.smoothed[:, 0], among.smoothed[:, 1])
    assert_array_equal(alone.best[:, 0], among.best[:, 1])


def test_a_rare_principle_that_drops_out_does_not_move_the_others() -> None:
    # The third principle beats and loses to the second once each: in many resamples it is beyond all or not there.
    votes = np.array([[1, -1, 0]] * 60 + [[0, 1, -1]] * 2, dtype=np.int8)
    annotations = np.array([[1] * 40 + [-1] * 20 + [1, -1]], dtype=np.int8)
    found = estimates(votes, annotations).rankings[0]
    drawn = resampled(votes, annotations, 600).weights[:, 0]
    gone = ~np.isfinite(drawn[:, 2])
    assert 0.3 < gone.mean() < 0.8
    assert_allclose(drawn[gone, :2].mean(), found.weights[:2].mean(), atol=1e-9)
    assert_allclose(drawn[gone, 0].mean(), found.weights[0], atol=0.05)
