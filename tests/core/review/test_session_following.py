"""Two sessions on one store: what one says reaches the numbers of the other."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.journal.events import Event, parse_journal, reviews_folder
from core.journal.history import Scope, done, select
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
        assert mine.live.reviews("human", own=False).contested.tolist() == [7]
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


def said(draw: Callable[[st.SearchStrategy[Any]], Any], n: int, before: list[Event]) -> Event:
    """An event of any time on one of three cases, by one of two reviewers, or the undoing of another."""
    of = draw(st.none() | st.sampled_from(before)) if before else None
    about: dict[str, Any] = {"at": f"2026-01-31T12:0{draw(st.integers(0, 5))}:00.000Z"}
    if of is not None:
        return Event(f"e{n}", n, reviewer=of.reviewer, event=draw(st.sampled_from(("undo", "redo"))), of=of.id, **about)
    about |= {"reviewer": draw(st.sampled_from(("r1", "r2"))), "case": case_id(draw(st.integers(6, 8)))}
    kind = draw(st.sampled_from(("review", "preference", "vote")))
    if kind == "review":
        return Event(f"e{n}", n, event=kind, annotator="human", verdict=draw(st.sampled_from(tuple(Verdict))), **about)
    principle = "0" if kind == "vote" else None
    return Event(f"e{n}", n, event=kind, principle=principle, preference=draw(st.sampled_from((-1, 0, 1))), **about)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_what_comes_late_counts_as_if_it_had_been_there(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    store = tmp_path_factory.mktemp("late") / "worked.duckdb"
    build(store, WORKED, {"human": A0, "rm": A1})
    with opened(store, "r1") as mine:
        mine.judge(6, case_id(6), Verdict.UPHOLD)
        mine.reviewed("human"), mine.reviewed("rm")
        events: list[Event] = []
        files = {"r1": ("r1-laptop", "r1-desk"), "r2": ("r2", "r2-laptop")}
        for n in range(data.draw(st.integers(1, 8))):
            events.append(said(data.draw, n, [each for each in events if each.of is None]))
        for event in data.draw(st.permutations(events)):
            name = data.draw(st.sampled_from(files[event.reviewer]))
            with (reviews_folder(store) / f"{name}.jsonl").open("ab") as file:
                file.write(event.to_json() + b"\n")
            if data.draw(st.booleans()):
                mine.follow()
        mine.follow()
        told = mine.reviewed("human"), mine.live.own, mine.data.votes.copy(), mine.standing
        session = select(mine.standing, Scope.SESSION, "r1", said=mine.journal.said)
        assert [each.case for each in session] == [case_id(6)]
    with opened_again(store) as again:
        for reviewer in ("r1", "r2"):
            both = [[each for each in of.reviews() if each.reviewer == reviewer] for of in (again.standing, told[3])]
            assert both[0] == both[1]
        assert again.standing.undoable("r1") == told[3].undoable("r1")
        reviewed = again.reviewed("human")
        assert reviewed.flagged.tolist() == told[0].flagged.tolist()
        assert reviewed.verdicts.tolist() == told[0].verdicts.tolist()
        assert reviewed.tally.wins.tolist() == told[0].tally.wins.tolist()
        assert again.live.own.wins.tolist() == told[1].wins.tolist()
        assert again.data.votes.tolist() == told[2].tolist()


def opened_again(store: Path) -> ReviewSession:
    """The same reviewer's session, whatever it warns of."""
    return ReviewSession.open(store, "r1")[0]


def test_late_words_are_not_of_the_session(worked: Path) -> None:
    with opened(worked, "r2") as theirs:
        theirs.judge(6, case_id(6), Verdict.FLAG)
    with opened(worked, "r1") as mine:
        mine.judge(7, case_id(7), Verdict.FLAG)
        late = Event("late", 1, "2026-01-31T12:00:00.000Z", "r2", "review", case_id(6), "human", "uphold")
        (reviews_folder(worked) / "r2-laptop.jsonl").write_bytes(late.to_json() + b"\n")
        assert mine.follow()
        session = select(mine.standing, Scope.SESSION, "r1", said=mine.journal.said)
        assert [each.case for each in session] == [case_id(7)]
        assert mine.reviewed("human").flagged.nonzero()[0].tolist() == [6, 7]
        (reviews_folder(worked) / "r1.jsonl").unlink()
        late = replace(late, id="later", verdict="skip")
        (reviews_folder(worked) / "r2-desk.jsonl").write_bytes(late.to_json() + b"\n")
        mine.follow()
        assert mine.reviewed("human").flagged.nonzero()[0].tolist() == [6, 7], "what one's own file lost is known still"


def test_late_words_bring_back_nothing_that_is_of_other_texts(worked: Path) -> None:
    with opened(worked, "r1") as mine:
        mine.judge(6, case_id(6), Verdict.UPHOLD)
    path = reviews_folder(worked) / "r1.jsonl"
    said = parse_journal(path.read_bytes()).events[0]
    for n, elsewhere in ((6, {"texts": "0" * 16}), (7, {"texts": None, "store": "another"})):
        other = replace(said, id=f"other{n}", case=case_id(n), verdict="flag", **elsewhere)
        with path.open("ab") as file:
            file.write(other.to_json() + b"\n")
    with opened_again(worked) as mine:
        assert not mine.reviewed("human").flagged.any()
        for n, at in enumerate(("12:05", "12:04")):
            late = Event(f"late{n}", n, f"2026-01-31T{at}:00.000Z", "r2", "review", case_id(8), "human", "skip")
            (reviews_folder(worked) / f"r2-{n}.jsonl").write_bytes(late.to_json() + b"\n")
            assert mine.follow()
        assert not mine.reviewed("human").flagged.any()
        assert mine.standing.verdict("r1", case_id(6), "human") == said
        assert mine.standing.verdict("r1", case_id(7), "human") is None


