"""Correcting the oracle in a session: the journal first, then everything that follows from the votes."""

import shutil
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.audit import load
from core.audit.data import AuditData, with_order
from core.journal.corrections import standing_vote
from core.journal.events import read_journal, reviews_folder
from core.journal.replay import load_folder
from core.journal.team import coded, members
from core.journal.writer import Journal
from core.metrics.agreement import arbitrariness
from core.metrics.supremacy import win_matrix
from core.model.errors import JournalError
from core.model.terms import Preference, Reason, Verdict
from core.model.written_order import declared_preferences
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build

A, B, NEITHER = Preference.A, Preference.B, Preference.NEITHER
OTHERS = (("r2", "c6", "0", -1), ("r3", "c6", "0", -1), ("r2", "c7", "1", 1), ("r3", "c7", "1", 0))


def opened(path: Path, reviewer: str = "r1") -> ReviewSession:
    session, warnings = ReviewSession.open(path, reviewer, "a0")
    assert warnings == []
    return session


def test_a_correction_is_seen_at_once_by_every_tally(worked: Path) -> None:
    with opened(worked) as session:
        session.prefer(6, "c6", A)
        desks = [session.reviewed("a0"), session.reviewed("a1")]
        session.correct(6, "c6", "0", B)
        assert session.data.votes[6].tolist() == [-1, -1, 0]
        assert session.data.corrected == {(6, 0): 1}
        assert session.live.votes.original(6, 0) == 1
        votes = WORKED.copy()
        votes[6, 0] = -1
        for desk, given_by in zip(desks, (A0, A1), strict=True):
            annotation = np.array(given_by, dtype=np.int8)
            assert np.array_equal(desk.tally.wins, win_matrix(votes, annotation))
            assert desk.tally.arbitrariness == arbitrariness(votes, annotation)
        assert session.live.own.arbitrariness.opposed == 1
        undone = session.undo()
        assert undone is not None
        assert undone.event == "vote"
        assert np.array_equal(session.data.votes, WORKED)
        assert session.data.corrected == {}
        assert session.live.own.arbitrariness.cases == 0


def test_a_confirmation_marks_nothing(worked: Path) -> None:
    with opened(worked) as session:
        event = session.correct(6, "c6", "0", A, blind=True)
        assert event.blind is True
        assert session.data.corrected == {}
        assert session.standing.vote("r1", "c6", "0") == 1


def test_taking_back_undoes_ones_own_last_word_on_that_vote(worked: Path) -> None:
    with opened(worked) as session:
        session.correct(6, "c6", "0", B)
        session.correct(6, "c6", "0", NEITHER)
        session.judge(7, "c7", Verdict.FLAG)
        assert session.take_back_vote("c6", "1") is None
        for expected in (-1, 1):
            assert session.take_back_vote("c6", "0") is not None
            assert session.data.votes[6, 0] == expected
        assert session.take_back_vote("c6", "0") is None
        assert session.reviewed().verdict(7) is Verdict.FLAG
        assert [event.event for event in session.journal.events][-2:] == ["undo", "undo"]
        for expected in (-1, 0):
            assert session.redo() is not None
            assert session.data.votes[6, 0] == expected


