"""Reports on very many annotators: populations are sums over their members, and everyone is in a table."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.audit import load
from core.audit.annotations import ManyAnnotators, together
from core.audit.full_report import ReportOptions, full_report
from core.audit.populations import alone, compared, measure_populations, populations
from core.audit.report import Report
from core.journal.standing import Standing
from core.metrics.agreement import arbitrariness, categories
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from core.metrics.wilson import interval
from core.model.errors import AuditError
from core.model.terms import FEW_SHARED, AnnotatorKind, Category
from core.storage.store import Store
from tests.core.crowd import AllAnnotations, crowded, drawn_votes, said_by

VOTES = drawn_votes(240, 4)
SAID = said_by(40, VOTES, 18)
MODELS = 3


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crowded(tmp_path_factory.mktemp("many") / "many.duckdb", VOTES, SAID, MODELS)


def report_of(path: Path, **options: Any) -> Report:
    with Store.open(path) as opened:
        return full_report(opened, Standing(), ReportOptions(**{"bootstrap": 40, **options})).report


def dense(name: str, said: AllAnnotations = SAID) -> np.ndarray[Any, np.dtype[np.int8]]:
    found = np.zeros(len(VOTES), dtype=np.int8)
    for case, preference in said[name].items():
        found[case] = preference
    return found


HUMANS = list(SAID)[:-MODELS]


def test_annotators_are_laid_out_when_asked_for_as_few_ones_are(store: Path) -> None:
    with Store.open(store) as opened:
        data = load(opened)
        assert isinstance(data.annotators, ManyAnnotators)
        assert data.called == tuple(SAID)
        for name, each in zip(SAID, data.annotators, strict=True):
            assert each.preference.tolist() == dense(name).tolist()
            assert np.flatnonzero(each.given).tolist() == sorted(SAID[name])
        assert data.annotator("w007").name == data.annotators[7:9][0].name == data.annotators[-33].name
        with pytest.raises(AuditError, match=r"no annotator w999: choose one of w000, .*w011 and 28 more\."):
            data.annotator("w999")


def test_a_population_is_the_sum_over_its_members(store: Path) -> None:
    report = report_of(store)
    assert [(each.name, each.members) for each in report.annotators] == [
        ("all humans (37)", 37),
        ("all reward models (3)", 3),
    ]
    humans, conflict = report.annotators[0], categories(VOTES) == Category.CONFLICT
    wins = sum((win_matrix(VOTES, dense(name)) for name in HUMANS), np.zeros((4, 4), dtype=np.int64))
    opposed = [arbitrariness(VOTES, dense(name)) for name in HUMANS]
    assert humans.annotations == 37 * 18
    assert humans.neither == sum(value == 0 for name in HUMANS for value in SAID[name].values())
    assert humans.missing == len(VOTES) - len({case for name in HUMANS for case in SAID[name]})
    assert humans.conflicts == sum(int(np.count_nonzero(dense(name) * conflict)) for name in HUMANS)
    assert humans.arbitrariness.opposed == sum(each.opposed for each in opposed)
    assert humans.arbitrariness.cases == sum(each.cases for each in opposed)
    ranking = rank_principles(wins)
    for row in humans.priorities:
        column = int(row.principle_id)
        assert row.priority == pytest.approx(ranking.weights[column])
        assert (row.won, row.pairs) == (wins[column].sum(), wins[column].sum() + wins[:, column].sum())
        assert row.conflicts == sum(int(np.count_nonzero(dense(name) * conflict * VOTES[:, column])) for name in HUMANS)
        low, high = row.interval.low, row.interval.high
        assert None not in {low, row.priority, high}
        assert (low or 0) <= (row.priority or 0) <= (high or 0)


def test_everyone_is_compared_with_the_others(store: Path) -> None:
    report = report_of(store)
    assert [each.name for each in report.people] == list(SAID)
    everyone = sum((win_matrix(VOTES, dense(name)) for name in HUMANS), np.zeros((4, 4), dtype=np.int64))
    conflict = categories(VOTES) == Category.CONFLICT
    for each in report.people:
        own = win_matrix(VOTES, dense(each.name))
        others = everyone - own if each.name in HUMANS else everyone
        value = discrepancy(rank_principles(own).signs, rank_principles(others).signs)
        apart = each.discrepancy.apart
        assert each.discrepancy.reference == "all humans (37)"
        assert apart.value == (None if value is None else pytest.approx(value))
        assert each.conflicts == apart.conflicts == int(np.count_nonzero(dense(each.name) * conflict))
        opposed = arbitrariness(VOTES, dense(each.name))
        assert each.arbitrariness == opposed
        ends = each.arbitrariness_interval
        assert (ends.low, ends.high) == (interval(opposed.opposed, opposed.cases) or (None, None))
        assert (apart.interval.low is None) is (apart.conflicts < FEW_SHARED or value is None)
    assert {each.discrepancy.apart.few for each in report.people} == {True, False}


def test_one_is_ranked_as_among_few_where_it_is_asked_for(store: Path) -> None:
    report = report_of(store, annotators=("w003",), bootstrap=60)
    assert (len(report.annotators), report.people) == (1, ())
    one = report.annotators[0]
    assert (one.name, one.discrepancy.reference) == ("w003", "all humans (37)")
    expected = rank_principles(win_matrix(VOTES, dense("w003")))
    assert {row.principle_id: row.priority for row in one.priorities if row.priority is not None} == {
        str(n): pytest.approx(weight) for n, weight in enumerate(expected.weights) if not np.isnan(weight)
    }
    assert one.discrepancy.apart.p_value is not None
    listed = {each.name: each for each in report_of(store).people}["w003"]
    assert listed.discrepancy.apart.value == one.discrepancy.apart.value


def test_a_reference_by_name_is_compared_on_shared_cases(store: Path) -> None:
    report = report_of(store, reference="w001")
    there = np.array([n in SAID["w001"] for n in range(len(VOTES))])
    for each in report.people:
        own, theirs = (dense(name) for name in (each.name, "w001"))
        both = np.array([n in SAID[each.name] for n in range(len(VOTES))]) & there
        signs = [rank_principles(win_matrix(VOTES, given * both)).signs for given in (own, theirs)]
        value = discrepancy(*signs)
        assert each.discrepancy.apart.value == (None if value is None else pytest.approx(value)), each.name
        assert each.discrepancy.apart.cases == both.sum()


def test_pairs_are_of_everyone_only_where_they_are_asked_for(store: Path) -> None:
    assert [(pair.first, pair.second) for pair in report_of(store).pairs] == [
        ("all humans (37)", "all reward models (3)")
    ]
    pairs = report_of(store, pairs=True).pairs
    assert len(pairs) == 1 + 40 * 39 // 2
    assert all(pair.apart.value is None for pair in pairs[1:] if pair.apart.few)


def test_the_document_has_everyone_with_a_ranking(store: Path) -> None:
    document: Any = report_of(store, rankings=True).document()
    assert [each["name"] for each in document["annotators"]][2:] == list(SAID)
    assert all(len(each["priorities"]) == 4 for each in document["annotators"])
    assert document["dataset"]["annotators"] == 40
    assert len(document["discrepancies"]) == 1


def test_the_annotations_of_a_case_stay_together() -> None:
    """A hundred annotators who all say the same of the same cases know no more than one of them."""
    votes = drawn_votes(60, 3, seed=5)
    preference = np.where(np.random.default_rng(2).random(60) < 0.7, 1, -1).astype(np.int8)
    said: AllAnnotations = {f"w{n}": dict(enumerate(preference.tolist())) for n in range(100)}
    annotators = [_annotations(name, given, len(votes)) for name, given in said.items()]
    many = together(annotators)
    found = measure_populations(votes, [*populations(many), alone(many, "w0")], 400, 0)
    for place in range(3):
        pooled, one = (each.priorities[place] for each in found.uncertainty)
        assert pooled.sd == pytest.approx(one.sd, rel=0.05)
    pooled, one = (each.arbitrariness for each in found.uncertainty)
    assert (pooled.high or 0) - (pooled.low or 0) > 0.8 * ((one.high or 0) - (one.low or 0))


def test_an_annotator_is_never_compared_with_itself() -> None:
    said = together([_annotations("one", {0: 1, 1: -1}, 3), _annotations("two", {1: 1}, 3)])
    (everyone,) = populations(said)
    one, others = compared(alone(said, "one"), everyone, 3)
    assert (one.case.tolist(), others.case.tolist(), others.preference.tolist()) == ([0, 1], [1], [1])
    turned = compared(everyone, alone(said, "two"), 3)
    assert turned[0].case.tolist() == [0, 1]


def test_twelve_are_each_shown(tmp_path: Path) -> None:
    path = crowded(tmp_path / "twelve.duckdb", VOTES, dict(list(SAID.items())[:12]))
    report = report_of(path, bootstrap=0)
    assert [each.name for each in report.annotators] == list(SAID)[:12]
    assert (report.people, len(report.pairs)) == ((), 66)


def _annotations(name: str, given: dict[int, int], cases: int) -> Any:
    from core.audit.annotations import Annotations

    preference, there = np.zeros(cases, dtype=np.int8), np.zeros(cases, dtype=np.bool_)
    for case, value in given.items():
        preference[case], there[case] = value, True
    return Annotations(name, AnnotatorKind.HUMAN, preference, there, np.zeros(cases, dtype=np.bool_))
