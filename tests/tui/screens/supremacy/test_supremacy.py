"""The third screen: every number leads to exactly the cases that were counted."""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from core.audit import audit
from core.metrics.supremacy import supremacy
from core.metrics.wilson import interval
from core.model.number_words import percent
from core.model.terms import AnnotatorKind, Preference, Reason, Verdict
from core.query.evaluation import evaluate
from core.query.grammar import parse
from core.review.session import ReviewSession
from core.storage.writing import StoreWriter
from tests.core.building import annotate, ballots, case_id
from tests.core.storage.cases_written import add_cases
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.app.app import DiscretionApp
from tui.common.messages import Follow
from tui.presenting.annotator_cases import Conflicts
from tui.screens.review.screen import ReviewScreen
from tui.screens.supremacy.cells import conflicts_query, counted, pair_lines, supremacy_shown
from tui.screens.supremacy.screen import SupremacyScreen

HOSTILE = ("Rule", "Rule 1", 'a>b "c"', "d\\e<>f", "or", "rule", "-x:y=z", "[red]ü\x1b[2J")
"""Names that begin, quote, negate or look like one another."""


@pytest.fixture
def session(store: Path) -> Iterator[ReviewSession]:
    """A session on a private copy of the sample."""
    opened, _ = ReviewSession.open(store, "r1")
    with opened:
        yield opened


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[ReviewSession]:
    """A session on random votes of principles with hostile names; one annotator has preferences on some cases only."""
    drawn = np.random.default_rng(3)
    votes = drawn.integers(-1, 2, (90, len(HOSTILE))).astype(np.int8)
    votes[:, 4] = 0
    path = tmp_path / "hostile.duckdb"
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(case_id(n), f"Question {n}", "Yes", "No") for n in range(len(votes))])
        writer.add_principles([(str(p), name, f"Text of {p}.") for p, name in enumerate(HOSTILE)])
        writer.add_ballots("judge", ballots([(case_id(n), str(p), 0, int(v)) for (n, p), v in np.ndenumerate(votes)]))
        for name, share in (("all", 0.0), ("some", 0.4)):
            given = {case_id(n): int(drawn.choice([-1, 0, 1])) for n in range(len(votes)) if drawn.random() >= share}
            annotate(writer, name, given, AnnotatorKind.HUMAN)
    opened, _ = ReviewSession.open(path, "r1")
    with opened:
        yield opened


def assert_exact(session: ReviewSession) -> int:
    """Check every cell of every annotator against its filter; give the number of cells with conflicts."""
    cells = 0
    names = [each.name for each in session.data.annotators]
    for name in names:
        session.choose_annotator(name)
        shown = supremacy_shown(session, name)
        keys = [each.key for each in shown.principles]
        assert sorted(keys) == list(range(len(keys)))
        for (i, row), (j, column) in permutations(enumerate(keys), 2):
            for which in Conflicts:
                query = parse(conflicts_query(session, row, column, which))
                found = int(evaluate(query, session.scene(query)).sum())
                assert counted(shown, i, j, which) == found, (name, str(query))
            cells += shown.conflicts(i, j) > 0
    session.choose_annotator(names[0])
    return cells


def say_much(session: ReviewSession) -> None:
    """Flag, uphold, undo, redo and prefer, on the annotations of everybody."""
    drawn = np.random.default_rng(5)
    for annotator in session.data.annotators:
        session.choose_annotator(annotator.name)
        for n in drawn.choice(len(session.data.votes), 30, replace=False).tolist():
            case = session.store.case(n).id
            session.judge(n, case, Verdict(drawn.choice(list(Verdict))), Reason.MISTAKE)
            if drawn.random() < 0.2:
                session.undo()
            if drawn.random() < 0.1:
                session.redo()
            session.prefer(n, case, Preference.A)
    session.choose_annotator(session.data.annotators[0].name)


def test_every_cell_of_the_sample_counts_what_its_filter_finds(session: ReviewSession) -> None:
    before = assert_exact(session)
    assert before > 100
    say_much(session)
    assert sum(int(session.reviewed(each.name).flagged.sum()) for each in session.data.annotators) > 10
    assert 0 < assert_exact(session) <= before


def test_every_cell_is_exact_whatever_the_names_and_gaps(hostile: ReviewSession) -> None:
    before = assert_exact(hostile)
    assert before == 2 * 7 * 6, "one principle has no votes"
    say_much(hostile)
    assert assert_exact(hostile) == before


