"""Priorities by hand: closed forms, the worked example, and what is decided when nothing finite is."""

from math import log

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.metrics import bradley_terry
from core.metrics.priority import NotConverged, fit_batch, rank_principles
from core.metrics.sandwich import sandwich_errors
from core.metrics.supremacy import supremacy, win_matrix
from core.model.terms import Status
from tests.core.metrics.strategies import Wins, worked_example

HALF_LOG_2 = log(2) / 2


def wins_of(size: int, **counts: int) -> Wins:
    """A win matrix from counts named `w01`: the wins of 0 over 1."""
    wins = np.zeros((size, size), dtype=np.int64)
    for pair, count in counts.items():
        wins[int(pair[1]), int(pair[2])] = count
    return wins


def test_the_worked_example() -> None:
    votes, annotations = worked_example()
    wins = win_matrix(votes, annotations[0])
    assert wins.tolist() == [[0, 3, 0], [1, 0, 2], [1, 1, 0]]
    shares = supremacy(wins)
    assert_allclose([shares[0, 1], shares[1, 2], shares[0, 2]], [0.75, 2 / 3, 0])
    ranking = rank_principles(wins)
    assert_allclose(ranking.weights, [0.249203, -0.177656, -0.071547], atol=5e-7)
    errors = sandwich_errors(votes, annotations[0], ranking)
    assert_allclose(errors, [0.655419, 0.503093, 0.734758], atol=5e-7)

    wins = win_matrix(votes, annotations[1])
    assert wins.tolist() == [[0, 2, 1], [3, 0, 1], [1, 2, 0]]
    shares = supremacy(wins)
    assert_allclose([shares[0, 1], shares[1, 2], shares[0, 2]], [0.4, 1 / 3, 0.5])
    assert_allclose(rank_principles(wins).weights, [-0.239867, -0.044123, 0.283991], atol=5e-7)


@pytest.mark.parametrize(
    ("wins", "weights"),
    [
        (wins_of(3, w01=3, w10=1, w12=2, w21=1), [0.963457, -0.135155, -0.828302]),
        (wins_of(3, w01=3, w10=1, w12=2, w21=1, w02=6, w20=1), [0.963457, -0.135155, -0.828302]),
        (wins_of(3, w01=2, w10=1, w12=2, w21=1, w20=2, w02=1), [0.0, 0.0, 0.0]),
        (wins_of(2, w01=3, w10=1), [0.549306, -0.549306]),
    ],
    ids=["chain", "consistent triangle", "cycle", "pair"],
)
def test_closed_forms(wins: Wins, weights: list[float]) -> None:
    ranking = rank_principles(wins)
    assert_allclose(ranking.weights, weights, atol=5e-7)
    assert ranking.identified
    assert ranking.status == (Status.RANKED,) * len(wins)


def test_below_an_absolute_winner_the_next_one_is_placed_without_a_number() -> None:
    ranking = rank_principles(wins_of(4, w01=3, w12=4, w13=2, w23=2, w32=1))
    assert ranking.status == (Status.ALWAYS_WINS, Status.PLACED, Status.RANKED, Status.RANKED)
    assert_allclose(ranking.weights, [np.nan, np.nan, HALF_LOG_2, -HALF_LOG_2])
    assert ranking.rank.tolist() == [1, 2, 3, 4]
    assert ranking.component.tolist() == [0, 1, 2, 2]
    assert not ranking.identified


def test_no_absolute_winner_and_still_no_estimate_across_components() -> None:
    ranking = rank_principles(wins_of(4, w01=2, w10=3, w23=4, w32=1, w02=5))
    assert ranking.status == (Status.RANKED,) * 4
    assert_allclose(ranking.weights, [-log(1.5) / 2, log(1.5) / 2, log(2), -log(2)])
    assert ranking.rank.tolist() == [2, 1, 3, 4]
    assert ranking.order.tolist() == [1, 0, 2, 3]
    assert not ranking.identified


