"""Cases as list and view show them."""

from pathlib import Path

import pytest

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.model.terms import Ballot, Preference
from core.review.session import ReviewSession
from tests.core.building import A0, WORKED, build
from tui.presenting.ballots import percent_for
from tui.screens.review.case_shown import case_rows, case_shown, marked


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The worked example, of which another reviewer flagged c6 and commented on it."""
    store = build(tmp_path / "worked.duckdb", WORKED, {"a0": A0})
    with Journal.open(reviews_folder(store), "r2") as journal:
        journal.append(event="review", case="c6", annotator="a0", verdict="flag")
        journal.append(event="comment", case="c6", note="\x1b[31mhostile\u202e\n[red]")
    return store


def test_notes_are_safe_to_show(shared: Path) -> None:
    with ReviewSession.open(shared, "r1")[0] as session:
        note = case_shown(session, session.store.case(6), ()).note
        assert note is not None
        assert "hostile" in note
        assert not set("\x1b\u202e\n") & set(note)


def test_others_flags_and_comments_are_no_blind_reviewer_s(shared: Path) -> None:
    with ReviewSession.open(shared, "r1")[0] as session:
        previews = session.store.previews([6, 8])
        rows = case_rows(session, previews)
        assert [rows[n].flagged for n in (6, 8)] == [True, False]
        session.blind = True
        session.prefer(6, "c6", Preference.A)
        assert [row.flagged for row in case_rows(session, previews).values()] == [False, False]
        assert not marked(session, rows[6]).flagged
        shown = case_shown(session, session.store.case(6), ())
        assert (shown.annotator, shown.flagged, shown.note) == ("a0", False, None)
        session.comment(6, "c6", "of mine")
        assert case_shown(session, session.store.case(6), ()).note == "of mine"


def test_nothing_of_a_hidden_annotation_is_handed_on(shared: Path) -> None:
    with ReviewSession.open(shared, "r1")[0] as session:
        session.blind = True
        shown = case_shown(session, session.store.case(6), ())
        assert (shown.annotator, shown.preference, shown.flagged) == ("", 0, False)
        assert (shown.verdict, shown.note) == (None, None)


@pytest.mark.parametrize(
    ("ballots", "vote", "expected"),
    [
        ([Ballot(0, 0, 1, 0.9, 0.1, 0.0)], 1, 90),
        ([Ballot(0, 0, 1, 0.9, 0.1, 0.0)], -1, 10),
        ([Ballot(0, 1, 1, 0.2, 0.7, 0.1)], 1, 70),
        ([Ballot(0, 1, 1, 0.2, 0.7, 0.1)], -1, 20),
        ([Ballot(0, 0, 1, 0.9, 0.1, 0.0), Ballot(0, 1, 1, 0.2, 0.7, 0.1)], 1, 80),
        ([Ballot(0, 0, 1, 0.9, 0.1, 0.0), Ballot(0, 1, 1, None, None, None)], 1, None),
        ([], 1, None),
    ],
)
def test_the_second_order_has_the_responses_in_each_other_s_place(
    ballots: list[Ballot], vote: int, expected: float | None
) -> None:
    found = percent_for(ballots, vote)
    assert found == (None if expected is None else pytest.approx(expected))


def test_facts_that_may_tell_are_hidden_until_the_blind_reviewer_has_chosen(shared: Path) -> None:
    facts = [("topic", "tea\x1b\n time"), ("model_a", "m1"), ("model_b", "m2"), ("score", "4"), ("winner", "model_a")]
    with ReviewSession.open(shared, "r1")[0] as session:

        def line(n: int) -> str:
            return case_shown(session, session.store.case(n), (), "", facts).facts

        assert line(6) == "topic tea␛ time · model_a m1 · model_b m2 · score 4 · winner model_a"
        session.blind = True
        straight, turned = "topic tea␛ time · model_a m1 · model_b m2", "topic tea␛ time · model_a m2 · model_b m1"
        cases = range(session.store.count_cases())
        assert [line(n) for n in cases] == [turned if session.turned(f"c{n}") else straight for n in cases]
        assert {line(n) for n in cases} == {straight, turned}
        session.prefer(6, "c6", Preference.A)
        assert "score 4" in line(6)


def test_facts_that_name_a_response_name_none_where_the_reviewer_sees_the_other_first(shared: Path) -> None:
    facts = [
        ("topic", "tea"),
        ("loser", "b"),
        ("fine", "response_a"),
        ("label", "1"),
        ("count", "1"),
        ("left_len", "3"),
    ]
    with ReviewSession.open(shared, "r1")[0] as session:
        session.blind = True
        for n in range(session.store.count_cases()):
            assert case_shown(session, session.store.case(n), (), "", facts).facts == "topic tea"
            session.prefer(n, f"c{n}", Preference.A)
            said = case_shown(session, session.store.case(n), (), "", facts).facts
            whole = " · ".join(f"{name} {value}" for name, value in facts)
            assert said == ("topic tea · count 1" if session.turned(f"c{n}") else whole)
