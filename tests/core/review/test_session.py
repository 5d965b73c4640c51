"""A review session: the journal comes first, and the live numbers are those that stand in it."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import orjson
import pytest

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.model.errors import AuditError, JournalError, StoreError
from core.model.terms import Preference, Reason, Verdict
from core.query.kinds import View
from core.query.queues import Order, Queue, queued
from core.query.wanted import Wanted
from core.review.annotator import ReviewProgress
from core.review.session import ReviewSession
from tests.core.building import A0

FLAG, UPHOLD, SKIP = Verdict.FLAG, Verdict.UPHOLD, Verdict.SKIP


def opened(path: Path, reviewer: str = "r1", annotator: str | None = None) -> ReviewSession:
    """A session without warnings."""
    session, warnings = ReviewSession.open(path, reviewer, annotator)
    assert warnings == []
    return session


def say(path: Path, reviewer: str, case: str, verdict: Verdict, annotator: str = "a0") -> None:
    """A verdict of another reviewer."""
    with Journal.open(reviews_folder(path), reviewer) as journal:
        journal.append(event="review", case=case, annotator=annotator, verdict=verdict.value)


def judge(session: ReviewSession, n: int, verdict: Verdict) -> None:
    session.judge(n, f"c{n}", verdict)


def state(session: ReviewSession) -> tuple[object, ...]:
    """Everything that a screen shows of the numbers."""
    desk = session.reviewed()
    return (
        desk.verdicts.tolist(),
        desk.flagged.tolist(),
        desk.tally.wins.tolist(),
        desk.tally.arbitrariness,
        session.live.own.wins.tolist(),
        session.live.own.arbitrariness,
        session.live.own_count(),
        session.live.own_apart(session.annotator),
        session.standing.undoable("r1"),
        session.standing.redoable("r1"),
    )


def test_a_verdict_takes_the_case_out_and_undo_brings_it_back(worked: Path) -> None:
    with opened(worked) as session:
        before = state(session)
        assert session.annotator == "a0"
        assert session.reviewed().tally.arbitrariness.value == 1 / 4
        judge(session, 2, FLAG)
        assert session.reviewed().tally.arbitrariness.value == 0
        assert session.reviewed().verdict(2) is FLAG
        judge(session, 6, FLAG)
        assert session.reviewed().tally.wins.tolist() == [[0, 2, 0], [1, 0, 2], [1, 1, 0]]
        undone = [session.undo(), session.undo()]
        assert [event.case for event in undone if event] == ["c6", "c2"]
        assert state(session)[:8] == before[:8]
        assert session.undo() is None
        redone = [session.redo(), session.redo(), session.redo()]
        assert [event.case if event else None for event in redone] == ["c2", "c6", None]
        assert session.reviewed().tally.wins.tolist() == [[0, 2, 0], [1, 0, 2], [1, 1, 0]]


def test_what_was_said_is_in_the_journal(worked: Path) -> None:
    with opened(worked) as session:
        session.judge(6, "c6", FLAG, Reason.MISTAKE, "see\nhere")
        session.prefer(7, "c7", Preference.B)
        session.comment(7, "c7", "odd")
        session.undo()
    lines = (reviews_folder(worked) / "r1.jsonl").read_bytes().splitlines()
    said = [orjson.loads(line) for line in lines]
    assert [each["seq"] for each in said] == [1, 2, 3, 4]
    assert said[0] | {"event": "review", "case": "c6", "annotator": "a0", "verdict": "flag"} == said[0]
    assert (said[0]["reason"], said[0]["note"]) == ("mistake", "see\nhere")
    assert (said[1]["event"], said[1]["case"], said[1]["preference"]) == ("preference", "c7", -1)
    assert (said[3]["event"], said[3]["of"]) == ("undo", said[2]["id"])


ACTIONS: list[Callable[[ReviewSession], object]] = [
    lambda session: session.judge(7, "c7", FLAG),
    lambda session: session.judge(6, "c6", UPHOLD),
    lambda session: session.prefer(8, "c8", Preference.A),
    lambda session: session.comment(8, "c8", "odd"),
    lambda session: session.undo(),
    lambda session: session.redo(),
]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_nothing_changes_when_the_journal_cannot_be_written(
    worked: Path, monkeypatch: pytest.MonkeyPatch, action: Callable[[ReviewSession], object], call: str
) -> None:
    def fail(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    journal = reviews_folder(worked) / "r1.jsonl"
    with opened(worked) as session:
        judge(session, 6, FLAG)
        session.prefer(9, "c9", Preference.B)
        session.undo()
        before, written = state(session), journal.read_bytes()
        with monkeypatch.context() as patch:
            patch.setattr(os, call, fail)
            with pytest.raises(JournalError, match="No space left on device"):
                action(session)
        assert state(session) == before
        assert journal.read_bytes() == written
        action(session)
        after = state(session)
        assert after != before
    with opened(worked) as session:
        assert state(session) == after


def test_reviewing_goes_on_where_it_stopped(worked: Path) -> None:
    with opened(worked) as session:
        judge(session, 6, FLAG)
        judge(session, 6, UPHOLD)
        session.prefer(7, "c7", Preference.B)
        session.undo()
    with opened(worked) as session:
        assert session.reviewed().verdict(6) is UPHOLD
        assert (redone := session.redo()) is not None
        assert redone.case == "c7"
        assert session.live.own.wins.sum() == 1
        assert [event.case for event in (session.undo(), session.undo()) if event] == ["c7", "c6"]
        assert session.reviewed().verdict(6) is FLAG
        assert session.reviewed().flagged[6]
        session.undo()
        assert session.reviewed().verdict(6) is None


def test_most_others_count_unless_the_own_verdict_decides(worked: Path) -> None:
    say(worked, "r2", "c6", FLAG)
    say(worked, "r3", "c6", FLAG)
    say(worked, "r2", "c7", FLAG)
    say(worked, "r3", "c7", UPHOLD)
    say(worked, "r2", "c8", UPHOLD)
    with opened(worked) as session:
        desk = session.reviewed()
        assert desk.flagged.nonzero()[0].tolist() == [6]
        assert not desk.verdicts.any()
        out = desk.tally.wins.tolist()
        judge(session, 6, UPHOLD)
        judge(session, 8, FLAG)
        judge(session, 7, SKIP)
        assert desk.flagged.nonzero()[0].tolist() == [8]
        session.undo()
        session.undo()
        judge(session, 6, SKIP)
        assert desk.flagged.nonzero()[0].tolist() == [6]
        assert desk.tally.wins.tolist() == out


def test_cases_that_the_store_lacks_are_kept_and_harmless(worked: Path) -> None:
    with opened(worked) as session:
        judge(session, 6, FLAG)
        expected = state(session)[:4]
    with Journal.open(reviews_folder(worked), "r1") as journal:
        journal.append(event="review", case="gone", annotator="a0", verdict="flag")
        journal.append(event="preference", case="gone", preference=1)
        journal.append(event="review", case="c1", annotator="nobody", verdict="flag")
        journal.append(event="review", case="c1", annotator="a0", verdict="unheard-of")
    journal_path = reviews_folder(worked) / "r1.jsonl"
    written = journal_path.read_bytes()
    session, warnings = ReviewSession.open(worked, "r1")
    with session:
        assert warnings == [
            "worked.reviews: 2 reviews are of cases or principles that this store lacks, and not counted.",
            "worked.reviews: 1 review is of annotators that this store lacks, and not counted.",
            "worked.reviews: 1 review is with a verdict that is not known here, and not counted.",
        ]
        assert state(session)[:4] == expected
        assert session.number("gone") is None
        undone = [session.undo() for _ in range(4)]
        assert [event.case for event in undone if event] == ["c1", "c1", "gone", "gone"]
        assert state(session)[:4] == expected
        assert [event.case for event in [session.redo() for _ in range(4)] if event] == ["gone", "gone", "c1", "c1"]
        assert state(session)[:4] == expected
        assert session.live.own.wins.sum() == 0
    assert journal_path.read_bytes().startswith(written)


def test_a_verdict_of_a_newer_version_counts_for_nothing(worked: Path) -> None:
    say(worked, "r2", "c6", FLAG)
    with Journal.open(reviews_folder(worked), "r1") as journal:
        journal.append(event="review", case="c6", annotator="a0", verdict="unheard-of")
    with ReviewSession.open(worked, "r1")[0] as session:
        assert session.reviewed().verdict(6) is None
        assert session.reviewed().flagged.nonzero()[0].tolist() == [6]


def test_filters_choose_cases_and_count_them(worked: Path) -> None:
    with opened(worked, annotator="a1") as session:
        assert session.counts() == {
            View.CONFLICT: 9,
            View.CONSENSUS: 5,
            View.ARBITRARY: 2,
            View.INDIFFERENT: 1,
            View.UNVOTED: 0,
            View.PARTLY: 0,
            View.ALL: 15,
        }
        conflicts = session.select(Wanted())
        assert conflicts.tolist() == [6, 7, 8, 9, 10, 11, 12, 13, 14]
        assert session.select(Wanted.of("arbitrary")).tolist() == [4, 5]
        judge(session, 7, FLAG)
        judge(session, 9, SKIP)
        judge(session, 1, FLAG)
        assert session.select(Wanted.of("conflict flagged:yes")).tolist() == [7]
        assert session.select(Wanted.of("flagged:yes")).tolist() == [1, 7]
        assert session.select(Wanted.of("conflict verdict:none")).tolist() == [6, 8, 10, 11, 12, 13, 14]
        assert session.select(Wanted.of('"quESTION 1"')).tolist() == [1, 10, 11, 12, 13, 14]
        assert session.select(Wanted.of('conflict "question 1"')).tolist() == [10, 11, 12, 13, 14]
        assert session.progress(conflicts) == ReviewProgress(9, 2, 1)
        assert session.progress(conflicts).left == 7


def test_annotators_are_reviewed_apart(worked: Path) -> None:
    with opened(worked) as session:
        judge(session, 6, FLAG)
        session.choose_annotator("nobody")
        assert session.annotator == "a0"
        session.choose_annotator("a1")
        assert not session.reviewed().flagged.any()
        judge(session, 7, FLAG)
        assert session.reviewed("a0").flagged.nonzero()[0].tolist() == [6]
        session.choose_annotator("a0")
        undone = session.undo()
        assert undone is not None
        assert undone.annotator == "a1"
        assert not session.reviewed("a1").flagged.any()
        assert session.reviewed().flagged.nonzero()[0].tolist() == [6]


def test_opening_fails_in_a_sentence_and_leaves_nothing_open(worked: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^There is no store at"):
        ReviewSession.open(tmp_path / "no.duckdb", "r1")
    with pytest.raises(AuditError, match=r"^There is no annotator a9: choose one of a0, a1\.$"):
        ReviewSession.open(worked, "r1", "a9")
    with pytest.raises(JournalError, match="cannot be a reviewer's name"):
        ReviewSession.open(worked, "../r1")
    assert not reviews_folder(worked).exists()
    with opened(worked):
        with pytest.raises(JournalError, match="already open"):
            ReviewSession.open(worked, "r1")
        opened(worked, "r2").close()
    opened(worked).close()


def test_a_reviewer_may_be_called_like_an_annotator(worked: Path) -> None:
    with opened(worked, "a0") as session:
        nothing = session.live.own_apart(session.annotator)
        assert (nothing.value, nothing.cases, nothing.conflicts) == (None, 0, 0), "as nothing was preferred yet"
        session.prefer(6, "c6", Preference.B)
        assert session.live.own_name == "a0 (reviewer)"
        assert session.live.own.wins.tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]
        assert session.reviewed().annotations.preference.tolist() == list(A0)
        assert session.live.own_apart(session.annotator).value == 1, "on the one case that both decided"


@pytest.mark.parametrize("order", [Order.UNLIKELY, Order.INFLUENCE])
def test_queues_leave_flagged_annotations_out(worked: Path, order: Order) -> None:
    wanted = Wanted.of("all", Queue(order))
    with opened(worked) as session:
        before = session.select(wanted).tolist()
        judge(session, before[0], FLAG)
        standing = np.array(A0, dtype=np.int8)
        standing[before[0]] = 0
        ids = np.arange(len(standing), dtype=np.int32)
        expected = queued(wanted.queue, ids, session.data.votes, standing, session.names.principles).ids.tolist()
        assert session.select(wanted).tolist() == expected
        assert expected[0] != before[0]
