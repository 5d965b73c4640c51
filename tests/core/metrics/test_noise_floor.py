"""The noise floor, against splitting the cases one split at a time."""

import csv
import gzip
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose, assert_array_equal

from core.metrics import groups
from core.metrics.agreement import categories
from core.metrics.intervals import interval
from core.metrics.noise_floor import noise_floor
from core.metrics.priority import rank_principles
from core.model.terms import Category
from tests.core.metrics import brute
from tests.core.metrics.published import CASES, PRINCIPLES, decided
from tests.core.metrics.strategies import Votes, datasets, practised, worked_example


def distance(votes: Votes, annotation: Votes, half: list[int]) -> float:
    """The discrepancy between some cases and the rest, by loops; nan where undefined."""
    other = [case for case in range(len(votes)) if case not in half]
    signs = [rank_principles(brute.win_matrix(votes[part], annotation[part])).signs for part in (half, other)]
    found = brute.discrepancy(*signs)
    return np.nan if found is None else found


def all_splits(votes: Votes, annotation: Votes) -> list[float]:
    """The discrepancy of every way of splitting the conflict cases in halves."""
    conflicts = [case for case, row in enumerate(votes) if brute.category(row) is Category.CONFLICT]
    halves = itertools.combinations(range(len(conflicts)), len(conflicts) // 2)
    return [distance(votes[conflicts], annotation[conflicts], list(half)) for half in halves]


def rounded(samples: list[float]) -> set[float]:
    return {-1.0 if np.isnan(sample) else round(sample, 9) for sample in samples}


@settings(max_examples=60)
@given(datasets(cases=9))
def test_every_sample_is_the_discrepancy_of_some_split(data: tuple[Votes, Votes]) -> None:
    samples = noise_floor(*data, splits=30, seed=1)
    assert samples.shape == (30,)
    assert rounded(samples.tolist()) <= rounded(all_splits(*data))


def test_all_splits_are_equally_likely() -> None:
    votes, annotations = worked_example()
    for annotation in annotations:
        exact = all_splits(votes, annotation)
        samples = noise_floor(votes, annotation, splits=8000, seed=0)
        assert len(rounded(exact)) > 3
        for value in rounded(exact):
            expected = np.mean([value in rounded([sample]) for sample in exact])
            found = np.mean(np.isnan(samples) if value == -1 else np.abs(samples - value) < 1e-8)
            assert found == pytest.approx(expected, abs=0.02)


def test_only_conflict_cases_count() -> None:
    votes, annotations = practised(seed=3, cases=200, size=5)
    kept = categories(votes) == Category.CONFLICT
    expected = noise_floor(votes[kept], annotations[0, kept], splits=50, seed=4)
    assert_array_equal(noise_floor(votes, annotations[0], splits=50, seed=4), expected)


def test_it_shrinks_with_more_cases_and_is_nothing_without_noise() -> None:
    few, many = (practised(seed=3, cases=cases, size=6) for cases in (150, 3000))
    samples = [noise_floor(votes, annotations[0], splits=200, seed=0) for votes, annotations in (few, many)]
    assert np.nanmean(samples[1]) < 0.6 * np.nanmean(samples[0])
    decided = np.repeat(np.array([[1, -1, 0], [0, 1, -1]], np.int8), 20, axis=0)
    assert (noise_floor(decided, np.ones(40, np.int8), splits=50, seed=0) < 0.2).all()
    assert not noise_floor(decided[:20], np.ones(20, np.int8), splits=9, seed=0).any()


def test_the_mirror_image_has_the_same_floor() -> None:
    votes, annotations = practised(seed=5, cases=120, size=5)
    assert_allclose(noise_floor(-votes, -annotations[0], 60, 2), noise_floor(votes, annotations[0], 60, 2), atol=1e-12)


def test_groups_have_the_spread_of_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    votes, annotations = practised(seed=8, cases=3000, size=5)
    by_case = interval(noise_floor(votes, annotations[0], splits=1500, seed=0))
    monkeypatch.setattr(groups, "GROUPS", 600)
    by_group = interval(noise_floor(votes, annotations[0], splits=1500, seed=0))
    assert by_case != by_group
    assert by_group.mean == pytest.approx(by_case.mean, rel=0.1)
    assert by_group.sd == pytest.approx(by_case.sd, rel=0.15)


def test_the_seed_decides_and_progress_counts_to_the_end() -> None:
    votes, annotations = practised(seed=1, cases=90, size=4)
    seen: list[tuple[int, int]] = []
    once = noise_floor(votes, annotations[0], 150, 1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(64, 150), (128, 150), (150, 150)]
    assert_array_equal(once, noise_floor(votes, annotations[0], 150, 1))
    assert not np.array_equal(once, noise_floor(votes, annotations[0], 150, 2))


@pytest.mark.parametrize("cases", [0, 1, 5])
def test_without_conflicts_there_is_none(cases: int) -> None:
    samples = noise_floor(np.ones((cases, 3), np.int8), np.ones(cases, np.int8), splits=3, seed=0)
    assert_array_equal(samples, [np.nan] * 3)


def test_the_human_of_the_published_data_is_this_far_from_itself(hh_folder: Path) -> None:
    votes = np.zeros((CASES, PRINCIPLES), dtype=np.int8)
    with gzip.open(hh_folder / "principle_votes_gpt4o.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            votes[int(row["row_id"]), int(row["principle_id"])] = decided(row)
    found = interval(noise_floor(votes, np.ones(CASES, np.int8), splits=1000, seed=0))
    assert found.mean == pytest.approx(0.218, abs=0.005)
    assert found.sd == pytest.approx(0.041, abs=0.004)
    assert found.replicates == 1000
