"""An oracle's confusion from checks: what undoes it, what is left open, and where nothing is said."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from core.metrics import corrected_priority
from core.metrics.agreement import arbitrariness
from core.metrics.confusion import Confusion, Lack, confusion, needed
from core.metrics.corrected_consensus import corrected_arbitrariness
from core.metrics.corrected_pairs import CorrectedPairs, codes, corrected_pairs, pair_counts, supremacy_shares
from core.metrics.corrected_priority import corrected_priorities, fit_signed
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from tests.core.metrics.strategies import Votes, datasets, practised

TO_NEITHER = np.array([[0.6, 0.36, 0.04], [0.03, 0.94, 0.03], [0.05, 0.33, 0.62]])
TO_A = np.array([[0.7, 0.15, 0.15], [0.03, 0.8, 0.17], [0.02, 0.08, 0.9]])
GOOD = np.array([[30.0, 4, 1], [2, 50, 3], [0, 5, 40]])


def perfect(votes: Votes, voted: NDArray[np.bool_] | None = None) -> list[Confusion]:
    """Of every principle the confusion that 40 checks of each of its votes give, all of which found it right."""
    coded = codes(votes, voted)
    counts = [np.bincount(column, minlength=4)[:3] for column in coded.T]
    return [confusion(np.diag(40.0 * (each > 0)), each) for each in counts]


def known(rates: NDArray[np.float64]) -> Confusion:
    """Where the chances of each vote (columns) by answer (rows) are known, and nothing was estimated."""
    weights, nothing = np.zeros((4, 3)), np.zeros((3, 3))
    weights[:3] = np.linalg.inv(rates)
    return Confusion(nothing, np.full(3, 1 / 3), 3, rates, weights, np.zeros((12, 4, 3)), np.zeros((9, 9)), None)


def test_the_weights_undo_the_confusion() -> None:
    found = confusion(GOOD, np.array([300, 700, 500]))
    assert found.lack is None
    chances = GOOD / GOOD.sum(axis=1, keepdims=True)
    joint = (np.array([300, 700, 500])[:, None] * chances).T
    assert_allclose(found.rates, joint / joint.sum(axis=1, keepdims=True))
    assert_allclose(found.rates @ found.weights[:3], np.eye(3), atol=1e-12)
    assert_array_equal(found.weights[3], 0)
    assert found.count == 135


def test_votes_may_be_checked_unevenly() -> None:
    """Checks of one vote ten times as many: the rates stay, as the shares of all votes weigh them."""
    uneven = GOOD * np.array([[1], [10], [1]])
    shares = np.array([300, 700, 500])
    assert_allclose(confusion(uneven, shares).rates, confusion(GOOD, shares).rates)


@pytest.mark.parametrize("seen", [3, 2])
def test_slopes_are_derivatives(seen: int) -> None:
    checks = GOOD.copy()
    checks[:, seen:] = 0
    found = confusion(checks, np.array([300, 700, 500]))
    assert found.lack is None
    shares = found.shares
    for place, (vote, answer) in enumerate(product(range(3), range(seen))):
        # A count is changed so that the chance of one answer moves by a step, and those of the others by none.
        step, row = 1e-6, checks[vote].sum()
        moved = [_weights_at(checks, vote, answer, way * step * row, shares) for way in (1, -1)]
        slope = found.slopes[3 * vote + answer, :3]
        assert_allclose((moved[0] - moved[1]) / (2 * step), slope, atol=1e-4, err_msg=str(place))


def _weights_at(checks: NDArray[np.float64], vote: int, answer: int, more: float, shares: NDArray[np.float64]) -> Votes:
    """Weights with the joint chance of a vote and an answer moved, found from joint chances alone."""
    chances = checks / checks.sum(axis=1, keepdims=True)
    chances[vote, answer] += more / checks[vote].sum()
    joint = (shares[:, None] * chances).T[checks.sum(axis=0) > 0]
    rates = joint / joint.sum(axis=1, keepdims=True)
    found = np.zeros((3, 3))
    over = rates / shares
    found[:, : len(rates)] = np.linalg.solve(over @ rates.T, over).T
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("checks", "votes", "lack", "more"),
    [
        pytest.param(np.zeros((3, 3)), (10, 10, 10), Lack.FEW, 30, id="none"),
        pytest.param(np.diag([5.0, 5, 5]), (10, 10, 10), Lack.FEW, 15, id="few"),
        pytest.param(np.diag([20.0, 20, 1]), (45, 45, 10), Lack.VOTE, 82, id="a vote hardly checked"),
        pytest.param(np.diag([20.0, 20, 1]), (450, 540, 10), Lack.ANSWER, 82, id="a rare one's answer hardly given"),
        pytest.param(np.diag([20.0, 20, 0]), (450, 540, 10), None, 0, id="a rare vote not checked"),
        pytest.param(GOOD, (0, 0, 0), Lack.SINGULAR, 0, id="no vote"),
        pytest.param(np.full((3, 3), 9.0), (10, 10, 10), Lack.SINGULAR, 0, id="chance"),
        pytest.param(
            np.array([[30.0, 0, 9], [0] * 3, [9, 9, 30]]),
            (30, 0, 30),
            Lack.SINGULAR,
            0,
            id="fewer votes than answers",
        ),
        pytest.param(np.diag([20.0, 0, 20]), (10, 0, 10), None, 0, id="never neither"),
    ],
)
def test_what_the_checks_do_not_determine_is_not_said(
    checks: NDArray[np.float64], votes: tuple[int, int, int], lack: Lack | None, more: int
) -> None:
    found = confusion(checks, np.array(votes))
    assert found.lack is lack
    assert needed(found) == more
    assert (lack is None) == bool(found.weights.any())


@settings(max_examples=40)
@given(datasets())
def test_a_perfect_oracle_is_corrected_to_itself(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    found, coded = perfect(votes), codes(votes, None)
    counts = pair_counts(coded, annotation)
    pairs = corrected_pairs(counts, found)
    wins = win_matrix(votes, annotation)
    given_ = np.array([each.lack is None for each in found])  # a principle whose votes are all alike may be singular
    inside = np.ix_(given_, given_)
    assert_allclose(pairs.wins[inside], wins[inside], atol=1e-9)
    raw = rank_principles(wins)
    if not given_.all():
        return
    weights = corrected_priorities(coded, annotation, found, pairs).weights
    assert_allclose(weights, raw.weights, atol=1e-6)
    share, measured = corrected_arbitrariness(coded, annotation, found), arbitrariness(votes, annotation)
    assert (share is None) == (measured.value is None)
    if share is not None and measured.value is not None:
        assert share.value == pytest.approx(measured.value)
        assert share.cases == pytest.approx(measured.cases)


def test_a_known_confusion_is_taken_out_without_bias() -> None:
    """Every way in which the oracle may err, weighed by its chance, gives the right wins and consensus on average."""
    rates = [TO_NEITHER, TO_A, TO_NEITHER[::-1, ::-1]]
    found = [known(each) for each in rates]
    every = [np.array([said], dtype=np.int8) for said in product((-1, 0, 1), repeat=3)]
    for side in (np.array([1], dtype=np.int8), np.array([-1], dtype=np.int8)):
        wins = np.stack([corrected_pairs(pair_counts(codes(votes, None), side), found).wins for votes in every])
        cases = np.stack([_consensus(votes, side, found) for votes in every])
        for right in every:
            chance = np.array(
                [np.prod([rates[p][right[0, p] + 1, said[0, p] + 1] for p in range(3)]) for said in every]
            )
            assert_allclose(np.tensordot(chance, wins, 1), win_matrix(right, side), atol=1e-9)
            expected = arbitrariness(right, side)
            assert_allclose(chance @ cases, [expected.opposed, expected.cases], atol=1e-7)


def _consensus(votes: Votes, side: Votes, found: list[Confusion]) -> tuple[float, float]:
    """The corrected number of consensus cases opposed, and of all, found beside a hundred others."""
    sure = np.ones((100, 3), dtype=np.int8)
    more = np.ones(100, dtype=np.int8)
    whole = corrected_arbitrariness(codes(np.concatenate([votes, sure]), None), np.concatenate([side, more]), found)
    rest = corrected_arbitrariness(codes(sure, None), more, found)
    assert whole is not None
    assert rest is not None
    return whole.value * whole.cases - rest.value * rest.cases, whole.cases - rest.cases


def test_a_missing_vote_says_nothing() -> None:
    votes, annotations = practised(3, 60, 4)
    voted = np.random.default_rng(4).random(votes.shape) < 0.7
    votes = np.where(voted, votes, 0).astype(np.int8)
    found, coded = perfect(votes, voted), codes(votes, voted)
    pairs = corrected_pairs(pair_counts(coded, annotations[0]), found)
    assert_allclose(pairs.wins, win_matrix(votes, annotations[0]), atol=1e-9)
    share = corrected_arbitrariness(coded, annotations[0], found)
    assert share is not None
    assert share.value == pytest.approx(arbitrariness(votes, annotations[0]).value)


def test_turning_the_annotator_turns_what_is_corrected() -> None:
    votes, annotations = practised(5, 200, 4)
    found = [confusion(GOOD, np.bincount(column + 1, minlength=3)) for column in votes.T]
    coded = codes(votes, None)
    turned = (annotations[0], -annotations[0])
    both = [corrected_pairs(pair_counts(coded, each), found) for each in turned]
    assert_allclose(both[0].wins, both[1].wins.T, atol=1e-9)
    one, other = (corrected_priorities(coded, each, found, by) for each, by in zip(turned, both, strict=True))
    assert_allclose(one.weights, -other.weights, atol=1e-9)
    assert_allclose(one.covariance, other.covariance, atol=1e-9)


def test_wins_below_nothing_are_fitted_where_that_has_a_maximum() -> None:
    fitted = fit_signed(np.array([[0, 3.0], [1, 0]]))
    assert fitted is not None
    assert fitted[0] == pytest.approx([0.549306, -0.549306], abs=1e-6)
    wins = np.array([[0, 30.0, 20], [20, 0, 4], [10, -0.5, 0]])
    found = fit_signed(wins)
    assert found is not None
    chance = 1 / (1 + np.exp(found[0][None] - found[0][:, None]))
    assert_allclose((wins - (wins + wins.T) * chance).sum(axis=1), 0, atol=1e-8)
    assert fit_signed(np.array([[0, 3.0], [-1, 0]])) is None, "never finite"
    assert fit_signed(np.zeros((2, 2))) is None


def test_a_principle_without_wins_left_takes_no_number_from_the_others() -> None:
    votes, annotations = practised(6, 400, 4)
    found, coded = perfect(votes), codes(votes, None)
    pairs = corrected_pairs(pair_counts(coded, annotations[0]), found)
    wins = pairs.wins.copy()
    wins[3], wins[:, 3] = [0.2, -3, -2, 0], [-2, 0.2, -3, 0]
    told = corrected_priorities(coded, annotations[0], found, CorrectedPairs(wins, pairs.won, pairs.lost))
    fitted = fit_signed(wins[:3, :3])
    assert fitted is not None
    assert_allclose(told.weights, [*fitted[0], np.nan])
    assert np.isfinite(told.covariance[:3, :3]).all()


def test_a_principle_that_could_be_anywhere_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others would share its centre, and so its spread."""
    votes, annotations = practised(6, 600, 4)
    coded = codes(votes, None)
    found = [confusion(4 * GOOD, np.bincount(column + 1, minlength=3)) for column in votes.T]
    pairs = corrected_pairs(pair_counts(coded, annotations[0]), found)
    variance = np.diagonal(corrected_priorities(coded, annotations[0], found, pairs).covariance)
    assert np.isfinite(variance).all()
    widest = int(variance.argmax())
    monkeypatch.setattr(corrected_priority, "_WIDEST", np.sqrt(variance.max()) - 1e-6)
    told = corrected_priorities(coded, annotations[0], found, pairs)
    there = np.flatnonzero(np.isfinite(told.weights))
    assert widest not in there
    assert len(there) >= 2
    fitted = fit_signed(pairs.wins[np.ix_(there, there)])
    assert fitted is not None
    assert_allclose(told.weights[there], fitted[0])
    assert np.isfinite(told.covariance[np.ix_(there, there)]).all()


