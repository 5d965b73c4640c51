"""Oracle noise, against the definition: every answer drawn by itself, and the two orders combined by their rule."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from core.metrics.intervals import interval
from core.metrics.oracle_noise import OracleNoise, VoteChances, oracle_noise, vote_chances
from core.metrics.priority import fit_batch, rank_principles
from core.metrics.supremacy import win_matrix
from core.model.preferences import combine, from_probabilities, oriented
from tests.core.metrics import brute
from tests.core.metrics.strategies import Votes, datasets, practised, worked_example

WEIGHTS = st.tuples(*[st.integers(0, 4)] * 3).filter(any)
ANSWERS = st.none() | WEIGHTS
ONE_OF = np.eye(3)


def chances_by_enumeration(first: tuple[int, ...] | None, second: tuple[int, ...] | None) -> tuple[float, float]:
    """How likely a vote for A and one for B are, by all answers that can be given in the orders asked."""
    asked = [(order, each) for order, each in enumerate((first, second)) if each is not None]
    found = {1: 0.0, 0: 0.0, -1: 0.0}
    for drawn in itertools.product(range(3), repeat=len(asked)):
        chance = np.prod([each[place] / sum(each) for place, (_, each) in zip(drawn, asked, strict=True)])
        votes = [
            int(oriented(from_probabilities(*ONE_OF[place]), order))
            for place, (order, _) in zip(drawn, asked, strict=True)
        ]
        vote = int(combine(*votes)[0]) if len(votes) == 2 else sum(votes)
        found[vote] += float(chance)
    return found[1], found[-1]


@given(st.lists(st.tuples(ANSWERS, ANSWERS), min_size=1, max_size=6))
def test_chances_follow_from_drawing_each_answer(cells: list[tuple[tuple[int, ...] | None, ...]]) -> None:
    answers = np.full((2, len(cells), 1, 3), np.nan)
    for n, cell in enumerate(cells):
        for order, given_ in enumerate(cell):
            if given_ is not None:
                answers[order, n, 0] = np.array(given_) / 4
    for_a, for_b = vote_chances(answers)
    expected = [chances_by_enumeration(*cell) for cell in cells]
    assert_allclose(for_a[:, 0], [each[0] for each in expected], atol=1e-12)
    assert_allclose(for_b[:, 0], [each[1] for each in expected], atol=1e-12)


def test_a_swapped_order_counts_for_what_was_displayed() -> None:
    answers = np.full((2, 1, 2, 3), np.nan)
    answers[1, 0, 0] = (0.7, 0.2, 0.1)
    answers[0, 0, 1], answers[1, 0, 1] = (0.5, 0.3, 0.2), (0.1, 0.9, 0.0)
    for_a, for_b = vote_chances(answers)
    assert_allclose(for_a, [[0.2, 0.45]])
    assert_allclose(for_b, [[0.7, 0.03]])


def fixed(annotations: Votes) -> Callable[[Votes], Votes]:
    return lambda _: annotations


def drawn(
    for_a: NDArray[np.float64], for_b: NDArray[np.float64], votes: Votes, annotations: Votes, count: int, seed: int = 0
) -> OracleNoise:
    rankings = [rank_principles(win_matrix(votes, each)) for each in annotations]
    return oracle_noise([lambda: VoteChances(for_a, for_b, fixed(annotations))], rankings, count, seed)


@settings(max_examples=60)
@given(datasets(annotators=2))
def test_certain_votes_give_no_noise(data: tuple[Votes, Votes]) -> None:
    votes, annotations = data
    found = drawn((votes == 1) * 1.0, (votes == -1) * 1.0, votes, annotations, 5)
    for m, annotation in enumerate(annotations):
        ranking = rank_principles(win_matrix(votes, annotation))
        opposed, cases = brute.arbitrary_count(votes, annotation)
        assert_array_equal(found.replicates.arbitrariness[:, m], np.full(5, opposed / cases if cases else np.nan))
        assert_array_equal(found.replicates.best[:, m], np.tile(np.maximum(ranking.rank, 1), (5, 1)))
        assert set(np.nan_to_num(found.shift[:, m]).round(12).tolist()) == {0.0}
        if ranking.identified:
            assert_allclose(found.replicates.weights[:, m], np.tile(ranking.weights, (5, 1)), atol=1e-8)
            assert interval(found.replicates.weights[:, m, 0]).sd == pytest.approx(0, abs=1e-8)


def exactly(
    votes: Votes, for_a: NDArray[np.float64], for_b: NDArray[np.float64], annotation: Votes
) -> list[tuple[float, float, float]]:
    """Every outcome of the uncertain votes: its chance, and the arbitrariness and shift that follow."""
    open_ = [tuple(cell) for cell in np.argwhere((for_a > 0) & (for_a < 1) | (for_b > 0) & (for_b < 1))]
    drawn_votes, outcomes = [], []
    for values in itertools.product((1, 0, -1), repeat=len(open_)):
        changed, chance = votes.copy(), 1.0
        for cell, value in zip(open_, values, strict=True):
            changed[cell] = value
            chance *= {1: for_a[cell], -1: for_b[cell], 0: 1 - for_a[cell] - for_b[cell]}[value]
        drawn_votes.append((chance, changed))
    wins = [brute.win_matrix(changed, annotation) for _, changed in drawn_votes]
    mean = np.sum([chance * each for (chance, _), each in zip(drawn_votes, wins, strict=True)], axis=0)
    centre = fit_batch(mean[None]).signs[0]
    for (chance, changed), each in zip(drawn_votes, wins, strict=True):
        opposed, cases = brute.arbitrary_count(changed, annotation)
        shift = brute.discrepancy(rank_principles(each).signs, centre)
        outcomes.append((chance, opposed / cases, np.nan if shift is None else shift))
    return outcomes


def test_draws_are_distributed_as_the_votes_are() -> None:
    votes, annotations = worked_example()
    for_a, for_b = (votes == 1) * 1.0, (votes == -1) * 1.0
    for cell, a, b in (((1, 2), 0.2, 0.5), ((6, 0), 0.6, 0.3), ((9, 1), 0.1, 0.1), ((11, 2), 0.0, 0.4)):
        for_a[cell], for_b[cell] = a, b
    found = drawn(for_a, for_b, votes, annotations, 6000)
    for m, annotation in enumerate(annotations):
        outcomes = exactly(votes, for_a, for_b, annotation)
        assert sum(each[0] for each in outcomes) == pytest.approx(1)
        for place, values in ((1, found.replicates.arbitrariness[:, m]), (2, found.shift[:, m])):
            for value in {round(each[place], 9) for each in outcomes}:
                expected = sum(each[0] for each in outcomes if round(each[place], 9) == value)
                assert np.mean(np.abs(values - value) < 1e-8) == pytest.approx(expected, abs=0.025), (m, place, value)


def test_the_seed_decides_and_progress_is_told() -> None:
    votes, annotations = practised(3, 60, 4, annotators=2)
    for_a, for_b = np.where(votes == 1, 0.8, 0.1), np.where(votes == -1, 0.8, 0.1)
    one, again = (drawn(for_a, for_b, votes, annotations, 20, seed=5).replicates.weights for _ in range(2))
    assert_array_equal(one, again)
    assert not np.array_equal(one, drawn(for_a, for_b, votes, annotations, 20, seed=6).replicates.weights)
    told: list[tuple[int, int]] = []
    rankings = [rank_principles(win_matrix(votes, each)) for each in annotations]
    parts = [
        lambda at=part: VoteChances(for_a[at], for_b[at], fixed(annotations[:, at]))
        for part in (slice(0, 25), slice(25, 60))
    ]
    in_parts = oracle_noise(parts, rankings, 32, 0, lambda *said: told.append(said))
    assert told == [(16, 64), (32, 64), (48, 64), (64, 64)]
    whole = drawn(for_a, for_b, votes, annotations, 400, seed=1).replicates.arbitrariness.mean(axis=0)
    assert_allclose(in_parts.replicates.arbitrariness.mean(axis=0), whole, atol=0.05)


def test_annotators_may_follow_the_votes() -> None:
    votes = np.zeros((40, 2), dtype=np.int8)
    for_a, for_b = np.full(votes.shape, 0.5), np.full(votes.shape, 0.5)
    start = rank_principles(np.array([[0, 1], [0, 0]]))
    found = oracle_noise([lambda: VoteChances(for_a, for_b, lambda drawn: drawn[:, :1].T)], [start], 50, 0)
    assert (found.replicates.best[:, 0] == [1, 2]).all(), "who follows the first principle never overrules it"
    assert (found.replicates.arbitrariness == 0).all()