def test_every_cell_is_exact_after_votes_were_corrected(session: ReviewSession) -> None:
    before = [supremacy_shown(session, each.name).won for each in session.data.annotators]
    principles = session.data.principles
    for n in range(0, 60, 3):
        rule, vote = principles[n % len(principles)].id, Preference((n % 5 > 2) - (n % 5 < 2))
        session.correct(n, session.store.case(n).id, rule, vote)
    after = [supremacy_shown(session, each.name).won for each in session.data.annotators]
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert_exact(session)


def test_rows_and_columns_stand_in_the_order_of_priority(session: ReviewSession) -> None:
    for name in ("mara", "rm-small"):
        shown, tally = supremacy_shown(session, name), session.reviewed(name).tally
        assert [each.key for each in shown.principles] == tally.ranking().order.tolist()
        assert [each.rank for each in shown.principles] == sorted(each.rank or 99 for each in shown.principles)
        for i, row in enumerate(shown.principles):
            assert row.name == session.data.principles[row.key].name
            for j, column in enumerate(shown.principles):
                assert shown.won[i][j] == tally.wins[row.key, column.key]


def test_a_cell_in_words(session: ReviewSession) -> None:
    shown = supremacy_shown(session, "mara")
    wins = session.reviewed("mara").tally.wins
    for i, row in enumerate(shown.principles):
        for j, column in enumerate(shown.principles):
            words = pair_lines(shown, i, j)
            won, lost = int(wins[row.key, column.key]), int(wins[column.key, row.key])
            assert row.name in words[0]
            if i == j:
                assert "itself" in words[1]
                continue
            assert column.name in words[1]
            known = interval(won, won + lost)
            if known is None:
                assert "no conflict" in words[2]
                continue
            share = float(supremacy(wins)[row.key, column.key])
            assert f"won {won}, lost {lost} of {won + lost} · PS {percent(share)}" in words[2]
            assert f"({percent(known[0])} to {percent(known[1])})" in words[2]
            assert ("fewer than 30" in words[2]) is (won + lost < 30)
            assert f"enter opens {won + lost} conflict" in words[3]
            assert (f"+ the {won} won" in words[3]) is (won > 0)
            assert (f"- the {lost} lost" in words[3]) is (lost > 0)


def screen(desk: Desk) -> SupremacyScreen:
    """The supremacy screen, which must be on show."""
    assert isinstance(desk.app.screen, SupremacyScreen), desk.app.screen
    return desk.app.screen


