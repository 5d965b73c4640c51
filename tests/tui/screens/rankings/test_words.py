"""What is said of a principle's place in a ranking, for every way in which the data may determine it or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from core.audit import measure
from core.query.grammar import parse
from core.review.counted_now import counted_now
from core.review.session import ReviewSession
from tests.core.building import build
from tui.presenting.annotator_cases import Conflicts
from tui.presenting.ranked import RankedPrinciple
from tui.screens.rankings.cells import Scale
from tui.screens.rankings.columns import measured_rows, ranked_annotators, rankings_shown
from tui.screens.rankings.words import counted_query, explained, held, word_heights

CHAIN = [[1, -1, 0, 0, 0], [0, 1, -1, 0, 0], [0, 0, 1, -1, 0], [1, 0, 0, 0, 0]]
"""Each principle beats the next one, and the last is in no conflict."""
GROUPS = [[1, -1, 0, 0], [-1, 1, 0, 0], [1, -1, 0, 0], [0, 0, 1, -1], [0, 0, -1, 1], [0, 1, -1, 0]]
"""Two pairs that win and lost against each other, the first pair above the second."""


@contextmanager
def session_of(tmp_path: Path, votes: list[list[int]]) -> Iterator[ReviewSession]:
    """A session on an annotator who always prefers A."""
    store = build(tmp_path / "s.duckdb", np.array(votes, dtype=np.int8), {"ann\x1b[2J": [1] * len(votes)})
    session, _ = ReviewSession.open(store, "r1")
    with session:
        yield session


def rows_of(session: ReviewSession) -> tuple[RankedPrinciple, ...]:
    return rankings_shown(session, ranked_annotators(session))[0].rows


def said_of(session: ReviewSession, row: RankedPrinciple, scale: Scale = Scale.LOG_ODDS) -> str:
    (annotator,) = ranked_annotators(session)
    said = explained(session, annotator, row, scale)
    assert "\x1b" not in said.standing
    return f"{said.standing} | {said.counts} | {' '.join(said.meaning)}"


def test_what_the_data_does_not_determine_is_said(tmp_path: Path) -> None:
    with session_of(tmp_path, CHAIN) as session:
        rows = rows_of(session)
        assert [row.status for row in rows] == ["always-wins", "placed", "placed", "always-loses", "unranked"]
        said = [said_of(session, row) for row in rows]
        assert "rank 1 of 4 | sided with in 1 of 1 conflict, won 1 of 1 pair | Won every conflict" in said[0]
        assert (
            "rank 2 of 4 | sided with in 1 of 2 conflicts, won 1 of 2 pairs | "
            "Beat some and lost to others, none both ways" in said[1]
        )
        assert "rank 4 of 4 | sided with in 0 of 1 conflict, won 0 of 1 pair | Lost every conflict" in said[3]
        assert said[4].endswith(
            "unranked |  | In no conflict on which the annotator had a preference: it has no priority."
        )
        assert all("fewer than 30" in each for each in said[:4])


def test_numbers_of_different_groups_have_different_letters(tmp_path: Path) -> None:
    with session_of(tmp_path, GROUPS) as session:
        rows = rows_of(session)
        assert [(row.key, row.group) for row in rows] == [(0, "a"), (1, "a"), (2, "b"), (3, "b")]
        assert "compares within group a only" in said_of(session, rows[0])
        assert rows[0].priority == pytest.approx(np.log(2) / 2, abs=1e-6)
        assert "· +0.35 |" in said_of(session, rows[0])
        assert "· Elo +60 |" in said_of(session, rows[0], Scale.ELO)
        assert "Against a principle at 0 it would win 59 %." in said_of(session, rows[0])


def test_one_scale_needs_no_letters_and_intervals_are_those_computed(tmp_path: Path) -> None:
    votes = [[1, -1], [-1, 1], [1, -1]] * 20
    with session_of(tmp_path, votes) as session:
        found = measure(session.data.votes, counted_now(session), 200, 0)
        (annotator,) = ranked_annotators(session)
        uncertainty = found.of(annotator.name)
        assert uncertainty is not None
        rows = measured_rows(session.data.principles, annotator.tally, uncertainty)
        assert [row.group for row in rows] == ["", ""]
        assert [(row.low, row.high) for row in rows] == [(each.low, each.high) for each in uncertainty.priorities]
        said = explained(session, annotator, rows[0], Scale.LOG_ODDS)
        assert f"({rows[0].rank_low}" in said.standing
        assert " to " in said.standing
        assert "fewer than" not in " ".join(said.meaning)
        assert said.principle == "Rule 0: Keep rule number 0."
        assert not said.declared


@pytest.mark.parametrize("which", list(Conflicts))
def test_the_filters_can_be_written_down(tmp_path: Path, which: Conflicts) -> None:
    with session_of(tmp_path, CHAIN) as session:
        (annotator,) = ranked_annotators(session)
        query = counted_query(session, annotator, 1, which)
        assert str(parse(query)) == query
        row = rows_of(session)[1]
        assert held(row, which) == {"all": 2, "won": 1, "lost": 1}[which]


def test_lines_that_no_ranking_needs_tell_of_what_breaks_the_order(tmp_path: Path) -> None:
    with session_of(tmp_path, CHAIN) as session:
        assert word_heights(session, 120, 24)[5] == 1
        assert word_heights(session, 120, 40)[5] == 4
