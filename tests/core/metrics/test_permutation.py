"""The permutation test, against enumerating every way of swapping labels."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_array_equal

from core.metrics import groups
from core.metrics.agreement import categories
from core.metrics.permutation import permutation_test
from core.metrics.priority import rank_principles
from core.model.terms import Category
from tests.core.metrics import brute
from tests.core.metrics.strategies import Votes, datasets, practised


def distance(votes: Votes, first: Votes, second: Votes) -> float | None:
    signs = [rank_principles(brute.win_matrix(votes, annotation)).signs for annotation in (first, second)]
    return brute.discrepancy(*signs)


def all_swaps(votes: Votes, first: Votes, second: Votes) -> list[float | None]:
    """The discrepancy under every way of swapping, case by case, where that makes a difference."""
    conflict = np.array([brute.category(row) is Category.CONFLICT for row in votes], dtype=bool)
    differing = np.flatnonzero(conflict & (first != second))
    found = []
    for choice in itertools.product([False, True], repeat=len(differing)):
        swapped = np.zeros(len(votes), dtype=bool)
        swapped[differing] = choice
        found.append(distance(votes, np.where(swapped, second, first), np.where(swapped, first, second)))
    return found


def rounded(samples: list[float | None]) -> set[float | None]:
    return {None if sample is None or np.isnan(sample) else round(sample, 9) for sample in samples}


@settings(max_examples=60)
@given(datasets(annotators=2, cases=8))
def test_every_permutation_swaps_cases(data: tuple[Votes, Votes]) -> None:
    votes, (first, second) = data
    test = permutation_test(votes, first, second, permutations=40, seed=0)
    expected = distance(votes, first, second)
    assert test.null.shape == (40,)
    assert test.value == (None if expected is None else pytest.approx(expected, abs=1e-12))
    if test.value is None:
        assert test.p_value is None
        assert test.usable == 0
        return
    assert rounded(test.null.tolist()) <= rounded(all_swaps(votes, first, second))
    as_far = sum(sample > test.value - 1e-9 for sample in test.null.tolist())
    assert test.p_value == (1 + as_far) / (1 + test.usable)
    assert test.usable == sum(sample is not None and not np.isnan(sample) for sample in test.null.tolist())


def test_all_swaps_are_equally_likely() -> None:
    votes, (first, second) = practised(seed=7, cases=24, size=4, annotators=2)
    exact = all_swaps(votes, first, second)
    test = permutation_test(votes, first, second, permutations=8000, seed=0)
    assert test.value is not None
    assert len(rounded(exact)) > 5
    for value in rounded(exact):
        expected = np.mean([value in rounded([sample]) for sample in exact])
        found = np.mean(np.isnan(test.null) if value is None else np.abs(test.null - value) < 1e-8)
        assert found == pytest.approx(expected, abs=0.02)
    assert 0 < test.usable < 8000
    assert test.p_value == (1 + np.count_nonzero(test.null > test.value - 1e-9)) / (1 + test.usable)
    as_far = [sample > test.value - 1e-9 for sample in exact if sample is not None]
    assert 0.05 < np.mean(as_far) < 0.95
    assert test.p_value == pytest.approx(np.mean(as_far), abs=0.02)


def test_equal_annotators_do_not_differ() -> None:
    votes, annotations = practised(seed=2, cases=100, size=4)
    test = permutation_test(votes, annotations[0], annotations[0].copy(), permutations=99, seed=0)
    assert (test.value, test.p_value) == (0, 1)
    assert not test.null.any()


def test_different_annotators_do() -> None:
    votes, (first, second) = practised(seed=2, cases=1500, size=5, annotators=2)
    test = permutation_test(votes, first, second, permutations=199, seed=0)
    assert test.value == distance(votes, first, second)
    assert test.p_value == 1 / 200


def test_annotators_who_oppose_each_other_on_every_case_stay_opposed_however_swapped() -> None:
    votes, annotations = practised(seed=2, cases=200, size=4)
    test = permutation_test(votes, annotations[0], -annotations[0], permutations=99, seed=0)
    assert (test.value, test.p_value) == (1, 1)


def test_where_there_is_no_difference_p_values_are_even_but_for_ties() -> None:
    found, untied = [], []
    for seed in range(100):
        generator = np.random.default_rng(seed)
        votes = generator.choice(np.array([-1, 0, 1], dtype=np.int8), (300, 6))
        leaning = votes @ generator.normal(0, 1, 6)
        first, second = np.sign(leaning + generator.logistic(0, 2, (2, 300))).astype(np.int8)
        test = permutation_test(votes, first, second, permutations=59, seed=seed)
        assert test.value is not None
        assert test.p_value is not None
        found.append(test.p_value)
        untied.append(np.mean(test.null > test.value + 1e-9) + np.mean(np.abs(test.null - test.value) < 1e-9) / 2)
    for level in (0.1, 0.25, 0.5, 0.75):
        assert np.mean(np.array(found) <= level) <= level + 0.1
        assert np.mean(np.array(untied) <= level) == pytest.approx(level, abs=0.14)


def test_only_conflicts_on_which_they_differ_are_swapped() -> None:
    votes, (first, second) = practised(seed=3, cases=150, size=5, annotators=2)
    kept = (categories(votes) == Category.CONFLICT) | (np.arange(150) % 2 == 0)
    whole, part = (
        permutation_test(votes[rows], first[rows], second[rows], permutations=70, seed=4)
        for rows in (np.ones(150, bool), kept)
    )
    assert_array_equal(whole.null, part.null)
    assert whole.p_value == part.p_value


def test_the_order_of_the_two_does_not_matter() -> None:
    votes, (first, second) = practised(seed=3, cases=150, size=5, annotators=2)
    one, other = permutation_test(votes, first, second, 500, 0), permutation_test(votes, second, first, 500, 0)
    assert one.value == other.value
    assert_array_equal(np.round(one.null, 9), np.round(other.null, 9))


def test_groups_have_the_spread_of_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    votes, (first, second) = practised(seed=8, cases=3000, size=5, annotators=2)
    by_case = permutation_test(votes, first, second, permutations=1000, seed=0)
    monkeypatch.setattr(groups, "GROUPS", 500)
    by_group = permutation_test(votes, first, second, permutations=1000, seed=0)
    assert not np.array_equal(by_case.null, by_group.null)
    assert by_group.value == by_case.value
    assert by_group.null.mean() == pytest.approx(by_case.null.mean(), rel=0.15)
    assert by_group.null.std() == pytest.approx(by_case.null.std(), rel=0.15)


def test_the_seed_decides_and_progress_counts_to_the_end() -> None:
    votes, (first, second) = practised(seed=1, cases=90, size=4, annotators=2)
    seen: list[tuple[int, int]] = []
    once = permutation_test(votes, first, second, 100, 1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(64, 100), (100, 100)]
    assert_array_equal(once.null, permutation_test(votes, first, second, 100, 1).null)
    assert not np.array_equal(once.null, permutation_test(votes, first, second, 100, 2).null)


def test_an_undefined_discrepancy_is_not_tested() -> None:
    votes, annotations = practised(seed=1, cases=50, size=3)
    test = permutation_test(votes, annotations[0], np.zeros(50, np.int8), permutations=5, seed=0)
    assert (test.value, test.p_value, test.usable) == (None, None, 0)
    assert_array_equal(test.null, [np.nan] * 5)
