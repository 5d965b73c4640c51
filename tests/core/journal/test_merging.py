"""One reviewer on several machines, whose clocks disagree: what was seen to stand is what stands."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.journal.events import Event, parse_event, reviews_folder
from core.journal.follower import Follower
from core.journal.merging import in_order, just_after
from core.journal.replay import load_folder, load_reviews
from core.model.terms import Preference, Verdict
from core.review.session import ReviewSession
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build, case_id

TURNS = ("undo", "redo")


def said(name: str, minute: int, kind: str = "review", of: str | None = None) -> Event:
    at = f"2026-01-31T12:{minute:02}:00.000Z"
    return Event(name, 1, at, "r1", kind, case="c", annotator="human", verdict="flag", of=of)


@st.composite
def _files(draw: st.DrawFn) -> list[list[Event]]:
    """Files of events with any times; what is undone is in any file, before what undoes it if it is in the same."""
    files: list[list[Event]] = [[] for _ in range(draw(st.integers(1, 4)))]
    for n in range(draw(st.integers(0, 12))):
        before = [event.id for events in files for event in events if event.event == "review"]
        of = draw(st.none() | st.sampled_from(before)) if before else None
        event = said(f"e{n}", draw(st.integers(0, 5)), "review" if of is None else draw(st.sampled_from(TURNS)), of)
        draw(st.sampled_from(files)).append(event)
    return files


@given(_files())
def test_every_event_comes_once_its_file_in_order_and_undoing_after_what_it_undoes(files: list[list[Event]]) -> None:
    found = list(in_order(files))
    places = {event.id: place for place, event in enumerate(found)}
    assert len(found) == len(places) == sum(map(len, files))
    for events in files:
        assert [places[event.id] for event in events] == sorted(places[event.id] for event in events)
    assert all(places[event.of] < place for place, event in enumerate(found) if event.of is not None)


@given(st.lists(st.lists(st.integers(0, 9)), min_size=1))
def test_between_files_whose_clocks_agree_the_time_decides(minutes: list[list[int]]) -> None:
    files = [[said(f"{n}-{k}", at) for k, at in enumerate(sorted(times))] for n, times in enumerate(minutes)]
    found = [event.at for event in in_order(files)]
    assert found == sorted(event.at for events in files for event in events)


def test_events_that_wait_for_one_another_all_come() -> None:
    one = [said("u1", 1, "undo", "a2"), said("a1", 2)]
    two = [said("u2", 3, "undo", "a1"), said("a2", 4)]
    assert [event.id for event in in_order([one, two])] == ["u1", "a1", "u2", "a2"]


def test_undoing_that_is_heard_before_what_it_undoes_comes_after_it(tmp_path: Path) -> None:
    follower = Follower(tmp_path, "r2")
    (tmp_path / "r1.jsonl").write_bytes(said("u", 1, "undo", "a").to_json() + b"\n")
    (tmp_path / "r1-laptop.jsonl").write_bytes(said("a", 9).to_json() + b"\n")
    assert [event.id for event in follower.poll()] == ["a", "u"]
    assert load_folder(tmp_path)[0].reviews() == []


DOINGS: dict[str, Callable[[ReviewSession], object]] = {
    "undo": lambda session: session.undo(),
    "another verdict": lambda session: session.judge(0, case_id(0), Verdict.UPHOLD),
    "a skip": lambda session: session.judge(0, case_id(0), Verdict.SKIP),
    "undo and redo": lambda session: (session.undo(), session.redo()),
    "own preference": lambda session: session.prefer(0, case_id(0), Preference.B),
    "correction": lambda session: session.correct(0, case_id(0), "0", Preference.A),
}


@pytest.mark.parametrize("does", DOINGS.values(), ids=DOINGS)
def test_what_is_said_after_another_machine_whose_clock_is_ahead_stands(
    does: Callable[[ReviewSession], object], tmp_path: Path
) -> None:
    store = build(tmp_path / "s.duckdb", WORKED, {"human": A0, "rm": A1})
    folder = reviews_folder(store)
    with ReviewSession.open(store, "r1")[0] as session:
        session.prefer(0, case_id(0), Preference.NEITHER)
        session.correct(0, case_id(0), "0", Preference.B)
        session.judge(0, case_id(0), Verdict.FLAG)
        ahead = [dataclasses.replace(event, at=f"2999{event.at[4:]}") for event in session.journal.events]
    (folder / "r1.jsonl").unlink()
    (folder / "r1-laptop.jsonl").write_bytes(b"".join(event.to_json() + b"\n" for event in ahead))
    with ReviewSession.open(store, "r1")[0] as session:
        does(session)
        shown = [event.id for event in session.standing.reviews()]
    with Store.open(store) as opened:
        standing, warnings = load_reviews(opened)
    assert warnings == []
    assert [event.id for event in standing.reviews()] == shown


@pytest.mark.parametrize(
    ("latest", "after"),
    [
        ("2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999Z", ""),
        ("2026-13-01T00:00:00.000Z", ""),
        ("tomorrow", ""),
        ("\u0662026-01-01T00:00:00.000Z", ""),
        ("", ""),
    ],
)
def test_only_a_time_has_one_after_it(latest: str, after: str) -> None:
    assert just_after(latest) == after


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2026-01-31T12:00:01.000+05:00", "2026-01-31T07:00:01.000Z"),
        ("2026-01-31T12:00:01Z", "2026-01-31T12:00:01.000Z"),
        ("2026-01-31 12:00:01.123456-00:30", "2026-01-31T12:30:01.123Z"),
        ("2026-01-31T12:00:01.000Z", "2026-01-31T12:00:01.000Z"),
        ("2026-01-31T12:00:01", "2026-01-31T12:00:01"),
        ("yesterday", "yesterday"),
        ("0001-01-01T00:00:00+12:00", "0001-01-01T00:00:00+12:00"),
    ],
)
def test_times_of_other_programs_are_compared_as_times(said: str, read: str) -> None:
    event = parse_event(json.dumps({"id": "e", "seq": 1, "at": said, "reviewer": "r1", "event": "review"}).encode())
    assert event is not None
    assert event.at == read
