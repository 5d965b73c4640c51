"""What holds of priorities whatever the wins."""

from math import sqrt
from typing import Any

import choix
import evalica
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.sparse.csgraph import connected_components

from core.metrics.priority import TIE, Ranking, fit_batch, rank_principles, reachability
from core.metrics.sandwich import sandwich_errors
from core.metrics.supremacy import win_matrix
from core.model.terms import Status
from tests.core.metrics import brute
from tests.core.metrics.strategies import Votes, Wins, connected_wins, datasets, practised, win_matrices


@given(win_matrices())
def test_components_are_those_of_scipy(wins: Wins) -> None:
    reach = reachability(wins)
    for source in range(len(wins)):
        assert set(np.flatnonzero(reach[source])) == brute.reached(wins, source)
    _, labels = connected_components(wins > 0, directed=True, connection="strong")
    assert_array_equal(reach & reach.T, labels[:, None] == labels)
    ranking = rank_principles(wins)
    in_conflict = (wins + wins.T).sum(axis=1) > 0
    assert_array_equal(ranking.component == -1, ~in_conflict)
    both = in_conflict[:, None] & in_conflict
    found = ranking.component[:, None] == ranking.component
    assert_array_equal(found[both], (labels[:, None] == labels)[both])
    firsts = [int(np.argmax(ranking.component == label)) for label in range(ranking.component.max(initial=-1) + 1)]
    assert firsts == sorted(firsts)


@given(win_matrices(least=2))
def test_finite_exactly_where_strongly_connected(wins: Wins) -> None:
    parts, labels = connected_components(wins > 0, directed=True, connection="strong")
    ranking = rank_principles(wins)
    shared = np.bincount(labels)[labels] > 1
    assert_array_equal(np.isfinite(ranking.weights), shared)
    assert_array_equal(np.array([status is Status.RANKED for status in ranking.status]), shared)
    in_conflict = (wins + wins.T).sum(axis=1) > 0
    assert ranking.identified == (in_conflict.any() and len(set(labels[in_conflict])) == 1)
    if parts == 1:
        assert ranking.identified


@given(win_matrices())
def test_the_score_equations_hold_in_each_component(wins: Wins) -> None:
    """The likelihood is concave, so this and the centring are all there is to the estimate."""
    ranking = rank_principles(wins)
    for label in set(ranking.component.tolist()) - {-1}:
        members = set(np.flatnonzero(ranking.component == label).tolist())
        if len(members) > 1:
            assert sum(ranking.weights[who] for who in members) == pytest.approx(0, abs=1e-9)
            for who in members:
                assert brute.score(wins, ranking.weights, who, members) == pytest.approx(0, abs=1e-8)


@given(win_matrices())
def test_statuses_say_what_the_wins_say(wins: Wins) -> None:
    ranking = rank_principles(wins)
    for who, status in enumerate(ranking.status):
        won, lost = wins[who].any(), wins[:, who].any()
        if np.isnan(ranking.weights[who]):
            expected = {
                (True, True): Status.PLACED,
                (True, False): Status.ALWAYS_WINS,
                (False, True): Status.ALWAYS_LOSES,
                (False, False): Status.UNRANKED,
            }
            assert status is expected[bool(won), bool(lost)]
        else:
            assert status is Status.RANKED


@given(win_matrices())
def test_pairs_are_ordered_by_weight_inside_and_by_reach_across(wins: Wins) -> None:
    ranking = rank_principles(wins)
    reach = [brute.reached(wins, source) for source in range(len(wins))]
    for i in range(len(wins)):
        for j in range(len(wins)):
            there, back = j in reach[i], i in reach[j]
            if i == j:
                expected = 0
            elif there and back:
                ahead = ranking.weights[i] - ranking.weights[j]
                expected = 0 if abs(ahead) <= TIE else int(np.sign(ahead))
            else:
                expected = int(there) - int(back)
            assert ranking.signs[i, j] == expected
    above = [int((ranking.signs[:, who] > 0).sum()) for who in range(len(wins))]
    ranked = ranking.component >= 0
    assert_array_equal(ranking.rank, np.where(ranked, 1 + np.array(above), 0))
    keys = [(ranking.rank[who] or len(wins) + 1, who) for who in ranking.order]
    assert keys == sorted(keys)
    assert sorted(ranking.order) == list(range(len(wins)))


@given(win_matrices(), st.data())
def test_a_warm_start_changes_nothing(wins: Wins, data: st.DataObject) -> None:
    weight = st.one_of(st.just(np.nan), st.floats(-60, 60))
    start = np.array(data.draw(st.lists(weight, min_size=len(wins), max_size=len(wins))))
    cold, warm = rank_principles(wins), rank_principles(wins, start)
    assert_allclose(warm.weights, cold.weights, atol=1e-8)
    assert_array_equal(warm.signs, cold.signs)


