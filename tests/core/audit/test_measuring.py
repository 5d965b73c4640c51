"""One measurement puts the metrics together: each figure is the one that its metric gives."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.audit import measure
from core.audit.counted import Counted
from core.metrics.agreement import arbitrariness
from core.metrics.bootstrap import bootstrap, estimates
from core.metrics.discrepancy import discrepancy
from core.metrics.evidence import evidence
from core.metrics.half_case import Smoothed, smoothed
from core.metrics.intervals import NO_INTERVAL, apart_interval, interval, share_interval
from core.metrics.noise_floor import noise_floor
from core.metrics.priority import NotConverged, rank_principles
from core.metrics.same_order import OrderTest, order_test
from core.metrics.smoothed_interval import priority_interval
from core.metrics.supremacy import win_matrix
from core.model.errors import AuditError
from tests.core.building import A0, A1, WORKED

NOISY = np.random.default_rng(3).integers(-1, 2, len(WORKED)).astype(np.int8)
GIVEN = np.stack([np.array(A0, dtype=np.int8), np.array(A1, dtype=np.int8), NOISY])


def of(preference: NDArray[np.int8], given: NDArray[np.bool_] | None = None) -> Counted:
    """What counts: a preference of each annotator (M, N), called a, b, c, on every case or on those `given`."""
    there = np.ones(preference.shape, dtype=np.bool_) if given is None else given
    return Counted(tuple("abcdefgh"[: len(preference)]), preference, there)


def order_of(votes: NDArray[np.int8], annotations: NDArray[np.int8], replicates: int, seed: int) -> OrderTest:
    """The test of two annotators."""
    known = estimates(votes, annotations)
    drawn = bootstrap(votes, annotations, known, replicates, seed)
    weights, same = (np.stack([getattr(each, name) for each in known.smoothed]) for name in ("weights", "same"))
    test = order_test(weights, drawn.smoothed, same)
    assert test is not None
    return test


def test_every_figure_is_the_one_of_its_metric() -> None:
    found = measure(WORKED, of(GIVEN), 200, 7)
    known = estimates(WORKED, GIVEN)
    drawn = bootstrap(WORKED, GIVEN, known, 200, 7)
    assert (found.replicates, found.seed, found.names, found.annotations) == (200, 7, ("a", "b", "c"), (15, 15, 15))
    for m, each in enumerate(found.uncertainty):
        assert found.of(found.names[m]) is each
        np.testing.assert_array_equal(found.wins[m], win_matrix(WORKED, GIVEN[m]))
        ranking = rank_principles(win_matrix(WORKED, GIVEN[m]))
        np.testing.assert_array_equal(found.rankings[m].weights, ranking.weights)
        assert found.arbitrariness[m] == arbitrariness(WORKED, GIVEN[m])
        opposed = arbitrariness(WORKED, GIVEN[m])
        assert each.arbitrariness == share_interval(opposed.opposed, opposed.cases, None, drawn.arbitrariness[:, m])
        assert each.noise_floor == interval(noise_floor(WORKED, GIVEN[m], 200, 7), 0, 1)
        assert each.priorities == tuple(
            priority_interval(drawn.weights[:, m, p], known.smoothed[m], ranking, p) for p in range(3)
        )
        for (low, high), best, worst in zip(each.ranks, drawn.best[:, m].T, drawn.worst[:, m].T, strict=True):
            assert low is not None
            assert high is not None
            assert low <= np.sort(best)[4]
            assert high >= np.sort(worst)[-5]
        assert each.identified_share == drawn.identified[:, m].mean()
        for n, other in enumerate(found.names):
            apart = found.pair(found.names[m], other)
            assert apart.value == discrepancy(ranking.signs, found.rankings[n].signs)
            assert found.pair(other, found.names[m]) == apart.turned
            assert (apart.cases, apart.conflicts <= 9) == (15, True)
            samples = drawn.discrepancy[:, m, n]
            if m == n:
                assert (apart.p_value, apart.evidence) == (None, None)
                continue
            test = order_of(WORKED, GIVEN[[min(m, n), max(m, n)]], 200, 7)
            assert apart.p_value == test.p_value
            assert apart.interval == apart_interval(apart.value or 0, samples, test.lowest, test.highest)
    pairs = [(0, 1), (0, 2), (1, 2)]
    tests = [order_of(WORKED, GIVEN[list(pair)], 200, 7) for pair in pairs]
    words = evidence([(test.beyond, test.replicates) for test in tests])
    assert tuple(found.apart[i][j].evidence for i, j in pairs) == words


def test_the_numbers_of_an_annotator_do_not_depend_on_who_else_is_there() -> None:
    among, alone = measure(WORKED, of(GIVEN), 60, 7), measure(WORKED, of(GIVEN[[1]]), 60, 7)
    one, other = among.of("b"), alone.of("a")
    assert one == other


def test_all_pairs_of_many_are_tested() -> None:
    rng = np.random.default_rng(1)
    votes = rng.integers(-1, 2, (60, 4)).astype(np.int8)
    names = tuple(f"a{m}" for m in range(12))
    given = rng.choice(np.array([-1, 1], dtype=np.int8), (12, 60))
    found = measure(votes, Counted(names, given, np.ones((12, 60), dtype=np.bool_)), 45, 5)
    for i in range(12):
        for j in range(i + 1, 12):
            assert found.pair(names[i], names[j]).p_value == order_of(votes, given[[i, j]], 45, 5).p_value
    assert all(found.pair(names[0], other).p_value is not None for other in names[1:])


def test_without_noise_or_replicates_nothing_is_drawn_for_it() -> None:
    drawn = measure(WORKED, of(GIVEN), 100, 7)
    quiet = measure(WORKED, of(GIVEN), 100, 7, noise=False)
    assert {each.noise_floor for each in quiet.uncertainty} == {NO_INTERVAL}
    assert quiet.apart == drawn.apart
    assert [each.priorities for each in quiet.uncertainty] == [each.priorities for each in drawn.uncertainty]
    bare = measure(WORKED, of(GIVEN), 0)
    for each in bare.uncertainty:
        assert {each.arbitrariness, each.noise_floor, *each.priorities} == {NO_INTERVAL}
        assert (set(each.ranks), each.identified_share) == ({(None, None)}, None)
    assert {(apart.interval, apart.p_value) for row in bare.apart for apart in row} == {(NO_INTERVAL, None)}
    assert [[apart.value for apart in row] for row in bare.apart] == [
        [apart.value for apart in row] for row in drawn.apart
    ]
    assert bare.arbitrariness == drawn.arbitrariness


def test_who_annotated_few_cases_is_tested_on_those() -> None:
    rng = np.random.default_rng(0)
    votes = rng.integers(-1, 2, (400, 5)).astype(np.int8)
    whole = np.where(votes[:, 0] != 0, votes[:, 0], votes[:, 1]).astype(np.int8)
    few = np.zeros(400, dtype=np.bool_)
    few[:40] = True
    annotations = np.stack([whole, whole * few])
    there = np.stack([np.ones(400, dtype=np.bool_), few])
    found = measure(votes, of(annotations, there), 100)
    assert found.annotations == (400, 40)
    apart = found.pair("a", "b")
    assert (apart.value, apart.p_value, apart.cases) == (0, 1, 40), "the same where both are"
    assert 10 < apart.conflicts < 40
    expected = order_of(votes, annotations, 100, 0).p_value
    everywhere = measure(votes, of(annotations), 100).pair("a", "b")
    assert (everywhere.p_value, everywhere.cases) == (expected, 400)
    assert everywhere.value != 0


@pytest.mark.parametrize(("noise", "parts"), [(True, 3 + 3), (False, 3)])
def test_progress_runs_through_once_and_may_end_the_work(*, noise: bool, parts: int) -> None:
    told: list[tuple[int, int]] = []
    measure(WORKED, of(GIVEN), 300, progress=lambda done, total: told.append((done, total)), noise=noise)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[0][0] == 0
    assert len({done for done, _ in told}) > parts - 1, "a bootstrap and three floors, in batches"
    assert {total for _, total in told} == {told[-1][0]}

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure(WORKED, of(GIVEN), 300, progress=stop, noise=noise)


def test_the_work_may_end_before_anything_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[int] = []

    def counted(votes: NDArray[np.int8], annotation: NDArray[np.int8]) -> Smoothed:
        fitted.append(len(votes))
        return smoothed(votes, annotation)

    monkeypatch.setattr("core.metrics.bootstrap.smoothed", counted)

    def stop(done: int, total: int) -> None:
        assert (done, total) == (0, 300 * 6)
        if fitted:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure(WORKED, of(GIVEN), 300, progress=stop, noise=False)
    assert len(fitted) == 1, "of three annotators"


def test_nothing_to_draw_tells_no_progress() -> None:
    told: list[tuple[int, int]] = []
    measure(WORKED, of(GIVEN), 0, progress=lambda done, total: told.append((done, total)))
    assert told == []


def test_what_does_not_exist_is_none() -> None:
    silent = np.zeros(len(WORKED), dtype=np.int8)
    found = measure(WORKED, of(np.stack([GIVEN[0], silent])), 50)
    mute = found.of("b")
    assert mute is not None
    apart = found.pair("a", "b")
    assert mute.arbitrariness.mean is mute.noise_floor.mean is apart.interval.mean is apart.p_value is apart.value
    assert apart.value is None
    assert found.of("nobody") is None
    for unknown in (found.pair("a", "nobody"), found.pair("nobody", "a")):
        assert (unknown.value, unknown.interval, unknown.p_value) == (None, NO_INTERVAL, None)
    assert found.pair("a", "a").value == found.pair("a", "a").interval.mean == 0.0


def test_a_fit_that_fails_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise NotConverged("It did not.")

    monkeypatch.setattr("core.audit.measuring.bootstrap", fail)
    with pytest.raises(AuditError, match="discretion export supremacy"):
        measure(WORKED, of(GIVEN), 10)
