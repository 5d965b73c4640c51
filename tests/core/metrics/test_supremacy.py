"""Win matrices and principle supremacy, against the definitions."""

import numpy as np
import pytest
from hypothesis import given

from core.metrics import supremacy as module
from core.metrics.agreement import categories
from core.metrics.supremacy import case_wins, conflict_sides, supremacy, win_matrix
from core.model.terms import Category
from tests.core.metrics import brute
from tests.core.metrics.strategies import Votes, datasets, practised


@given(datasets())
def test_wins_are_the_conflicts_sided_with(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    wins = win_matrix(votes, annotation)
    assert wins.dtype == np.int64
    np.testing.assert_array_equal(wins, brute.win_matrix(votes, annotation))


@given(datasets())
def test_supremacy_is_the_conditional_share(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    shares = supremacy(win_matrix(votes, annotation))
    for i in range(votes.shape[1]):
        assert np.isnan(shares[i, i])
        for j in range(votes.shape[1]):
            sided, conflicts = brute.supremacy(votes, annotation, i, j)
            if i == j or not conflicts:
                assert np.isnan(shares[i, j])
            else:
                assert shares[i, j] == sided / conflicts
                assert shares[i, j] + shares[j, i] == pytest.approx(1, abs=1e-15)


@given(datasets())
def test_only_conflicts_touch_the_wins(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    conflicts = categories(votes) == Category.CONFLICT
    np.testing.assert_array_equal(
        win_matrix(votes[conflicts], annotation[conflicts]), win_matrix(votes, annotation), strict=True
    )


@given(datasets())
def test_symmetries(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    wins = win_matrix(votes, annotation)
    np.testing.assert_array_equal(win_matrix(-votes, -annotation), wins)
    np.testing.assert_array_equal(win_matrix(votes, -annotation), wins.T)
    np.testing.assert_array_equal(win_matrix(votes[::-1], annotation[::-1]), wins)
    np.testing.assert_array_equal(win_matrix(votes[:, ::-1], annotation), wins[::-1, ::-1])


@given(datasets())
def test_the_wins_are_the_sum_of_the_cases(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    total = np.zeros((votes.shape[1],) * 2, dtype=np.int64)
    for row, preference in zip(votes, annotation, strict=True):
        total += case_wins(row, int(preference))
    np.testing.assert_array_equal(total, win_matrix(votes, annotation))


def test_chunks_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    votes, annotations = practised(seed=1, cases=500, size=7)
    whole = win_matrix(votes, annotations[0])
    monkeypatch.setattr(module, "CHUNK_VALUES", 7 * 33)
    np.testing.assert_array_equal(win_matrix(votes, annotations[0]), whole)


@given(datasets())
def test_pairs_of_principles_one_at_a_time(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "_WORDS", 1)
        np.testing.assert_array_equal(win_matrix(votes, annotation), brute.win_matrix(votes, annotation))


@given(datasets())
def test_votes_may_lie_by_principle(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    np.testing.assert_array_equal(win_matrix(np.asfortranarray(votes), annotation), win_matrix(votes, annotation))


def test_counts_are_exact_for_many_cases() -> None:
    cases = 2**24 + 3
    votes = np.empty((cases, 2), dtype=np.int8)
    votes[:, 0], votes[:, 1] = 1, -1
    wins = win_matrix(votes, np.ones(cases, dtype=np.int8))
    assert wins.tolist() == [[0, cases], [0, 0]]


@given(datasets())
def test_sides_are_counted_by_the_case(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    found = conflict_sides(votes, annotation)
    for principle in range(votes.shape[1]):
        sided = opposed = 0
        for row, preference in zip(votes.tolist(), annotation.tolist(), strict=True):
            if {1, -1} <= set(row):
                sided += row[principle] * preference == 1
                opposed += row[principle] * preference == -1
        assert found[:, principle].tolist() == [sided, opposed]