@given(win_matrices(), st.data())
def test_the_order_of_principles_is_irrelevant(wins: Wins, data: st.DataObject) -> None:
    order = np.array(data.draw(st.permutations(range(len(wins)))))
    here, there = rank_principles(wins), rank_principles(wins[np.ix_(order, order)])
    assert_allclose(there.weights, here.weights[order], atol=1e-9)
    assert_array_equal(there.rank, here.rank[order])


@given(datasets())
def test_the_opposite_annotator_has_the_opposite_ranking(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    here = rank_principles(win_matrix(votes, annotation))
    there = rank_principles(win_matrix(votes, -annotation))
    assert_allclose(there.weights, -here.weights, atol=1e-9)
    assert_array_equal(there.signs, -here.signs)


@given(connected_wins(), st.data())
def test_one_more_win_never_narrows_the_lead(wins: Wins, data: st.DataObject) -> None:
    i, j = data.draw(st.permutations(range(len(wins))))[:2]
    more = wins.copy()
    more[i, j] += 1
    before, after = rank_principles(wins).weights, rank_principles(more).weights
    assert after[i] - after[j] >= before[i] - before[j] - 1e-9


@given(st.integers(1, 5), st.data())
def test_a_batch_is_its_members(size: int, data: st.DataObject) -> None:
    drawn = data.draw(st.lists(win_matrices(), min_size=1, max_size=5))
    batch = np.zeros((len(drawn), 6, 6), dtype=np.int64)
    for place, wins in enumerate(drawn):
        batch[place, : len(wins), : len(wins)] = wins
    start = data.draw(st.one_of(st.none(), st.just(np.linspace(-size, size, 6))))
    fitted = fit_batch(batch, start)
    assert fitted.signs.dtype == np.int8
    assert fitted.ranks.dtype == np.int16
    for place, wins in enumerate(batch):
        alone: Ranking = rank_principles(wins)
        assert_allclose(fitted.weights[place], alone.weights, atol=1e-9)
        assert_array_equal(fitted.signs[place], alone.signs)
        assert_array_equal(fitted.ranks[place], alone.rank)
        assert fitted.identified[place] == alone.identified


def test_batches_beyond_one_chunk() -> None:
    generator = np.random.default_rng(5)
    batch = generator.integers(0, 3, (300, 4, 4)) * (1 - np.eye(4, dtype=np.int64))
    fitted = fit_batch(batch)
    for place in (0, 127, 128, 299):
        assert_allclose(fitted.weights[place], rank_principles(batch[place]).weights, atol=1e-9)
    assert fit_batch(batch[:0]).weights.shape == (0, 4)


@settings(max_examples=40)
@given(connected_wins())
def test_choix_and_evalica_agree(wins: Wins) -> None:
    wins = np.minimum(wins, 20)
    ours = rank_principles(wins).weights
    theirs: Any = choix.ilsr_pairwise_dense(wins.astype(float), max_iter=10_000, tol=1e-12)
    assert_allclose(ours, theirs - theirs.mean(), atol=1e-6)
    firsts, seconds = np.nonzero(wins)
    result = evalica.bradley_terry(
        firsts.tolist(),
        seconds.tolist(),
        [evalica.Winner.X] * len(firsts),
        weights=wins[firsts, seconds].astype(float).tolist(),
        tolerance=1e-13,
        limit=100_000,
    )
    scores = np.log([result.scores[who] for who in range(len(wins))])
    assert_allclose(ours, scores - scores.mean(), atol=1e-5)


@pytest.mark.parametrize("times", [2, 9])
def test_repeating_the_data_keeps_estimates_and_divides_errors(times: int) -> None:
    votes, annotations = practised(seed=3, cases=200, size=5)
    once = rank_principles(win_matrix(votes, annotations[0]))
    many_votes, many = np.tile(votes, (times, 1)), np.tile(annotations[0], times)
    often = rank_principles(win_matrix(many_votes, many))
    assert_allclose(often.weights, once.weights, atol=1e-10)
    single = sandwich_errors(votes, annotations[0], once)
    assert np.isfinite(single).all()
    assert_allclose(sandwich_errors(many_votes, many, often), single / sqrt(times), rtol=1e-9)


@given(datasets())
def test_errors_exist_exactly_where_weights_do(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    ranking = rank_principles(win_matrix(votes, annotation))
    errors = sandwich_errors(votes, annotation, ranking)
    assert_array_equal(np.isnan(errors), np.isnan(ranking.weights))
    conflicts = (votes > 0).any(axis=1) & (votes < 0).any(axis=1)
    assert_allclose(sandwich_errors(votes[conflicts], annotation[conflicts], ranking), errors, atol=1e-12)
