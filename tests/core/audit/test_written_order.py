"""A declared order as an annotator: what it prefers, what ranking that gives, and where it stands among the others."""

import itertools
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.audit import audit, load
from core.audit.data import AuditData, with_order
from core.metrics.agreement import arbitrariness
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind, Status
from core.model.written_order import annotator_name, declared_preferences
from core.storage.schema import SCHEMA_VERSION
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import A0, A1, WORKED, Votes, build, contents

tables = hnp.arrays(np.int8, st.tuples(st.integers(0, 40), st.integers(1, 6)), elements=st.integers(-1, 1))


def first_vote(row: list[int], order: tuple[int, ...]) -> int:
    """What a reader of the definition would say of one case."""
    return next((row[principle] for principle in order if row[principle]), 0)


def declare(path: Path, order: tuple[int, ...] = (0, 1, 2)) -> Path:
    with StoreWriter.open(path) as writer:
        assert writer.declare([str(p) for p in order])
    return path


def opened(path: Path) -> AuditData:
    with Store.open(path) as store:
        return load(store)


@given(tables, st.randoms(use_true_random=False), st.booleans())
def test_the_highest_principle_with_a_vote_decides(votes: Votes, chance: object, whole: bool) -> None:
    order = list(range(votes.shape[1]))
    chance.shuffle(order)  # type: ignore[attr-defined]
    order = order if whole else order[: len(order) // 2]
    found = declared_preferences(votes, order)
    assert found.dtype == np.int8
    assert found.tolist() == [first_vote(row, tuple(order)) for row in votes.tolist()]


def test_more_cases_than_are_looked_at_together() -> None:
    votes = np.random.default_rng(0).integers(-1, 2, (70_000, 5)).astype(np.int8)
    order = (3, 0, 4)
    assert declared_preferences(votes, order).tolist() == [first_vote(row, order) for row in votes.tolist()]


@given(tables)
def test_an_order_never_opposes_a_consensus_and_its_first_principle_never_loses(votes: Votes) -> None:
    order = range(votes.shape[1])
    preference = declared_preferences(votes, order)
    assert arbitrariness(votes, preference).opposed == 0
    assert win_matrix(votes, preference)[:, 0].sum() == 0


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_where_principles_meet_two_at_a_time_the_ranking_is_the_order(order: tuple[int, ...]) -> None:
    pairs = list(itertools.permutations(range(4), 2))
    votes = np.zeros((len(pairs), 5), dtype=np.int8)
    for row, (one, other) in enumerate(pairs):
        votes[row, one], votes[row, other] = 1, -1
    ranking = rank_principles(win_matrix(votes, declared_preferences(votes, (*order, 4))))
    assert tuple(ranking.order.tolist()) == (*order, 4)
    assert [int(ranking.rank[p]) for p in order] == [1, 2, 3, 4]
    middle = [Status.PLACED] * 2
    assert [ranking.status[p] for p in (*order, 4)] == [
        Status.ALWAYS_WINS,
        *middle,
        Status.ALWAYS_LOSES,
        Status.UNRANKED,
    ]


def test_a_principle_that_sides_with_a_higher_one_wins_against_one_above_it() -> None:
    """The ranking is of what happens in the cases, where a principle is not alone: not the order again."""
    votes = np.array([[1, -1, 1], [1, -1, 1], [0, 1, -1]], dtype=np.int8)
    wins = win_matrix(votes, declared_preferences(votes, (0, 1, 2)))
    assert wins[2, 1] == 2 > wins[1, 2] == 1


def test_a_declared_order_stands_among_the_annotators(worked: Path) -> None:
    data = opened(declare(worked))
    assert [each.name for each in data.annotators] == ["a0", "a1", "declared"]
    assert data.annotators[2].kind is AnnotatorKind.DECLARED
    expected = [first_vote(row, (0, 1, 2)) for row in WORKED.tolist()]
    assert data.annotators[2].preference.tolist() == expected
    assert data.annotators[2].given.all(), "where all votes are for neither, so is the order"
    assert data.orders == {"declared": (0, 1, 2)}
    document = audit(data, replicates=20).document()
    assert document["annotators"][2]["kind"] == "declared"  # type: ignore[index]


def test_the_order_is_the_one_declared(worked: Path) -> None:
    declare(worked, (2, 0, 1))
    with Store.open(worked) as store:
        assert store.declared_order() == (2, 0, 1)
        assert load(store).annotators[2].preference.tolist() == [first_vote(row, (2, 0, 1)) for row in WORKED.tolist()]


def test_it_is_the_reference_only_when_asked_for(tmp_path: Path) -> None:
    kinds = {"plan": AnnotatorKind.DECLARED, "model": AnnotatorKind.LLM}
    path = declare(build(tmp_path / "s.duckdb", WORKED, {"plan": A0, "model": A1}, kinds))
    data = opened(path)
    assert data.reference().name == "model"
    asked = audit(data, reference="declared", replicates=0)
    assert {each.discrepancy.reference for each in asked.annotators} == {"declared"}
    assert asked.annotators[2].discrepancy.apart.value == 0


def test_an_annotator_of_that_name_is_told_apart(tmp_path: Path) -> None:
    data = opened(declare(build(tmp_path / "s.duckdb", WORKED, {"declared": A0})))
    assert [(each.name, each.kind.value) for each in data.annotators] == [
        ("declared", "human"),
        ("declared (order)", "declared"),
    ]
    assert with_order(data, "declared", (1, 0, 2)).annotators[2].name == "declared (order) (order)"
    assert annotator_name("declared", set()) == "declared"


def test_declaring_the_same_again_changes_nothing(worked: Path) -> None:
    declare(worked)
    before = contents(worked)
    with StoreWriter.open(worked) as writer:
        assert not writer.declare(["0", "1", "2"])
    assert contents(worked) == before
    with StoreWriter.open(worked) as writer:
        assert writer.declare(["1", "0", "2"])
    with Store.open(worked) as store:
        assert store.declared_order() == (1, 0, 2)


def test_an_order_that_leaves_a_principle_out_is_refused(worked: Path) -> None:
    before = contents(worked)
    with pytest.raises(FormatError, match="leaves out 2 of the store's principles"), StoreWriter.open(worked) as writer:
        writer.declare(["1"])
    assert contents(worked) == before


def test_a_store_without_the_table_is_read_as_it_is_and_brought_up_to_date_by_an_import(worked: Path) -> None:
    with duckdb.connect(str(worked)) as connection:
        for table in ("declared", "shapes", "judge_runs", "facts", "strengths", "messages", "coverage"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE imports DROP COLUMN mapping")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    before = contents(worked)
    with Store.open(worked) as store:
        assert (store.schema_version, store.declared_order()) == (1, ())
        assert [each.name for each in load(store).annotators] == ["a0", "a1"]
    assert contents(worked) == before
    declare(worked)
    with Store.open(worked) as store:
        assert (store.schema_version, store.declared_order()) == (SCHEMA_VERSION, (0, 1, 2))
