"""What counts for the intervals: without the flagged, with the reviewer's own, on corrected votes."""

from pathlib import Path

import numpy as np
import pytest

from core.model.terms import Preference, Verdict
from core.review.counted_now import Standpoint, standpoint
from core.review.session import ReviewSession
from tests.core.building import A0, A1, WORKED, build, case_id


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return build(tmp_path / "s.duckdb", WORKED, {"a0": A0, "a1": (None, *A1[1:])})


def row(view: Standpoint, name: str) -> tuple[list[int], list[bool]]:
    m = view.names.index(name)
    return view.preference[m].tolist(), view.given[m].tolist()


def test_flags_leave_out_and_come_back(store: Path) -> None:
    with ReviewSession.open(store, "r1")[0] as session:
        before = standpoint(session)
        assert before.names == ("a0", "a1")
        assert before.reference == 0
        assert row(before, "a0") == (list(A0), [True] * 15)
        assert row(before, "a1") == ([0, *A1[1:]], [False, *[True] * 14])
        session.choose_annotator("a1")
        session.judge(6, case_id(6), Verdict.FLAG)
        after = standpoint(session)
        assert after.key != before.key
        preference, given = row(after, "a1")
        assert preference == [0, *A1[1:6], 0, *A1[7:]]
        assert [n for n, there in enumerate(given) if not there] == [0, 6]
        assert row(after, "a0") == row(before, "a0")
        session.undo()
        assert standpoint(session).key == before.key
        session.redo()
        assert standpoint(session).key == after.key


def test_the_reviewer_is_one_with_the_first_own_preference(store: Path) -> None:
    with ReviewSession.open(store, "a0")[0] as session:
        session.prefer(3, case_id(3), Preference.B)
        session.prefer(4, case_id(4), Preference.NEITHER)
        view = standpoint(session)
        assert view.names == ("a0", "a1", "a0 (reviewer)")
        preference, given = row(view, "a0 (reviewer)")
        assert np.flatnonzero(preference).tolist() == [3]
        assert np.flatnonzero(given).tolist() == [3, 4]
        session.undo()
        session.undo()
        assert standpoint(session).names == ("a0", "a1")


def test_a_corrected_vote_changes_the_key_only(store: Path) -> None:
    with ReviewSession.open(store, "r1")[0] as session:
        before = standpoint(session)
        session.correct(6, case_id(6), "2", Preference.A)
        once = standpoint(session)
        session.correct(6, case_id(6), "2", Preference.B)
        keys = {before.key, once.key, standpoint(session).key}
        assert len(keys) == 3
        assert np.array_equal(once.preference, before.preference)
        session.undo()
        session.undo()
        assert standpoint(session).key == before.key
