"""What counts for the intervals: without the flagged, with the reviewer's own, on corrected votes."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from core.audit import audit, load, measure
from core.audit.counted import Counted
from core.model.terms import Preference, Verdict
from core.review.counted_now import counted_now
from core.review.session import ReviewSession
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build, case_id


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return build(tmp_path / "s.duckdb", WORKED, {"a0": A0, "a1": (None, *A1[1:])})


def row(view: Counted, name: str) -> tuple[list[int], list[bool]]:
    m = view.names.index(name)
    return view.preference[m].tolist(), view.given[m].tolist()


def test_flags_leave_out_and_come_back(store: Path) -> None:
    with ReviewSession.open(store, "r1")[0] as session:
        before = counted_now(session)
        assert before.names == ("a0", "a1")
        assert row(before, "a0") == (list(A0), [True] * 15)
        assert row(before, "a1") == ([0, *A1[1:]], [False, *[True] * 14])
        session.choose_annotator("a1")
        session.judge(6, case_id(6), Verdict.FLAG)
        after = counted_now(session)
        assert after.key != before.key
        preference, given = row(after, "a1")
        assert preference == [0, *A1[1:6], 0, *A1[7:]]
        assert [n for n, there in enumerate(given) if not there] == [0, 6]
        assert row(after, "a0") == row(before, "a0")
        session.undo()
        assert counted_now(session).key == before.key
        session.redo()
        assert counted_now(session).key == after.key


def test_the_reviewer_is_one_with_the_first_own_preference(store: Path) -> None:
    with ReviewSession.open(store, "a0")[0] as session:
        session.prefer(3, case_id(3), Preference.B)
        session.prefer(4, case_id(4), Preference.NEITHER)
        view = counted_now(session)
        assert view.names == ("a0", "a1", "a0 (reviewer)")
        preference, given = row(view, "a0 (reviewer)")
        assert np.flatnonzero(preference).tolist() == [3]
        assert np.flatnonzero(given).tolist() == [3, 4]
        session.undo()
        session.undo()
        assert counted_now(session).names == ("a0", "a1")


def test_a_corrected_vote_changes_the_key_only(store: Path) -> None:
    with ReviewSession.open(store, "r1")[0] as session:
        before = counted_now(session)
        session.correct(6, case_id(6), "2", Preference.A)
        once = counted_now(session)
        session.correct(6, case_id(6), "2", Preference.B)
        keys = {before.key, once.key, counted_now(session).key}
        assert len(keys) == 3
        assert np.array_equal(once.preference, before.preference)
        session.undo()
        session.undo()
        assert counted_now(session).key == before.key


@pytest.mark.parametrize("count", [3, 12])
def test_the_screens_have_the_numbers_of_the_report(tmp_path: Path, count: int) -> None:
    rng = np.random.default_rng(count)
    votes = rng.choice(np.array([-1, 0, 1], dtype=np.int8), (80, 4), p=[0.4, 0.2, 0.4])
    annotators = {
        f"a{m}": [None if rng.random() < 0.1 else int(rng.choice([-1, 0, 1], p=[0.5, 0.1, 0.4])) for _ in votes]
        for m in range(count)
    }
    path = build(tmp_path / "s.duckdb", votes, annotators)
    with ReviewSession.open(path, "r1")[0] as session:
        for n in (1, 5, 6):
            session.judge(n, case_id(n), Verdict.FLAG)
        session.correct(6, case_id(6), "2", Preference.A)
        for n in range(20):
            session.prefer(n, case_id(n), Preference.A if n % 3 else Preference.B)
        shown = measure(session.data.votes, counted_now(session), 50, 0)
        standing = session.standing
    with Store.open(path) as store:
        report = audit(load(store, standing), replicates=50, seed=0, noise=True)
    assert [each.name for each in report.annotators] == list(shown.names) == [*annotators, "r1"]
    for m, each in enumerate(report.annotators):
        found = shown.uncertainty[m]
        assert (each.annotations, each.arbitrariness) == (shown.annotations[m], shown.arbitrariness[m])
        assert each.arbitrariness_interval == found.arbitrariness
        assert (each.noise_floor, each.identified_share) == (found.noise_floor, found.identified_share)
        for row in each.priorities:
            column = int(row.principle_id)
            weight = float(shown.rankings[m].weights[column])
            assert row.priority == (None if np.isnan(weight) else weight)
            assert (row.rank or 0) == shown.rankings[m].rank[column]
            assert (row.interval, (row.rank_low, row.rank_high)) == (found.priorities[column], found.ranks[column])
        apart = shown.pair(each.name, "a0")
        assert (each.discrepancy.reference, each.discrepancy.apart) == ("a0", apart)
    everyone = [*annotators, "r1"]
    assert [(pair.first, pair.second) for pair in report.pairs] == list(combinations(everyone, 2))
    for pair in report.pairs:
        assert pair.apart == shown.pair(pair.first, pair.second)
        assert pair.apart.p_value is not None, "every pair is tested, of however many"