def test_late_words_take_nothing_away_that_a_file_no_longer_gives(worked: Path) -> None:
    with opened(worked, "r1") as mine, opened(worked, "r2") as theirs:
        theirs.judge(6, case_id(6), Verdict.FLAG)
        assert mine.follow()
        (reviews_folder(worked) / "r2.jsonl").unlink()
        for n, at in enumerate(("12:05", "12:04")):
            late = Event(f"late{n}", n, f"2026-01-31T{at}:00.000Z", "r3", "review", case_id(7), "human", "flag")
            (reviews_folder(worked) / f"r3-{n}.jsonl").write_bytes(late.to_json() + b"\n")
            assert mine.follow()
        assert mine.reviewed("human").flagged.nonzero()[0].tolist() == [6, 7]


def late_words(store: Path, session: ReviewSession) -> None:
    """Have somebody's words come that are older than what is known of them."""
    for n, at in enumerate(("12:30", "12:29")):
        late = Event(f"late{n}", n, f"2026-01-31T{at}:00.000Z", "r3", "review", case_id(8), "human", "skip")
        (reviews_folder(store) / f"r3-{n}.jsonl").write_bytes(late.to_json() + b"\n")
        assert session.follow()


def test_what_late_words_show_to_be_unreadable_is_told_once(worked: Path) -> None:
    with opened(worked, "r1") as mine, opened(worked, "r2") as theirs:
        theirs.judge(6, case_id(6), Verdict.FLAG)
        assert mine.follow()
        path = reviews_folder(worked) / "r2.jsonl"
        path.write_bytes(path.read_bytes().replace(b"{", b"#", 1))
        late_words(worked, mine)
        told = "r2.jsonl has unreadable lines (line 1): they stay in the file, but count for nothing."
        assert mine.follower.warnings.count(told) == 1
    session, warnings = ReviewSession.open(worked, "r1")
    with session:
        assert told in warnings
        late = Event("older", 1, "2026-01-31T12:00:00.000Z", "r3", "review", case_id(8), "human", "skip")
        (reviews_folder(worked) / "r3-older.jsonl").write_bytes(late.to_json() + b"\n")
        assert session.follow()
        assert told not in session.follower.warnings, "it was told at opening"


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_what_a_file_lost_keeps_its_place_among_late_words(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """As if it were in a file of its own: what was undone or replaced before the loss is so after it."""
    store = build(tmp_path_factory.mktemp("lost") / "worked.duckdb", WORKED, {"human": A0, "rm": A1})
    events: list[Event] = []
    for n in range(data.draw(st.integers(2, 8))):
        event = said(data.draw, n, [each for each in events if each.of is None])
        events.append(replace(event, reviewer="r2", at=f"2026-01-31T12:0{n}:00.000Z"))
    file = reviews_folder(store) / "r2.jsonl"
    known = data.draw(st.integers(1, len(events)))
    kept = data.draw(st.sets(st.sampled_from(events)))
    with opened(store, "r1") as mine:
        file.write_bytes(b"".join(event.to_json() + b"\n" for event in events[:known]))
        mine.follow()
        file.write_bytes(b"".join(event.to_json() + b"\n" for event in events if event in kept or event.seq >= known))
        mine.follow()
        before = mine.standing.reviews()
        late_words(store, mine)
        assert [each for each in mine.standing.reviews() if each.reviewer == "r2"] == before


def test_what_is_of_the_session_is_so_where_others_clocks_are_ahead(worked: Path) -> None:
    ahead = Event("ahead", 1, "2099-01-31T12:00:00.000Z", "r2", "review", case_id(6), "human", "flag")
    reviews_folder(worked).mkdir()
    (reviews_folder(worked) / "r2.jsonl").write_bytes(ahead.to_json() + b"\n")
    with opened(worked, "r1") as mine:
        mine.judge(7, case_id(7), Verdict.FLAG)
        late_words(worked, mine)
        mine.judge(9, case_id(9), Verdict.UPHOLD)
        found = done(mine.standing, "r1", mine.journal.said)
        assert (found.flags, found.upholds) == (1, 1)
        ahead = replace(ahead, id="laptop", reviewer="r1", case=case_id(8))
        (reviews_folder(worked) / "r1-laptop.jsonl").write_bytes(ahead.to_json() + b"\n")
        assert mine.follow()
        assert done(mine.standing, "r1", mine.journal.said) == found, "what another machine said is not of the session"


def test_what_was_undone_before_it_came_does_not_stand(worked: Path) -> None:
    with opened(worked, "r1") as mine:
        flag = Event("a", 1, "2026-01-31T12:05:00.000Z", "r2", "review", case_id(6), "human", "flag")
        undo = Event("u", 1, "2026-01-31T12:03:00.000Z", "r2", "undo", of="a")
        for name, event in (("r2-laptop", undo), ("r2", flag)):
            (reviews_folder(worked) / f"{name}.jsonl").write_bytes(event.to_json() + b"\n")
            mine.follow()
        assert not mine.reviewed("human").flagged.any()
        assert mine.standing.undoable("r2") is None
