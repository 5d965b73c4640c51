"""What chance alone gives, as the report has it, against the metrics themselves."""

from pathlib import Path

import pytest

from core.audit import audit, load
from core.audit.report import Report
from core.metrics.bootstrap import interval
from core.metrics.noise_floor import noise_floor
from core.metrics.permutation import permutation_test
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
        assert found.noise_floor == interval(noise_floor(data.votes, annotator.preference, 60, 3))
    for pair in report.pairs:
        one, other = data.annotator(pair.first), data.annotator(pair.second)
        both = one.given & other.given
        test = permutation_test(data.votes, one.preference * both, other.preference * both, 60, 3)
        assert pair.p_value == test.p_value
    assert [(pair.first, pair.second) for pair in report.pairs] == [("a0", "a1"), ("a0", "few"), ("a1", "few")]
    assert [each.discrepancy.p_value for each in report.annotators[1:]] == [pair.p_value for pair in report.pairs[:2]]
    assert report.annotators[0].discrepancy.p_value is None


def test_the_pairs_have_the_intervals_that_each_reference_gives(several: Path) -> None:
    report = report_of(several, noise=False)
    for pair in report.pairs:
        found = next(each for each in report_of(several, reference=pair.first).annotators if each.name == pair.second)
        assert (found.discrepancy.value, found.discrepancy.interval) == (pair.value, pair.interval)


def test_the_document_has_nulls_where_nothing_was_computed(several: Path) -> None:
    document = report_of(several, noise=False).document()
    for each in document["annotators"]:  # type: ignore[attr-defined]
        assert set(each["noise_floor"].values()) == {None}
        assert each["discrepancy"]["p_value"] is None
        assert {row["principle_id"] for row in each["priorities"]} == {"0", "1", "2"}
    assert [pair["p_value"] for pair in document["discrepancies"]] == [None] * 3  # type: ignore[attr-defined]
    assert report_of(several, replicates=0).annotators[0].noise_floor.mean is None


def test_an_annotator_no_further_than_its_noise_is_no_evidence(tmp_path: Path) -> None:
    nearly = [*A0[:6], -A0[6], *A0[7:]]
    report = report_of(build(tmp_path / "s.duckdb", WORKED, {"a0": A0, "near": nearly}))
    floor = report.annotators[1].noise_floor.mean
    assert floor is not None
    said = [note for note in report.notes if note.startswith("near: the discrepancy to a0, ")]
    assert bool(said) == ((report.annotators[1].discrepancy.value or 0) <= floor)
    assert not any(note.startswith("a0: the discrepancy") for note in report.notes)


def test_progress_runs_once_to_the_end(several: Path) -> None:
    told: list[tuple[int, int]] = []
    report_of(several, progress=lambda done, total: told.append((done, total)))
    assert len({total for _, total in told}) == 1
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