def wins_here(desk: Desk, which: Conflicts) -> int:
    """What the cell under the cursor counts."""
    matrix = screen(desk).matrix
    assert matrix.shown is not None
    assert matrix.cell is not None
    return counted(matrix.shown, *matrix.cell, which)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_cell_under_the_cursor_is_spelled_out(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        await desk.press("3")
        for key in ("right", "down", "end", "pagedown", "home", "up", "ctrl+home"):
            await desk.press(key)
            matrix, text = screen(desk).matrix, desk.text()
            assert matrix.shown is not None
            assert matrix.cell is not None
            row, column = (matrix.shown.principles[place].name for place in matrix.cell)
            assert f"{row} (rank" in text
            assert f"against {column} (rank" in text or "against itself" in text
        assert "supremacy · mara · under review" in desk.text()


async def test_the_cells_cases_are_those_that_review_shows(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "n", "f", "n", "n", "f", "3")
        for key, which in (("enter", Conflicts.ALL), ("plus", Conflicts.WON), ("minus", Conflicts.LOST)):
            cell, expected = screen(desk).matrix.cell, wins_here(desk, which)
            assert expected, "or nothing is shown by this"
            await desk.press(key)
            assert len(desk.shown.list._ids) == expected
            await desk.press("escape")
            assert screen(desk).matrix.cell == cell
            assert screen(desk).matrix.has_focus


async def test_flags_reach_the_matrix(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("3", "down", "left")
        before = screen(desk).matrix.shown
        await desk.press("enter", "f", "escape")
        after = screen(desk).matrix.shown
        assert before is not None
        assert after is not None
        assert sum(map(sum, after.won)) < sum(map(sum, before.won))
        assert "1 flagged left out" in desk.text()
        assert after == supremacy_shown(desk.session, "mara")


async def test_another_annotators_matrix_is_shown_and_followed(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[Follow] = []
    monkeypatch.setattr(DiscretionApp, "on_follow", lambda _, message: followed.append(message))
    async with open_desk() as desk:
        await desk.press("3", "enter", "right_square_bracket", "enter")
        assert "supremacy · tomas · mara is under review" in desk.text()
        assert screen(desk).matrix.shown == supremacy_shown(desk.session, "tomas")
        assert desk.session.annotator == "mara"
        await desk.press("left_square_bracket", "left_square_bracket", "enter", "w", "1", "enter")
        last = desk.session.data.annotators[-1].name
        assert [message.annotator for message in followed] == [None, "tomas", last, None]
        assert len({message.query for message in followed}) == 1, "the cursor stays on its principles"


async def test_coming_back_shows_what_was_left(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("3", "down", "down", "right_square_bracket")
        cell, expected = screen(desk).matrix.cell, wins_here(desk, Conflicts.ALL)
        await desk.press("enter")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert desk.session.annotator == "tomas"
        assert len(desk.shown.list._ids) == expected
        await desk.press("escape")
        assert screen(desk).annotator == "tomas"
        assert screen(desk).matrix.cell == cell
        assert desk.session.annotator == "mara"


async def test_who_comes_under_review_is_shown(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("3", "right_square_bracket", "1", "w", "3", "3")
        assert desk.session.annotator == "rm-small"
        assert "supremacy · rm-small · under review" in desk.text()


async def test_where_there_is_nothing_to_open_it_is_said(open_desk: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[Follow] = []
    monkeypatch.setattr(DiscretionApp, "on_follow", lambda _, message: followed.append(message))
    async with open_desk() as desk:
        await desk.press("3", "ctrl+home", "enter")
        assert "No conflict to open here" in desk.text()
        await desk.press("end", "minus")
        assert wins_here(desk, Conflicts.LOST) == 0
        assert "None lost here" in desk.text()
        assert followed == []


async def test_large_stores_are_counted_after_it_was_said(open_desk: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.screens.supremacy.screen.AT_ONCE", 0)
    async with open_desk() as desk:
        await desk.press("3")
        waited: list[str] = []
        monkeypatch.setattr(screen(desk).matrix, "wait", waited.append)
        await desk.press("right_square_bracket")
        assert waited == ["Counting the wins of tomas …"]
        assert screen(desk).matrix.shown == supremacy_shown(desk.session, "tomas")
        await desk.press("left_square_bracket", "right_square_bracket")
        assert len(waited) == 1, "it is counted by now"


async def test_a_click_on_the_cell_opens_it(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("3", "down", "right")
        matrix = screen(desk).matrix
        expected, fits = wins_here(desk, Conflicts.ALL), matrix.fits
        row, column = matrix.cell or (0, 0)
        at = (1 + fits.label + column * fits.cell + 1, 1 + matrix.pinned + row)
        await desk.pilot.click(matrix, offset=at)
        await desk.settle()
        assert len(desk.shown.list._ids) == expected


async def test_all_common_keys_work_here(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("3", "question_mark", "end")
        assert "More keys" in desk.text()
        await desk.press("escape", "2", "3", "f", "u", "a", "z", "c", "v")
        assert desk.said() == [], "verdicts are given where the case is on show"
        await desk.press("escape")
        assert isinstance(desk.app.screen, ReviewScreen)


async def test_as_the_order_is_written_what_breaks_it_is_on_one_side(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("3")
        table = screen(desk).matrix
        assert table.shown is not None
        assert table.cell == table.shown.telling, "where there is something to say"
        await desk.press("y")
        written = table.shown
        assert [each.written for each in written.principles] == [1, 2, 3, 4, 5, 6, 7, 8]
        assert "as written: declared" in desk.text()
        (order,) = audit(desk.session.data, replicates=0, annotators=["mara"]).declared
        broken = {(each.above.n, each.below.n) for each in order.kept[0].reversals}
        places = [(row, column) for row in range(8) for column in range(row + 1, 8)]
        assert {cell for cell in places if written.decided(*cell) < 0} == broken
        assert table.cell in broken
        assert "written no. 1, rank" in desk.text()
        await desk.press("y")
        assert [each.written for each in table.shown.principles] == [None] * 8


async def test_the_whole_matrix_is_in_sight_where_numbers_have_no_room(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("3")
        table = screen(desk).matrix
        assert len(table.in_sight) == 8
        assert "+ − surely" in desk.text()
        await desk.press("number_sign")
        assert len(table.in_sight) < 8
        assert "% row won, of n" in desk.text()
        await desk.press("number_sign")
        assert len(table.in_sight) == 8
