"""What chance alone gives, as the report has it, against the metrics themselves."""

from pathlib import Path

import numpy as np
import pytest

from core.audit import audit, load
from core.audit.report import Report
from core.metrics.bootstrap import bootstrap, estimates
from core.metrics.intervals import interval
from core.metrics.noise_floor import noise_floor
from core.metrics.same_order import order_test
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build


def report_of(path: Path, **asked: object) -> Report:
    with Store.open(path) as store:
        return audit(load(store), **{"replicates": 60, "seed": 3, "noise": True} | asked)  # type: ignore[arg-type]


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """The worked example with an annotator who annotated few cases."""
    few = [*A1[:9], *([None] * 6)]
    return build(tmp_path / "s.duckdb", WORKED, {"a0": A0, "a1": A1, "few": few})


def test_floors_and_p_values_are_those_of_the_metrics(several: Path) -> None:
    report = report_of(several)
    with Store.open(several) as store:
        data = load(store)
    for found, annotator in zip(report.annotators, data.annotators, strict=True):
        assert found.noise_floor == interval(noise_floor(data.votes, annotator.preference, 60, 3), 0, 1)
    for pair in report.pairs:
        one, other = data.annotator(pair.first), data.annotator(pair.second)
        both = np.stack([one.preference, other.preference]) * (one.given & other.given)
        known = estimates(data.votes, both)
        drawn = bootstrap(data.votes, both, known, 60, 3)
        weights, same = (np.stack([getattr(each, name) for each in known.smoothed]) for name in ("weights", "same"))
        test = order_test(weights, drawn.smoothed, same)
        assert test is not None
        assert pair.apart.p_value == test.p_value
        assert pair.apart.cases == (one.given & other.given).sum()
    assert [(pair.first, pair.second) for pair in report.pairs] == [("a0", "a1"), ("a0", "few"), ("a1", "few")]
    apart = [each.discrepancy.apart for each in report.annotators]
    assert apart[1:] == [pair.apart.turned for pair in report.pairs[:2]]
    assert (apart[0].p_value, apart[0].evidence) == (None, None)


def test_the_pairs_have_the_intervals_that_each_reference_gives(several: Path) -> None:
    report = report_of(several, noise=False)
    for pair in report.pairs:
        found = next(each for each in report_of(several, reference=pair.first).annotators if each.name == pair.second)
        assert found.discrepancy.apart == pair.apart.turned


def test_the_document_has_nulls_where_nothing_was_computed(several: Path) -> None:
    document = report_of(several, noise=False).document()
    for each in document["annotators"]:  # type: ignore[attr-defined]
        assert set(each["noise_floor"].values()) == {None, "no replicates"}
        assert {row["principle_id"] for row in each["priorities"]} == {"0", "1", "2"}
    bare = report_of(several, replicates=0).document()
    assert [pair["p_value"] for pair in bare["discrepancies"]] == [None] * 3  # type: ignore[attr-defined]
    assert report_of(several, replicates=0).annotators[0].noise_floor.mean is None


def test_a_noise_floor_is_no_evidence_either_way(tmp_path: Path) -> None:
    nearly = [*A0[:6], -A0[6], *A0[7:]]
    report = report_of(build(tmp_path / "s.duckdb", WORKED, {"a0": A0, "near": nearly}))
    assert report.annotators[1].noise_floor.mean is not None
    assert not any("floor" in note or "evidence" in note for note in report.notes)
    assert "near: only 8 conflicts that a0 decided too: the discrepancy says nothing." in report.notes


def test_progress_runs_once_to_the_end(several: Path) -> None:
    told: list[tuple[int, int]] = []
    report_of(several, progress=lambda done, total: told.append((done, total)))
    assert len({total for _, total in told}) == 1
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
