"""What stands of the reviews, against a brute-force replay from scratch after every event."""

import dataclasses
from collections.abc import Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.journal.events import Event
from core.journal.replay import load_folder
from core.journal.standing import Standing

ACTIONS = ("review", "preference", "comment", "vote")


def event(number: int, reviewer: str = "r1", kind: str = "review", **said: object) -> Event:
    """An event of some number, on case c unless said otherwise; a review of `human` that flags."""
    known = {"case": "c"} if kind in ACTIONS else {}
    if kind == "review":
        known |= {"annotator": "human", "verdict": "flag"}
    if kind == "comment":
        known |= {"note": f"note {number}"}
    at = f"2026-01-31T12:00:{number:02d}.000Z"
    return Event(**{"id": f"e{number}", "seq": number, "at": at, "reviewer": reviewer, "event": kind, **known, **said})  # type: ignore[arg-type]


def replay(*events: Event) -> Standing:
    standing = Standing()
    for each in events:
        standing.apply(each)
    return standing


class Replay:
    """All that stands, worked out anew from the whole list of events, as plainly as the contract says it."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.actions: list[Event] = []
        self.undone: set[str] = set()  # ids
        self.redoable: dict[str, list[Event]] = {}
        self.ignored = 0
        seen = set()
        for each in events:
            if each.id not in seen:
                seen.add(each.id)
                self.take(each)

    def take(self, each: Event) -> None:
        if each.event in ACTIONS:
            self.actions.append(each)
            self.redoable[each.reviewer] = []
        if each.event not in {"undo", "redo"}:
            return
        target = next((a for a in self.actions if a.id == each.of and a.reviewer == each.reviewer), None)
        if target is None or (target.id in self.undone) != (each.event == "redo"):
            self.ignored += 1
        elif each.event == "undo":
            self.undone.add(target.id)
            self.redoable[each.reviewer].append(target)
        else:
            self.undone.remove(target.id)
            self.redoable[each.reviewer] = [a for a in self.redoable[each.reviewer] if a is not target]

    def told(self, **said: object) -> list[Event]:
        """The actions that said this, undone or not."""
        read, wanted = attrgetter(*said, "seq", "seq"), (*said.values(),)
        return [a for a in self.actions if read(a)[:-2] == wanted]

    def standing(self, **said: object) -> list[Event]:
        return [a for a in self.told(**said) if a.id not in self.undone]

    def last(self, **said: object) -> Event | None:
        return next(iter(reversed(self.standing(**said))), None)

    def flagged(self, case: str, annotator: str) -> bool:
        last = [self.last(event="review", reviewer=r, case=case, annotator=annotator) for r in REVIEWERS]
        verdicts = [each.verdict for each in last if each]
        return verdicts.count("flag") > verdicts.count("uphold")

    def counting(self) -> list[Event]:
        def key(a: Event) -> tuple[str | None, ...]:
            return (a.event, a.reviewer, a.case, a.annotator, a.principle, a.id if a.event == "comment" else None)

        latest = {key(a): a.id for a in self.standing()}
        return [a for a in self.standing() if a.id in latest.values()]


REVIEWERS, CASES, ANNOTATORS, PRINCIPLES = ("r1", "r2", "r3"), ("c", "d"), ("human", "model"), ("0", "1")


# Made once: to make one takes longer than to draw from it.
LENGTHS = st.integers(0, 40)
KINDS = st.sampled_from([*ACTIONS, "review", "preference", "undo", "undo", "redo", "redo", "again", "novel"])
WHO, WHERE, WHOSE, WHAT = map(st.sampled_from, (REVIEWERS, CASES, ANNOTATORS, PRINCIPLES))
VERDICTS = st.sampled_from(["flag", "flag", "uphold", "skip", "ponder"])
CHOICES, BLIND, OWN = st.sampled_from([1, 0, -1]), st.sampled_from([None, True]), st.booleans()


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events of three reviewers on two cases, with undo and redo of anybody's events, repeats and unknown kinds."""
    events: list[Event] = []
    for number in range(draw(LENGTHS)):
        kind, reviewer = draw(KINDS), draw(WHO)
        said: dict[str, object] = {"case": draw(WHERE)}
        if kind == "again" and events:
            events.append(draw(st.sampled_from(events)))
            continue
        if kind == "review":
            said |= {"annotator": draw(WHOSE), "verdict": draw(VERDICTS)}
        elif kind in {"preference", "vote"}:
            said |= {"preference": draw(CHOICES)}
            if kind == "vote":
                said |= {"principle": draw(WHAT), "blind": draw(BLIND)}
        elif kind in {"undo", "redo"}:
            known = [a for a in events if a.reviewer == reviewer] if draw(OWN) else events
            said = {"of": draw(st.sampled_from([a.id for a in known] or ["nothing"]))}
        events.append(event(number, reviewer, kind, **said))
    return events


