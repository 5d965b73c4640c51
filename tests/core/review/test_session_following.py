"""Two sessions on one store: what one says reaches the numbers of the other."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.model.terms import Preference, Reason, Verdict
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tests.core.building import A0, A1, WORKED, build, case_id


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    return build(tmp_path / "worked.duckdb", WORKED, {"human": A0, "rm": A1})


def opened(store: Path, reviewer: str) -> ReviewSession:
    session, warnings = ReviewSession.open(store, reviewer)
    assert warnings == []
    return session


def test_what_the_other_says_is_there_after_following(worked: Path) -> None:
    with opened(worked, "r1") as mine, opened(worked, "r2") as theirs:
        mine.reviewed("human"), mine.reviewed("rm")
        assert not mine.follow()
        theirs.judge(6, case_id(6), Verdict.FLAG, Reason.ARBITRARY)
        theirs.judge(7, case_id(7), Verdict.FLAG, Reason.ARBITRARY)
        theirs.prefer(6, case_id(6), Preference.B)
        assert mine.follow()
        assert not mine.follow()
        assert np.flatnonzero(mine.reviewed().flagged).tolist() == [6, 7]
        assert mine.reviewed().tally.wins.tolist() == theirs.reviewed().tally.wins.tolist()
        assert mine.live.own_count() == 0
        theirs.undo()
        theirs.undo()
        assert mine.follow()
        assert np.flatnonzero(mine.reviewed().flagged).tolist() == [6]
        theirs.redo()
        mine.judge(7, case_id(7), Verdict.UPHOLD)
        assert mine.follow()
        assert np.flatnonzero(mine.reviewed().flagged).tolist() == [6], "the own verdict decides"
        assert mine.standing.contested_cases("human") == {case_id(7)}
    with opened(worked, "r1") as again:
        assert again.standing.reviews() == mine.standing.reviews()
        assert again.reviewed().tally.wins.tolist() == mine.reviewed().tally.wins.tolist()


def test_accepting_tells_which_cases_are_concerned(worked: Path) -> None:
    with opened(worked, "r1") as mine, Journal.open(reviews_folder(worked), "r2") as theirs:
        flag = theirs.append(event="review", case=case_id(9), annotator="human", verdict="flag")
        theirs.append(event="comment", case="lost", note="not in this store")
        theirs.append(event="undo", of=flag.id)
        theirs.append(event="undo", of="nothing")
        events = mine.follower.poll()
        assert mine.live.accept(events) == [9]
        assert mine.live.accept(events) == [], "told before"
        assert not mine.reviewed().flagged.any()


def test_own_words_on_another_machine_are_followed_too(worked: Path, tmp_path: Path) -> None:
    with opened(worked, "r1") as mine:
        elsewhere = tmp_path / "elsewhere"
        with Journal.open(elsewhere, "r1") as journal:
            journal.append(event="preference", case=case_id(6), preference=-1)
            journal.append(event="review", case=case_id(8), annotator="human", verdict="uphold")
        before = mine.live.own.wins.tolist()
        shutil.copy(elsewhere / "r1.jsonl", reviews_folder(worked) / "r1-laptop.jsonl")
        assert mine.follow()
        assert mine.live.own_count() == 1
        assert mine.live.own.wins.tolist() != before
        assert mine.reviewed().verdict(8) is Verdict.UPHOLD


def test_a_filter_finds_what_others_said(worked: Path) -> None:
    with opened(worked, "r1") as mine, opened(worked, "r2") as theirs:

        def found(text: str) -> list[int]:
            return [int(n) for n in mine.select(Wanted.of(text))]

        theirs.judge(6, case_id(6), Verdict.FLAG)
        theirs.judge(7, case_id(7), Verdict.SKIP)
        theirs.prefer(8, case_id(8), Preference.A)
        mine.judge(6, case_id(6), Verdict.UPHOLD)
        mine.prefer(8, case_id(8), Preference.B)
        mine.follow()
        assert found("reviewer:r2") == [6, 7]
        assert found("reviewer:r2=flag") == [6]
        assert found("reviewer:r2=skip") == [7]
        assert found("reviewer:r2=own") == [8]
        assert found("annotator:rm reviewer:r2") == []
        assert found("contested:yes") == [6]
        assert found("contested:own") == [8]
        assert 6 not in found("contested:no")
        assert len(found("contested:no")) == len(WORKED) - 1