def test_disconnected_principles_are_incomparable() -> None:
    ranking = rank_principles(wins_of(4, w01=2, w10=1, w23=1, w32=1))
    assert_allclose(ranking.weights, [HALF_LOG_2, -HALF_LOG_2, 0, 0])
    assert ranking.rank.tolist() == [1, 2, 1, 1]
    assert ranking.order.tolist() == [0, 2, 3, 1]
    assert ranking.signs.tolist() == [[0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert not ranking.identified


def test_a_principle_in_no_conflict_is_unranked_and_last() -> None:
    ranking = rank_principles(wins_of(4, w12=1, w31=2))
    assert ranking.status == (Status.UNRANKED, Status.PLACED, Status.ALWAYS_LOSES, Status.ALWAYS_WINS)
    assert ranking.component.tolist() == [-1, 0, 1, 2]
    assert ranking.rank.tolist() == [0, 2, 3, 1]
    assert ranking.order.tolist() == [3, 1, 2, 0]
    assert not ranking.signs[0].any()


@pytest.mark.parametrize(("more", "ranks"), [(10_001, [1, 2]), (10_000_001, [1, 1])], ids=["decided", "tied"])
def test_weights_are_equal_within_a_millionth(more: int, ranks: list[int]) -> None:
    wins = wins_of(2, w01=more, w10=more - 1)
    assert rank_principles(wins).rank.tolist() == ranks
    assert fit_batch(wins[None]).ranks[0].tolist() == ranks


@pytest.mark.parametrize("size", [0, 1, 3])
def test_without_conflicts_nothing_is_ranked(size: int) -> None:
    ranking = rank_principles(np.zeros((size, size), dtype=np.int64))
    assert ranking.status == (Status.UNRANKED,) * size
    assert not ranking.identified
    assert ranking.rank.tolist() == [0] * size
    assert ranking.order.tolist() == list(range(size))


def test_conflicts_of_a_principle_with_itself_do_not_exist() -> None:
    wins = wins_of(2, w01=3, w10=1)
    assert_allclose(rank_principles(wins + 5 * np.eye(2, dtype=np.int64)).weights, rank_principles(wins).weights)


def test_a_long_cycle_of_lopsided_conflicts_has_finite_priorities() -> None:
    size, count = 12, 10**9
    wins = np.zeros((size, size), dtype=np.int64)
    wins[np.arange(size - 1), np.arange(1, size)] = count
    wins[-1, 0] = 1
    weights = rank_principles(wins).weights
    # Round a cycle all surprises are equal: count / (1 + e^step) = 1 / (1 + e^-(size - 1) step), the latter all but 1.
    assert_allclose(-np.diff(weights), log(count - 1), rtol=1e-12)


def test_a_weak_link_among_strong_ones_is_resolved() -> None:
    """Principle 3 hangs between the ends of a cycle on conflicts that carry a trillionth of what the others carry."""
    wins = wins_of(5, w01=10**6, w12=10**6, w24=10**6, w40=1, w03=10**6, w34=1)
    weights = rank_principles(wins).weights
    into, out = weights[0] - weights[3], weights[3] - weights[4]
    assert_allclose(log(10**6) - into, -out, atol=1e-9)
    assert_allclose(rank_principles(wins, np.linspace(5, -5, 5)).weights, weights, atol=1e-9)


def test_a_fit_that_does_not_converge_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    wins = wins_of(3, w01=50, w10=1, w12=20, w21=1)
    monkeypatch.setattr(bradley_terry, "CAP", 2)
    with pytest.raises(NotConverged):
        rank_principles(wins)
    with pytest.raises(ArithmeticError):
        fit_batch(wins[None])


def test_a_fit_that_stops_too_early_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bradley_terry, "STEP_DONE", np.inf)
    with pytest.raises(NotConverged):
        rank_principles(wins_of(3, w01=50, w10=1, w12=20, w21=1))


def test_errors_that_would_be_rounding_are_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    votes, annotations = worked_example()
    ranking = rank_principles(win_matrix(votes, annotations[0]))
    monkeypatch.setattr(bradley_terry, "STRONG", 0.9)
    assert np.isnan(sandwich_errors(votes, annotations[0], ranking)).all()


def test_both_ways_of_solving_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(8)
    wins = generator.poisson(0.7, (200, 6, 6)) * (1 - np.eye(6, dtype=np.int64))
    plain = fit_batch(wins)
    monkeypatch.setattr(bradley_terry, "STRONG", 2.0)
    careful = fit_batch(wins)
    assert 0 < plain.identified.sum() < 200
    assert_allclose(careful.weights, plain.weights, atol=1e-9)


def test_where_elimination_breaks_down_the_careful_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def singular(*_: object) -> None:
        raise np.linalg.LinAlgError

    wins = wins_of(3, w01=3, w10=1, w12=2, w21=1)
    monkeypatch.setattr(np.linalg, "solve", singular)
    assert_allclose(rank_principles(wins).weights, [0.963457, -0.135155, -0.828302], atol=5e-7)