@settings(max_examples=120, deadline=None)
@given(histories())
def test_standing_agrees_with_replay_from_scratch_after_every_event(events: list[Event]) -> None:
    standing = Standing()
    for count, each in enumerate(events, start=1):
        standing.apply(each)
        check(standing, Replay(events[:count]))


def check(standing: Standing, truth: Replay) -> None:
    assert standing.ignored == truth.ignored
    assert standing.reviews() == truth.counting()
    assert standing.reviewers == tuple(sorted({a.reviewer for a in truth.actions}))
    for case in CASES:
        assert standing.comments(case) == truth.standing(event="comment", case=case)
    for annotator in ANNOTATORS:
        for case in CASES:
            assert (case in standing.flagged_cases(annotator)) == truth.flagged(case, annotator)
            found = [truth.last(event="review", reviewer=r, case=case, annotator=annotator) for r in REVIEWERS]
            assert standing.verdicts_on(case, annotator) == [each for each in found if each]
        assert standing.flagged_cases(annotator) == {case for case in CASES if truth.flagged(case, annotator)}
    for reviewer in REVIEWERS:
        check_reviewer(standing, truth, reviewer)


def check_reviewer(standing: Standing, truth: Replay, reviewer: str) -> None:
    assert standing.undoable(reviewer) == truth.last(reviewer=reviewer)
    undone = truth.redoable.get(reviewer)
    assert standing.redoable(reviewer) == (undone[-1] if undone else None)
    preferences = {case: truth.last(event="preference", reviewer=reviewer, case=case) for case in CASES}
    assert standing.preferences(reviewer) == {case: each.preference for case, each in preferences.items() if each}
    for case in CASES:
        own = preferences[case]
        assert standing.preference(reviewer, case) == (own.preference if own else None)
        for principle in PRINCIPLES:
            vote = truth.last(event="vote", reviewer=reviewer, case=case, principle=principle)
            assert standing.vote(reviewer, case, principle) == (vote.preference if vote else None)
            assert standing.own_vote(reviewer, case, principle) == vote
            assert standing.votes_on(case, principle).get(reviewer) == (vote.preference if vote else None)
            assert ((case, principle) in standing.voted()) == bool(standing.votes_on(case, principle))
            about = {"event": "vote", "reviewer": reviewer, "case": case, "principle": principle}
            blind = truth.last(**about, blind=True)
            assert standing.blind_vote(reviewer, case, principle) == (blind.preference if blind else None)
            assert standing.revealed(reviewer, case, principle) == bool(truth.told(**about))
    for annotator in ANNOTATORS:
        found = {c: truth.last(event="review", reviewer=reviewer, case=c, annotator=annotator) for c in CASES}
        for case, each in found.items():
            assert standing.verdict(reviewer, case, annotator) == each
        known = {case: each for case, each in found.items() if each and each.verdict != "ponder"}
        assert standing.verdicts(reviewer, annotator) == known


def test_undo_lets_the_earlier_verdict_stand_again_and_redo_restores() -> None:
    first, second = event(1), event(2, verdict="uphold")
    standing = replay(first, second)
    assert standing.verdict("r1", "c", "human") == second
    standing.apply(event(3, kind="undo", of="e2"))
    assert standing.verdict("r1", "c", "human") == first
    assert "c" in standing.flagged_cases("human")
    assert standing.undoable("r1") == first
    assert standing.redoable("r1") == second
    standing.apply(event(4, kind="redo", of="e2"))
    assert standing.verdict("r1", "c", "human") == second
    assert "c" not in standing.flagged_cases("human")
    assert standing.redoable("r1") is None


def test_a_new_action_leaves_nothing_to_redo_but_only_for_its_reviewer() -> None:
    standing = replay(event(1), event(2, kind="undo", of="e1"), event(3, reviewer="r2"))
    assert standing.redoable("r1") == event(1)
    standing.apply(event(4, kind="comment"))
    assert standing.redoable("r1") is None


def test_nobody_undoes_what_another_reviewer_did() -> None:
    standing = replay(event(1), event(2, reviewer="r2", kind="undo", of="e1"), event(3, kind="undo", of="e9"))
    assert "c" in standing.flagged_cases("human")
    assert standing.ignored == 2


