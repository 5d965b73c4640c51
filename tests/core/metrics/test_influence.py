"""What leaving a case out does to a ranking, against leaving it out."""

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose, assert_array_equal

from core.metrics import distinct
from core.metrics import influence as module
from core.metrics.influence import influence
from core.metrics.priority import Ranking, rank_principles
from core.model.terms import Category
from tests.core.metrics import brute
from tests.core.metrics.strategies import Votes, datasets, practised, worked_example


def ranked(votes: Votes, annotation: Votes) -> tuple[Ranking, list[set[int]]]:
    """The ranking by loops, and which principles each reaches."""
    wins = brute.win_matrix(votes, annotation)
    return rank_principles(wins), [brute.reached(wins, source) for source in range(len(wins))]


def places(ranking: Ranking) -> list[int]:
    return [1 + sum(int(sign) < 0 for sign in row) for row in ranking.signs]


def weight_changes(before: Ranking, after: Ranking, reached: list[set[int]]) -> list[float]:
    """How far each weight is from what it was, both counted from the mean of the component that is left."""
    changes = []
    for who, mates in enumerate(
        {other for other in found if who in reached[other]} for who, found in enumerate(reached)
    ):
        own = [float(before.weights[mate]) for mate in mates]
        alone = len(mates) == 1
        changes.append(0.0 if alone else abs(after.weights[who] - before.weights[who] + float(np.mean(own))))
    return changes


def expected_of(votes: Votes, annotation: Votes, case: int) -> tuple[int, float, bool, int, float | None]:
    """Places, change, breaks, principle and discrepancy of one case, by taking it out of the data."""
    before, reached_before = ranked(votes, annotation)
    after, reached = ranked(np.delete(votes, case, axis=0), np.delete(annotation, case))
    size = votes.shape[1]
    lost = [
        sum(
            (j in reached_before[i]) > (j in reached[i]) or (i in reached_before[j]) > (i in reached[j])
            for j in range(size)
        )
        for i in range(size)
    ]
    moved = [abs(one - other) for one, other in zip(places(before), places(after), strict=True)]
    changes = [0.0 if change < 1e-10 else change for change in weight_changes(before, after, reached)]
    keys = list(zip(lost, moved, [round(change, 8) for change in changes], strict=True))
    most = keys.index(max(keys)) if max(keys) > (0, 0, 0.0) else -1
    return sum(moved), max(changes), any(lost), most, brute.discrepancy(before.signs, after.signs)


def assert_exact(votes: Votes, annotation: Votes) -> None:
    found = influence(votes, annotation)
    of_conflict = [brute.category(row) is Category.CONFLICT for row in votes]
    assert found.cases.tolist() == [i for i, conflict in enumerate(of_conflict) if conflict and annotation[i]]
    for place, case in enumerate(found.cases.tolist()):
        moved, change, breaks, principle, distance = expected_of(votes, annotation, case)
        assert found.places[place] == moved
        assert found.change[place] == pytest.approx(change, abs=1e-8)
        assert found.breaks[place] == breaks
        assert_principle(found.principle[place], principle, votes, annotation, case)
        assert found.discrepancy[place] == pytest.approx(
            np.nan if distance is None else distance, abs=1e-9, nan_ok=True
        )


def assert_principle(found: int, expected: int, votes: Votes, annotation: Votes, case: int) -> None:
    """Principles that move alike may be told apart by rounding: one that mirrors the expected one is as good."""
    if found == expected:
        return
    before, _ = ranked(votes, annotation)
    after, reached = ranked(np.delete(votes, case, axis=0), np.delete(annotation, case))
    changes = weight_changes(before, after, reached)
    assert changes[found] == pytest.approx(changes[expected], abs=1e-7)
    assert abs(places(before)[found] - places(after)[found]) == abs(places(before)[expected] - places(after)[expected])


@settings(max_examples=60)
@given(datasets(cases=14))
def test_it_is_what_leaving_the_case_out_does(data: tuple[Votes, Votes]) -> None:
    assert_exact(*data)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_exact_where_all_is_identified(seed: int) -> None:
    votes, annotations = practised(seed, cases=60, size=6, density=0.6)
    assert_exact(votes, annotations[0])


def test_the_worked_example() -> None:
    for annotation in worked_example()[1]:
        assert_exact(worked_example()[0], annotation)