def test_variances_are_those_of_repeated_checks() -> None:
    """The spread that checks leave, against as many drawn anew from what they said."""
    votes, annotations = practised(8, 1000, 3, density=0.8)
    generator, shares = np.random.default_rng(1), [np.bincount(each + 1, minlength=3) for each in votes.T]
    checks = 8 * GOOD
    found = [confusion(checks, each) for each in shares]
    counts = pair_counts(codes(votes, None), annotations[0])
    pairs = corrected_pairs(counts, found)
    told = supremacy_shares(counts, found, pairs)
    weights = corrected_priorities(codes(votes, None), annotations[0], found, pairs)
    drawn, fitted = [], []
    for _ in range(150):
        checked = [np.stack([generator.multinomial(int(row.sum()), row / row.sum()) for row in checks]) for _ in shares]
        again = [confusion(one.astype(np.float64), each) for one, each in zip(checked, shares, strict=True)]
        moved = corrected_pairs(counts, again)
        drawn.append(supremacy_shares(counts, again, moved).value)
        fit = fit_signed(moved.wins)
        assert fit is not None
        fitted.append(fit[0])
    off = ~np.eye(3, dtype=np.bool_)
    assert_allclose(np.sqrt(told.by_checks[off]), np.std(drawn, axis=0)[off], rtol=0.2)
    by_checks = np.sqrt(np.diagonal(weights.by_checks.sum(axis=0)))
    assert_allclose(by_checks, np.std(fitted, axis=0), rtol=0.2)