def test_of_the_answers_before_a_vote_was_seen_the_last_that_stands_counts() -> None:
    vote = partial(event, kind="vote", principle="0")
    standing = replay(vote(1, preference=1, blind=True), vote(2, preference=-1, blind=True), vote(3, preference=0))
    assert standing.blind_vote("r1", "c", "0") == -1
    assert standing.vote("r1", "c", "0") == 0
    standing.apply(event(4, kind="undo", of="e2"))
    assert standing.blind_vote("r1", "c", "0") == 1
    standing.apply(event(5, kind="undo", of="e1"))
    assert standing.blind_vote("r1", "c", "0") is None


@pytest.mark.parametrize(
    ("verdicts", "flagged"),
    [(["flag"], True), (["flag", "uphold"], False), (["flag", "skip"], True), (["flag", "flag", "uphold"], True)],
)
def test_flagged_when_more_flag_than_uphold(verdicts: list[str], flagged: bool) -> None:
    standing = replay(*(event(n, reviewer=f"r{n}", verdict=verdict) for n, verdict in enumerate(verdicts)))
    assert ("c" in standing.flagged_cases("human")) is flagged
    assert standing.flagged_cases("human") == ({"c"} if flagged else set())
    assert standing.flagged_cases("nobody") == set()


@pytest.mark.parametrize(
    "bad",
    [
        event(1, case=None),
        event(1, annotator=None),
        event(1, verdict=None),
        event(1, kind="preference"),
        event(1, kind="preference", preference=2),
        event(1, kind="comment", note=None),
        event(1, kind="vote", preference=1),
    ],
)
def test_an_event_that_lacks_what_it_needs_is_counted_and_changes_nothing(bad: Event) -> None:
    standing = replay(bad)
    assert standing.ignored == 1
    assert standing.reviews() == []
    assert standing.undoable("r1") is None


def test_answers_are_copies() -> None:
    flag = event(1)
    standing = replay(flag, event(2, kind="preference", preference=0))
    standing.flagged_cases("human").clear()
    standing.preferences("r1").clear()
    standing.verdicts("r1", "human").clear()
    assert standing.flagged_cases("human") == {"c"}
    assert standing.preferences("r1") == {"c": 0}
    assert standing.verdicts("r1", "human") == {"c": flag}


def write(path: Path, *events: Event) -> None:
    path.write_bytes(b"".join(each.to_json() + b"\n" for each in events))


def test_a_folder_is_read_with_copies_of_one_journal_and_two_machines_of_one_reviewer(tmp_path: Path) -> None:
    home = [event(1), event(4, kind="undo", of="e1"), event(6, verdict="skip")]
    away = [event(2, case="d"), event(5, verdict="uphold"), event(7, kind="undo", of="e6")]
    write(tmp_path / "r1.jsonl", *home)
    write(tmp_path / "r1-laptop.jsonl", *away, *home)
    write(tmp_path / "r2.jsonl", event(3, reviewer="r2"))
    (tmp_path / "r2.jsonl.torn").write_bytes(b'{"id": "x')
    (tmp_path / "._r2.jsonl").write_bytes(b"\0\5\x16\7\n")
    standing, warnings = load_folder(tmp_path)
    assert warnings == []
    assert standing.reviewers == ("r1", "r2")
    assert standing.verdict("r1", "c", "human") == away[1]
    assert standing.flagged_cases("human") == {"d"}


def test_a_file_keeps_its_order_although_its_clock_went_back(tmp_path: Path) -> None:
    early = dataclasses.replace(event(2, verdict="uphold"), at="2020-01-01T00:00:00.000Z")
    write(tmp_path / "r1.jsonl", event(1), early)
    assert load_folder(tmp_path)[0].verdict("r1", "c", "human") == early


def test_a_folder_tells_what_it_could_not_use(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"<<<<<<< ours\n" + event(1).to_json() + b"\n=======\n")
    (tmp_path / "b.jsonl").mkdir()
    write(tmp_path / "c.jsonl", event(2, reviewer="r2", kind="undo", of="nothing"))
    standing, warnings = load_folder(tmp_path)
    assert "c" in standing.flagged_cases("human")
    assert len(warnings) == 3
    assert "a.jsonl has unreadable lines (line 1, 3)" in warnings[0]
    assert "b.jsonl cannot be read" in warnings[1]
    assert "1 event without effect" in warnings[2]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    standing, warnings = load_folder(tmp_path / "none")
    assert (standing.reviews(), warnings) == ([], [])


def test_ids_are_a_reviewers_own() -> None:
    """A journal that was copied from another's, or takes its ids, puts none of its events aside."""
    mine, copied = event(1), event(1, "r2", verdict="uphold")
    for events in ((mine, copied), (copied, mine)):
        standing = replay(*events, event(2, "r2", "undo", of="e1"))
        assert [(each.reviewer, each.verdict) for each in standing.reviews()] == [("r1", "flag")]
        assert "c" in standing.flagged_cases("human")
        assert standing.ignored == 0
