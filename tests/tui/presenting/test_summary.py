"""What a session came to, as it is told when the reviewer leaves."""

from pathlib import Path

import pytest

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.model.terms import Preference, Reason, Verdict
from core.review.session import ReviewSession
from tests.tui.terminal import ESCAPES
from tests.tui.warm import on_terminal
from tui.presenting.summary import summary


@pytest.fixture
def session(store: Path) -> ReviewSession:
    with Journal.open(reviews_folder(store), "r1") as journal:
        journal.append(event="comment", case="of old", note="before")
    return ReviewSession.open(store, "r1")[0]


def case(session: ReviewSession, n: int) -> tuple[int, str]:
    return n, session.store.case(n).id


def test_nothing_is_told_where_nothing_was_done(session: ReviewSession) -> None:
    with session:
        session.reviewed()
        assert summary(session, 600) == ()


def test_what_was_done_is_counted(session: ReviewSession) -> None:
    with session:
        session.reviewed()
        session.judge(*case(session, 0), Verdict.FLAG, Reason.ARBITRARY)
        session.judge(*case(session, 0), Verdict.UPHOLD)
        session.judge(*case(session, 1), Verdict.FLAG, Reason.ARBITRARY)
        session.prefer(*case(session, 1), Preference.A)
        session.comment(*case(session, 2), "hm")
        session.prefer(*case(session, 3), Preference.B)
        session.undo()
        told = summary(session, 754)
        assert told[0] == (
            "3 cases reviewed in 13 minutes: 1 flagged, 1 upheld, 1 own preference, 1 comment, 1 taken back."
        )
        assert told[-1] == f"Everything is in {session.journal.path}."
        assert summary(session, 20)[0].startswith("3 cases reviewed in less than a minute: ")
        assert summary(session, 60)[0].startswith("3 cases reviewed in 1 minute: ")


def test_principles_that_moved_are_named(session: ReviewSession) -> None:
    with session:
        start = session.reviewed().start.rank.copy()
        for n in range(40):
            session.judge(*case(session, n), Verdict.FLAG, Reason.ARBITRARY)
        now = session.reviewed().tally.ranking().rank
        names = [principle.name for principle in session.data.principles]
        moved = {names[n]: (int(start[n]), int(now[n])) for n in range(len(names)) if start[n] != now[n]}
        assert moved, "the sample has rankings that move"
        told = [line for line in summary(session, 60) if line.startswith("What mara follows moved: ")]
        assert len(told) == 1
        assert sum(
            f"{name} {before or 'unranked'} → {after or 'unranked'}" in told[0]
            for name, (before, after) in moved.items()
        ) == min(len(moved), 5)
        assert (f"and {len(moved) - 5} more" in told[0]) is (len(moved) > 5)
        assert not any("tomas" in line for line in summary(session, 60)), "nobody looked at him"


@pytest.mark.parametrize("keys", ["f", ""])
def test_it_stands_in_the_terminal_after_the_screen_is_left(store: Path, keys: str) -> None:
    with on_terminal("review", "-s", store, "--reviewer", "r1", size=(120, 30)) as terminal:
        terminal.read_until(b"reviewed 0")
        if keys:
            terminal.send(keys)
            terminal.read_until(b"reviewed 1")
        terminal.send("q")
        assert terminal.wait() == 0
        after = ESCAPES.sub(b"", bytes(terminal.output).rpartition(b"\x1b[?1049l")[2]).decode()
    assert ("1 case reviewed in less than a minute: 1 flagged." in after) is bool(keys)
    assert ("Everything is in" in after) is bool(keys)