@given(datasets(cases=14))
def test_the_order_is_by_breaks_then_places_then_change(data: tuple[Votes, Votes]) -> None:
    found = influence(*data)
    keys = list(zip(found.breaks.tolist(), found.places.tolist(), found.change.tolist(), strict=True))
    assert sorted(range(len(keys)), key=lambda place: keys[place], reverse=True) == found.order.tolist()
    assert np.isfinite(found.value).all()
    assert (found.value >= 0).all()


def test_a_case_on_which_everything_hangs_comes_first() -> None:
    votes = np.array([[1, -1, 0]] * 3 + [[0, 1, -1]] * 3 + [[-1, 0, 1]], dtype=np.int8)
    found = influence(votes, np.ones(7, np.int8))
    assert found.order[0] == 6
    assert_array_equal(found.breaks, [False] * 6 + [True])
    assert found.value[6] >= 9 > found.value[:6].max()


def test_a_case_that_decides_nothing_moves_no_principle() -> None:
    found = influence(np.array([[1, -1, 0]] * 2, dtype=np.int8), np.ones(2, np.int8))
    assert_array_equal(found.principle, [-1, -1])
    assert_array_equal(found.value, [0, 0])
    assert_array_equal(found.discrepancy, [0, 0])


def test_rounding_in_another_component_moves_no_principle() -> None:
    votes, annotations = practised(seed=4, cases=80, size=7, density=0.6)
    apart = np.zeros((82, 9), dtype=np.int8)
    apart[:80, :7] = votes
    apart[80:, 7:] = [1, -1]
    found = influence(apart, np.append(annotations[0], [1, 1]).astype(np.int8))
    assert_array_equal(found.cases[-2:], [80, 81])
    assert_array_equal(found.principle[-2:], [-1, -1])
    assert_array_equal(found.value[-2:], [0, 0])


def test_a_principle_whose_only_conflict_goes_is_the_one_that_moves_most() -> None:
    votes = np.array([[1, -1, 0], [-1, 1, 0], [1, -1, 0], [0, 1, -1]], dtype=np.int8)
    found = influence(votes, np.ones(4, np.int8))
    assert found.principle[3] == 2
    assert found.breaks[3]
    assert found.places[3] == 2
    assert found.change[3] == pytest.approx(0, abs=1e-9)


def test_equal_cases_are_equal_and_cases_may_come_in_any_order() -> None:
    votes, annotations = practised(seed=1, cases=50, size=4, density=0.7)
    twice = influence(np.concatenate([votes, votes[::-1]]), np.concatenate([annotations[0], -annotations[0, ::-1]]) * 1)
    shuffled = np.random.default_rng(0).permutation(50)
    plain, other = influence(votes, annotations[0]), influence(votes[shuffled], annotations[0, shuffled])
    assert_allclose(other.value[np.argsort(shuffled[other.cases])], plain.value, atol=1e-9)
    assert len(twice.cases) == 2 * len(plain.cases)
    mirrored = influence(-votes, -annotations[0])
    assert_array_equal(mirrored.value, plain.value)
    assert_array_equal(mirrored.principle, plain.principle)


def test_patterns_longer_than_a_number_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    votes, annotations = practised(seed=2, cases=80, size=7, density=0.6)
    plain = influence(votes, annotations[0])
    monkeypatch.setattr(distinct, "CODED", 2)
    assert_array_equal(influence(votes, annotations[0]).value, plain.value)


def test_every_different_deletion_is_fitted_once_and_progress_counts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    votes, annotations = practised(seed=2, cases=40, size=5, density=0.8)
    plain = influence(votes, annotations[0])
    monkeypatch.setattr(module, "BATCH", 16)
    seen: list[tuple[int, int]] = []
    often = influence(
        np.tile(votes, (5, 1)), np.tile(annotations[0], 5), lambda done, total: seen.append((done, total))
    )
    different = len(np.unique(votes[plain.cases] * annotations[0, plain.cases, None], axis=0))
    assert seen == [(min(done + 16, different), different) for done in range(0, different, 16)]
    assert_array_equal(often.value, np.tile(often.value[: len(plain.cases)], 5))
    assert_array_equal(influence(votes, annotations[0]).places, plain.places)


def test_what_progress_raises_ends_the_work() -> None:
    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    votes, annotations = practised(seed=2, cases=40, size=5)
    with pytest.raises(InterruptedError):
        influence(votes, annotations[0], stop)


@pytest.mark.parametrize("cases", [0, 3])
def test_without_conflicts_there_is_nothing_to_leave_out(cases: int) -> None:
    found = influence(np.ones((cases, 2), np.int8), np.ones(cases, np.int8))
    assert len(found.cases) == len(found.value) == len(found.order) == 0
