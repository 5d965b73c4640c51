"""The comparison puts the resampling metrics together: each figure is the one that its metric gives."""

import numpy as np
import pytest

from core.audit.audit import Annotations, AuditData, audit
from core.audit.comparison import Compared, compare
from core.metrics.bootstrap import bootstrap, interval
from core.metrics.noise_floor import noise_floor
from core.metrics.permutation import permutation_test
from core.metrics.priority import NotConverged
from core.model.errors import AuditError
from core.model.terms import AnnotatorKind, Oracle, Principle
from tests.core.building import A0, A1, WORKED

NOISY = np.random.default_rng(3).integers(-1, 2, len(WORKED)).astype(np.int8)
GIVEN = np.stack([np.array(A0, dtype=np.int8), np.array(A1, dtype=np.int8), NOISY])


def test_every_figure_is_the_one_of_its_metric() -> None:
    found = compare(WORKED, GIVEN, 1, 200, 7)
    drawn = bootstrap(WORKED, GIVEN, 200, 7)
    assert (found.replicates, found.seed, found.reference) == (200, 7, 1)
    for m, each in enumerate(found.annotators):
        assert each.arbitrariness == interval(drawn.arbitrariness[:, m])
        assert each.discrepancy == interval(drawn.discrepancy[:, m, 1])
        assert each.noise_floor == interval(noise_floor(WORKED, GIVEN[m], 200, 7))
        assert each.priorities == tuple(interval(drawn.weights[:, m, p]) for p in range(3))
        assert each.identified_share == drawn.identified[:, m].mean()
        one, other = min(m, 1), max(m, 1)
        tested = permutation_test(WORKED, GIVEN[one], GIVEN[other], 200, 7)
        assert each.p_value == (None if m == 1 else tested.p_value)
    defined = np.ma.masked_invalid(drawn.discrepancy).mean(axis=0)
    np.testing.assert_allclose(found.discrepancy_mean, defined.filled(np.nan))
    np.testing.assert_array_equal(found.p_value, found.p_value.T)
    assert np.isnan(np.diagonal(found.p_value)).all()


def test_it_says_what_the_report_says() -> None:
    none = np.zeros(len(WORKED), dtype=np.bool_)
    annotators = tuple(
        Annotations(name, AnnotatorKind.HUMAN, row, ~none, none) for name, row in zip("abc", GIVEN, strict=True)
    )
    principles = tuple(Principle(n, str(n), f"Rule {n}", "") for n in range(3))
    report = audit(AuditData("s", Oracle(0, "judge"), principles, WORKED, annotators, 0), replicates=150, seed=2)
    found = compare(WORKED, GIVEN, 0, 150, 2)
    for said, told in zip(found.annotators, report.annotators, strict=True):
        assert said.arbitrariness == told.arbitrariness_interval
        assert said.discrepancy == told.discrepancy.interval
        assert said.identified_share == told.identified_share
        for row in told.priorities:
            column = int(row.principle.removeprefix("Rule "))
            assert said.priorities[column] == row.interval
            assert said.ranks[column] == (row.rank_low, row.rank_high)


def test_who_annotated_few_cases_is_tested_on_those() -> None:
    rng = np.random.default_rng(0)
    votes = rng.integers(-1, 2, (400, 5)).astype(np.int8)
    whole = np.where(votes[:, 0] != 0, votes[:, 0], votes[:, 1]).astype(np.int8)
    few = np.zeros(400, dtype=np.bool_)
    few[:40] = True
    annotations = np.stack([whole, whole * few])
    there = np.stack([np.ones(400, dtype=np.bool_), few])
    assert compare(votes, annotations, 0, 100, given=there).annotators[1].p_value == 1.0, "the same where both are"
    expected = permutation_test(votes, whole, whole * few, 100, 0).p_value
    assert compare(votes, annotations, 0, 100).annotators[1].p_value == expected != 1.0


def test_progress_runs_through_once_and_may_end_the_work() -> None:
    told: list[tuple[int, int]] = []
    compare(WORKED, GIVEN, 0, 300, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[0][0] == 0
    assert len({done for done, _ in told}) > 3 * 3, "three bootstraps' worth, three floors and three pairs, in batches"
    assert {total for _, total in told} == {told[-1][0]}

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(WORKED, GIVEN, 0, 300, progress=stop)


def test_what_does_not_exist_is_none() -> None:
    silent = np.zeros(len(WORKED), dtype=np.int8)
    found = Compared(("a", "mute"), compare(WORKED, np.stack([GIVEN[0], silent]), 0, 50))
    mute = found.of("mute")
    assert mute is not None
    assert mute.p_value is None
    assert mute.arbitrariness.mean is mute.discrepancy.mean is mute.noise_floor.mean is None
    assert found.mean("a", "mute") is found.p_value("a", "mute") is None
    assert found.of("nobody") is None
    assert found.mean("a", "nobody") is found.p_value("nobody", "a") is None
    assert found.mean("a", "a") == 0.0


def test_a_fit_that_fails_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise NotConverged("It did not.")

    monkeypatch.setattr("core.audit.comparison.bootstrap", fail)
    with pytest.raises(AuditError, match="discretion export supremacy"):
        compare(WORKED, GIVEN, 0, 10)
