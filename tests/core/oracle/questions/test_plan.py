"""Which requests a run makes, and what they are called."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.model.errors import OracleError
from core.oracle.questions.asking import Asking, RunRequest
from core.oracle.questions.chosen_cases import CaseChoice
from core.oracle.questions.plan import Plan
from core.query.errors import QueryError
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import A0, WORKED, annotate, ballots, build
from tests.core.storage.cases_written import add_cases

WANTED = RunRequest("new", "openai/m", {"temperature": 0.0})


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Four cases and five principles, no votes and no annotations."""
    path = tmp_path / "bare.duckdb"
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(f"c{n}", f"Question {n}", f"Yes {n}", f"No {n}") for n in range(4)])
        writer.add_principles([(str(n), f"Rule {n}", f"Keep rule number {n}.") for n in range(5)])
    return path


def planned(path: Path, wanted: RunRequest = WANTED) -> list[tuple[str, tuple[str, ...], int, int]]:
    with Store.open(path) as store:
        plan = Plan.of(store, wanted)
        asks = list(plan)
        assert len(plan) == len(asks) == len({ask.key for ask in asks})
        assert plan.asked_cases == len({ask.case for ask in asks})
        assert [ask.key for ask in plan] == [ask.key for ask in asks]
        return [(ask.case, ask.principles, ask.order, ask.sample) for ask in asks]


def test_every_case_is_asked_about_by_every_principle_in_both_orders_before_the_next(bare: Path) -> None:
    assert planned(bare) == [
        (f"c{case}", (str(principle),), order, 0) for case in range(4) for principle in range(5) for order in (0, 1)
    ]


def test_orders_samples_and_batches_multiply_as_they_should(bare: Path) -> None:
    wanted = replace(WANTED, orders=(0,), samples=2, together=2, choice=CaseChoice(limit=1))
    groups = [("0", "1"), ("2", "3"), ("4",)]
    assert planned(bare, wanted) == [("c0", group, 0, sample) for group in groups for sample in (0, 1)]
    assert planned(bare, replace(wanted, together=0)) == [("c0", (), 0, 0), ("c0", (), 0, 1)]


def test_what_the_oracle_has_answered_is_left_out(bare: Path) -> None:
    with StoreWriter.open(bare) as writer:
        writer.add_ballots("new", ballots([("c0", "0", 0, 1), ("c0", "0", 1, 1), ("c1", "3", 1, -1)]))
    asked = planned(bare)
    assert len(asked) == 40 - 3
    assert ("c1", ("3",), 0, 0) in asked
    assert ("c1", ("3",), 1, 0) not in asked
    assert len(planned(bare, replace(WANTED, name="other"))) == 40
    together = planned(bare, replace(WANTED, together=5))
    assert together[:2] == [("c0", ("1", "2", "3", "4"), 0, 0), ("c0", ("1", "2", "3", "4"), 1, 0)]
    assert together[2:4] == [("c1", ("0", "1", "2", "3", "4"), 0, 0), ("c1", ("0", "1", "2", "4"), 1, 0)]


def test_a_name_stands_for_all_that_decides_the_answer(bare: Path) -> None:
    with Store.open(bare) as store:
        known = {ask.key for ask in Plan.of(store, WANTED)}
        for other in (
            replace(WANTED, model="openai/other"),
            replace(WANTED, parameters={"temperature": 1.0}),
            replace(WANTED, together=2),
            replace(WANTED, together=0),
        ):
            assert not known & {ask.key for ask in Plan.of(store, other)}
        assert known == {ask.key for ask in Plan.of(store, replace(WANTED, name="whoever"))}
        asking = Asking(store, WANTED)
        ask = next(iter(Plan.of(store, WANTED)))
        assert asking.current(ask)
        assert not asking.current(replace(ask, case="gone"))
        assert not asking.current(replace(ask, principles=("99",)))
        assert not asking.current(replace(ask, order=1))


def test_what_to_send_is_found_again_for_any_request(bare: Path) -> None:
    with Store.open(bare) as store:
        plan = Plan.of(store, WANTED)
        first, *_, last = plan
        assert "Question 0" in plan.asking.messages(first)[1]["content"]
        assert "Keep rule number 4." in plan.asking.messages(last)[1]["content"]
        assert "Question 3" in Asking(store, WANTED).messages(last)[1]["content"]


def test_a_store_without_cases_or_principles_cannot_be_planned(tmp_path: Path) -> None:
    path = tmp_path / "empty.duckdb"
    with StoreWriter.open(path):
        pass
    with Store.open(path) as store, pytest.raises(OracleError, match="no cases yet"):
        Plan.of(store, WANTED)
    with StoreWriter.open(path) as writer:
        add_cases(writer, [("c", "p", "a", "b")])
    with Store.open(path) as store:
        with pytest.raises(OracleError, match="no principles yet"):
            Plan.of(store, WANTED)
        assert len(Plan.of(store, replace(WANTED, together=0))) == 2


def cases_of(path: Path, choice: CaseChoice) -> list[str]:
    return list(dict.fromkeys(case for case, *_ in planned(path, replace(WANTED, choice=choice))))


def test_a_sample_is_the_same_for_the_same_seed_and_limit_takes_the_first(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {})
    drawn = cases_of(path, CaseChoice(sample=6, seed=1))
    assert len(drawn) == 6
    assert drawn == cases_of(path, CaseChoice(sample=6, seed=1)) != cases_of(path, CaseChoice(sample=6, seed=2))
    assert cases_of(path, CaseChoice(sample=6, seed=1, limit=2)) == drawn[:2]
    assert cases_of(path, CaseChoice(limit=3)) == ["c0", "c1", "c2"]
    assert len(cases_of(path, CaseChoice(sample=99))) == 15


def test_a_filter_needs_no_more_of_the_store_than_its_terms_do(bare: Path) -> None:
    assert cases_of(bare, CaseChoice('"question 2" or case:c0')) == ["c0", "c2"]
    assert cases_of(bare, CaseChoice("all -case:c1")) == ["c0", "c2", "c3"]
    assert cases_of(bare, CaseChoice("-flagged:yes")) == ["c0", "c1", "c2", "c3"]
    for term, lacking in (("conflict", "votes"), ("chose:a", "annotations"), ('votes:"Rule 1"=a', "votes")):
        with pytest.raises(OracleError, match=f"needs {lacking}"):
            planned(bare, replace(WANTED, choice=CaseChoice(term)))
    with pytest.raises(OracleError, match="--reviewer"):
        planned(bare, replace(WANTED, choice=CaseChoice("mine:a")))
    with pytest.raises(QueryError):
        planned(bare, replace(WANTED, choice=CaseChoice("chose:")))
    with StoreWriter.open(bare) as writer:
        annotate(writer, "mara", {"c0": 1, "c1": -1})
    assert cases_of(bare, CaseChoice("chose:a")) == ["c0"]
    with StoreWriter.open(bare) as writer:
        writer.add_ballots("judge", ballots([("c1", "0", 0, 1), ("c1", "1", 0, -1)]))
    assert cases_of(bare, CaseChoice("conflict")) == ["c1"]


def test_a_filter_means_the_reference_and_the_first_oracle(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {"a0": A0})
    with Store.open(path) as store:
        chosen = Plan.of(store, replace(WANTED, choice=CaseChoice("conflict chose:a"))).cases
    conflict = (WORKED > 0).any(axis=1) & (WORKED < 0).any(axis=1)
    assert list(chosen) == list(np.flatnonzero(conflict & (np.array(A0) == 1)))
