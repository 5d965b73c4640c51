"""What became of the events, newest first, and what a session came to."""

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.journal.events import Event
from core.journal.history import Done, Fate, Scope, done, entry, select
from core.journal.replay import load_folder
from core.journal.standing import Standing


def replay(said: list[tuple[str, str, str, str | None]]) -> tuple[Standing, list[Event]]:
    """Apply events given as reviewer, kind, case and value; an undo or redo has the place of its event as its value."""
    standing = Standing()
    events: list[Event] = []
    for place, (who, kind, case, value) in enumerate(said):
        given: dict[str, object] = {}
        if kind in ("undo", "redo"):
            given = {"of": f"e{value}"}
        elif kind == "review":
            given = {"case": case, "annotator": "human", "verdict": value}
        elif kind == "preference":
            given = {"case": case, "preference": int(value or 0)}
        else:
            given = {"case": case, "note": value}
        at = f"2026-01-31T12:00:{place % 60:02}.000Z"
        event = Event(f"e{place}", place, at, who, kind, **given)  # type: ignore[arg-type]
        events.append(event)
        standing.apply(event)
    return standing, events


SAID: list[tuple[str, str, str, str | None]] = [
    ("r1", "review", "1", "flag"),
    ("r1", "review", "1", "uphold"),
    ("r2", "review", "1", "flag"),
    ("r1", "comment", "2", "so"),
    ("r1", "comment", "2", "no"),
    ("r1", "undo", "", "4"),
    ("r1", "preference", "1", "1"),
    ("r1", "undo", "", "99"),
]


def test_each_event_has_its_fate() -> None:
    standing, events = replay(SAID)
    fates = [entry(standing, event).fate for event in events[:-1]]
    assert fates == [Fate.REPLACED, Fate.COUNTS, Fate.COUNTS, Fate.COUNTS, Fate.UNDONE, Fate.TURN, Fate.COUNTS]
    assert entry(standing, events[5]).action is events[4]
    assert [event.id for event in standing.events] == [f"e{n}" for n in range(7)], "what had no effect is left out"


def test_scopes_say_whose_and_on_what() -> None:
    standing, _ = replay(SAID)

    def ids(scope: Scope, **given: object) -> str:
        return "".join(event.id[1:] for event in select(standing, scope, "r1", **given))  # type: ignore[arg-type]

    assert ids(Scope.EVERYBODY) == "6543210"
    assert ids(Scope.MINE) == "654310"
    assert ids(Scope.SESSION, said={f"e{n}" for n in range(2, 7)}) == "6543"
    assert ids(Scope.CASE, case="2") == "543", "an undo belongs to the case of what it undoes"
    assert ids(Scope.CASE, case=None) == ""
    assert [scope.next for scope in Scope] == [*list(Scope)[1:], Scope.CASE]


def test_a_session_counts_what_still_counts() -> None:
    standing, _ = replay(SAID)
    every = {f"e{n}" for n in range(7)}
    assert done(standing, "r1", every) == Done(2, 0, 1, 0, 1, 1, 0, 1)
    assert done(standing, "r1", {"e6"}) == Done(1, 0, 0, 0, 1, 0, 0, 0)
    assert done(standing, "r3", every) == Done(0, 0, 0, 0, 0, 0, 0, 0)


@given(st.integers(0, 10**6))
def test_fates_are_those_of_a_replay_without_what_was_undone(seed: int) -> None:
    chance = random.Random(seed)
    standing = Standing()
    stands: dict[str, bool] = {}
    said: list[Event] = []
    for place in range(chance.randrange(30)):
        if said and chance.random() < 0.4:
            target = chance.choice(said)
            kind = "undo" if stands[target.id] else "redo"
            stands[target.id] = not stands[target.id]
            standing.apply(Event(f"e{place}", place, "", target.reviewer, kind, of=target.id))
        else:
            who, case = chance.choice(["r1", "r2"]), chance.choice("12")
            verdict = chance.choice(["flag", "uphold"])
            event = Event(f"e{place}", place, "", who, "review", case=case, annotator="human", verdict=verdict)
            standing.apply(event)
            said.append(event)
            stands[event.id] = True
    left = [event for event in said if stands[event.id]]
    latest = {(event.reviewer, event.case): event.id for event in left}
    for event in said:
        expected = (
            Fate.UNDONE
            if not stands[event.id]
            else Fate.COUNTS
            if latest[event.reviewer, event.case] == event.id
            else Fate.REPLACED
        )
        assert entry(standing, event).fate is expected


def test_an_empty_folder_has_no_history(tmp_path: Path) -> None:
    standing, warnings = load_folder(tmp_path / "none")
    assert (select(standing, Scope.EVERYBODY, "r1"), warnings) == ([], [])