def test_the_journal_is_written_before_the_numbers_change(worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(worked) as session:
        seen: list[tuple[int, int]] = []
        append = session.journal.append

        def watched(**said: Any) -> Any:
            event = append(**said)
            seen.append((len(read_journal(session.journal.path).events), int(session.data.votes[6, 0])))
            return event

        monkeypatch.setattr(session.journal, "append", watched)
        session.correct(6, "c6", "0", B)
        session.undo()
        assert seen == [(1, 1), (2, -1)]


def test_what_cannot_be_written_changes_nothing(worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(worked) as session:

        def refuse(**said: Any) -> Any:
            raise JournalError("full")

        monkeypatch.setattr(session.journal, "append", refuse)
        with pytest.raises(JournalError):
            session.correct(6, "c6", "0", B)
        assert np.array_equal(session.data.votes, WORKED)
        assert session.standing.vote("r1", "c6", "0") is None


Action = tuple[str, int, int, int]
KINDS = ("vote", "vote", "vote", "back", "undo", "undo", "redo", "flag", "prefer", "turn", "reopen")
actions = st.tuples(st.sampled_from(KINDS), st.sampled_from([6, 7, 2]), st.integers(0, 2), st.sampled_from([1, 0, -1]))
THROUGH: list[Action] = [
    *(("vote", n, p, value) for n in (6, 7, 2) for p in (0, 1) for value in (-1, 0, 1)),
    *([("back", 6, 0, 0)] * 2 + [("flag", 6, 0, 1), ("prefer", 6, 0, -1), ("reopen", 0, 0, 0), ("turn", 0, 0, 0)]),
    *([("undo", 0, 0, 0)] * 25 + [("redo", 0, 0, 0)] * 30),
]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with corrections of two other reviewers beside it."""
    path = build(tmp_path_factory.mktemp("original") / "s.duckdb", WORKED, {"a0": A0, "a1": A1})
    for reviewer, case, principle, preference in OTHERS:
        with Journal.open(reviews_folder(path), reviewer) as journal:
            journal.append(event="vote", case=case, principle=principle, preference=preference)
    return path


@pytest.fixture(scope="module")
def loaded(original: Path) -> AuditData:
    """What the store says, which no review changes; to be copied, for a session makes corrections in its votes."""
    with Store.open(original) as store:
        return load(store)


def perform(session: ReviewSession, action: Action) -> None:
    kind, n, principle, value = action
    match kind:
        case "vote":
            session.correct(n, f"c{n}", str(principle), Preference(value))
        case "back":
            session.take_back_vote(f"c{n}", str(principle))
        case "undo":
            session.undo()
        case "redo":
            session.redo()
        case "flag":
            session.judge(n, f"c{n}", Verdict.FLAG if value else Verdict.UPHOLD)
        case "prefer":
            session.prefer(n, f"c{n}", Preference(value))
        case "turn":
            session.choose_annotator("a1" if session.annotator == "a0" else "a0")
            session.reviewed().tally.ranking()


def compare(session: ReviewSession, loaded: AuditData) -> None:
    """The votes by the definition, every tally by the votes, and all of it as a fresh start would have it."""
    expected = WORKED.copy()
    for (n, p), vote in np.ndenumerate(WORKED):
        said = session.standing.votes_on(f"c{n}", str(p))
        vote_now = standing_vote(said, int(vote), "r1")
        assert vote_now is not None, "none of these is missing"
        expected[n, p] = vote_now
    assert np.array_equal(session.data.votes, expected)
    changed = {(int(n), int(p)): int(WORKED[n, p]) for n, p in np.argwhere(expected != WORKED)}
    assert session.data.corrected == changed
    standing, warnings = load_folder(session.journal.path.parent)
    assert warnings == []
    fresh = ReviewSession(session.store, deepcopy(loaded), session.journal, standing)
    assert np.array_equal(fresh.data.votes, expected)
    for name, given_by in (("a0", A0), ("a1", A1)):
        live, again = session.reviewed(name), fresh.reviewed(name)
        used = np.where(live.flagged, np.int8(0), np.array(given_by, dtype=np.int8))
        assert np.array_equal(live.tally.wins, win_matrix(expected, used))
        assert np.array_equal(again.tally.wins, live.tally.wins)
        assert live.tally.arbitrariness == again.tally.arbitrariness == arbitrariness(expected, used)
        assert live.tally.ranking().weights == pytest.approx(again.tally.ranking().weights, abs=1e-8, nan_ok=True)
    assert np.array_equal(session.live.own.wins, fresh.live.own.wins)
    assert session.live.own.arbitrariness == fresh.live.own.arbitrariness


@settings(max_examples=12)
@example(sequence=THROUGH)
@given(sequence=st.lists(actions, min_size=3, max_size=14))
def test_any_sequence_leaves_what_a_fresh_start_has(original: Path, loaded: AuditData, sequence: list[Action]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.duckdb"
        shutil.copy(original, path)
        shutil.copytree(reviews_folder(original), reviews_folder(path))
        session = opened(path)
        for action in sequence:
            if action[0] == "reopen":
                session.close()
                session = opened(path)
            else:
                perform(session, action)
            compare(session, loaded)
        session.close()
        with closing(opened(path)) as again:
            compare(again, loaded)


def test_the_others_decide_where_one_has_said_nothing(original: Path) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.duckdb"
        shutil.copy(original, path)
        shutil.copytree(reviews_folder(original), reviews_folder(path))
        with opened(path) as session:
            assert session.data.corrected == {(6, 0): 1}, "c7 is tied"
            session.correct(6, "c6", "0", A)
            assert session.data.corrected == {}
            session.undo()
            assert session.data.corrected == {(6, 0): 1}


def test_corrections_of_others_come_in_while_one_works(worked: Path) -> None:
    with opened(worked) as session:
        session.correct(7, "c7", "0", B)
        own = session.data.votes[7].copy()
        with Journal.open(reviews_folder(worked), "r2") as journal:
            theirs = journal.append(event="vote", case="c8", principle="1", preference=-1)
            journal.append(event="vote", case="c7", principle="0", preference=0)
            journal.append(event="vote", case="c8", principle="unknown", preference=0)
            assert session.follow()
            assert session.data.corrected == {(7, 0): 1, (8, 1): 1}
            assert np.array_equal(session.data.votes[7], own), "one's own word decides"
            compare(session, load(session.store))
            journal.append(event="undo", of=theirs.id)
            assert session.follow()
        assert session.data.corrected == {(7, 0): 1}
        compare(session, load(session.store))


def test_who_follows_a_declared_order_follows_the_corrected_votes(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {"a0": A0, "a1": A1})
    with Store.open(path) as store, Journal.open(reviews_folder(path), "r1") as journal:
        data = with_order(load(store), "declared", (2, 0, 1))
        session = ReviewSession(store, data, journal, load_folder(reviews_folder(path))[0])
        desk = session.reviewed("declared")
        for n, principle, value in ((6, "0", B), (9, "2", A), (9, "0", B), (0, "1", A), (6, "1", NEITHER)):
            session.correct(n, f"c{n}", principle, value)
            expected = declared_preferences(session.data.votes, (2, 0, 1))
            assert np.array_equal(data.annotator("declared").preference, expected)
            assert data.annotator("declared").given.all()
            assert np.array_equal(desk.tally.wins, win_matrix(session.data.votes, expected))
            assert desk.tally.arbitrariness == arbitrariness(session.data.votes, expected)
        while session.undo():
            pass
        assert np.array_equal(data.annotator("declared").preference, declared_preferences(WORKED, (2, 0, 1)))


def test_what_is_said_of_who_follows_an_order_is_found_only_while_the_order_prefers_that(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {"a0": A0})
    with Store.open(path) as store, Journal.open(reviews_folder(path), "r1") as journal:
        data = with_order(load(store), "declared", (0, 1, 2))
        session = ReviewSession(store, data, journal, load_folder(reviews_folder(path))[0])
        session.choose_annotator("declared")
        session.judge(6, "c6", Verdict.FLAG, Reason.MISTAKE)
        with Journal.open(reviews_folder(path), "r2") as others:
            others.append(event="review", case="c6", annotator="declared", verdict="uphold", annotated=int(A))
        assert session.follow()

        def found() -> tuple[list[list[int]], list[int], int]:
            asked = (
                each for each in ("verdict:flag", "reason:mistake", "contested:yes", "reviewer:r2", "reviewer:r1=flag")
            )
            cases = [session.select(Wanted.of(each)).tolist() for each in asked]
            work = [member.total.cases for member in members(session.standing, ("declared",), session.live.counts)]
            return cases, work, len(coded(session.standing, ("declared",), session.live.counts))

        assert data.annotator("declared").on(6) == A
        told = found()
        assert told == ([[6]] * 5, [1, 1], 1)
        session.correct(6, "c6", "0", B)
        assert data.annotator("declared").on(6) == B
        assert found() == ([[]] * 5, [0, 0], 0)
        session.undo()
        assert found() == told
