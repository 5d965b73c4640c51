"""Votes that nobody cast, as the list, the case view and the panel of votes show them: never as votes for neither."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.model.terms import Preference
from core.review.session import ReviewSession
from tests.core.building import A0, WORKED, build
from tests.tui.conftest import Opener
from tests.tui.piloting import reviewing
from tui.screens.review.case_shown import case_rows, case_shown, marked
from tui.screens.review.votes_shown import votes_shown
from tui.widgets.case.row import row_layout, row_pieces
from tui.widgets.case.words import case_title

MISSING = [(0, 0), (0, 1), (0, 2), (6, 2), (7, 1)]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ReviewSession]:
    """The worked example, its first case unvoted and two of its conflicts partly voted."""
    path = build(tmp_path / "s.duckdb", WORKED, {"a0": A0}, missing=MISSING)
    with ReviewSession.open(path, "r1")[0] as session:
        yield session


def line(session: ReviewSession, n: int) -> str:
    row = marked(session, case_rows(session, session.store.previews([n]))[n])
    return "".join(text for text, _ in row_pieces(row, row_layout(40, 4), current=False))


def title(session: ReviewSession, n: int) -> str:
    return "".join(text for text, _ in case_title(case_shown(session, session.store.case(n), ()), 100))


def test_the_list_marks_what_is_missing(session: ReviewSession) -> None:
    assert line(session, 0) == "   c0    –:–  Question 0"
    assert line(session, 6) == "   c6    1:1 …Question 6"
    assert line(session, 8) == "   c8    1:1  Question 8"


def test_the_case_view_counts_what_is_missing_apart(session: ReviewSession) -> None:
    assert title(session, 0) == "c0 ── unvoted: 0 for A, 0 for B, 3 missing ── a0 chose A"
    assert title(session, 6) == "c6 ── conflict: 1 for A, 1 for B, 1 missing ── a0 chose A"
    assert title(session, 7) == "c7 ── consensus: 1 for A, 0 for B, 1 neither, 1 missing ── a0 chose A"
    assert title(session, 8) == "c8 ── conflict: 1 for A, 1 for B, 1 neither ── a0 chose A"


def test_a_vote_that_is_given_is_no_longer_missing(session: ReviewSession) -> None:
    def sides() -> list[tuple[str, str | None, str | None]]:
        rows = votes_shown(session, session.store.case(0), session.store.ballots(0, session.data.oracle))
        return [(row.side, row.original, row.own) for row in rows]

    assert sides() == [("missing", None, None)] * 3
    session.correct(0, "c0", "0", Preference.NEITHER)
    assert sides() == [("neither", "missing", "neither"), *[("missing", None, None)] * 2]
    assert title(session, 0) == "c0 ── indifference: 0 for A, 0 for B, 1 neither, 2 missing ── a0 chose A"
    assert line(session, 0) == "   c0    0:0 …Question 0"
    session.take_back_vote("c0", "0")
    assert sides() == [("missing", None, None)] * 3


async def test_kinds_of_missing_votes_are_offered_where_there_are_any(tmp_path: Path, open_desk: Opener) -> None:
    path = build(tmp_path / "absent.duckdb", WORKED, {"a0": A0}, missing=MISSING)
    async with reviewing(path) as desk:
        await desk.press("v")
        assert "unvoted 1" in desk.text()
        assert "partly 2" in desk.text()
        await desk.press("n")
        assert desk.shown.queued.ids.tolist() == [0]
        assert "unvoted 1 · reviewed 0" in desk.status
        await desk.press("v", "p")
        assert desk.shown.queued.ids.tolist() == [6, 7]
    async with open_desk() as full:
        await full.press("v")
        assert "indifferent 10" in full.text()
        assert "unvoted" not in full.text()
        assert "partly" not in full.text()


def test_blind_review_turns_what_was_cast(session: ReviewSession) -> None:
    session.blind = True
    for n in (6, 7):
        rows = votes_shown(session, session.store.case(n), ())
        sign = -1 if session.turned(f"c{n}") else 1
        votes = [None if (n, p) in MISSING else sign * WORKED[n, p] for p in range(3)]
        assert [row.side for row in rows] == [{1: "A", -1: "B", 0: "neither", None: "missing"}[vote] for vote in votes]
