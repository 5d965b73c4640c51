"""Tallies that share an array of votes stay right while the votes are corrected."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.metrics.priority import rank_principles
from core.metrics.tally import Tally
from tests.core.metrics import brute
from tests.core.metrics.strategies import PREFERENCES, Votes, datasets


@given(datasets(annotators=2), st.data())
def test_corrected_votes_leave_what_counting_afresh_gives(data: tuple[Votes, Votes], draw: st.DataObject) -> None:
    votes, annotations = data
    tallies = [Tally(votes, annotation) for annotation in annotations]
    current, out = annotations.copy(), np.zeros(annotations.shape, dtype=bool)
    for _ in range(draw.draw(st.integers(0, 14)) if len(votes) else 0):
        case, which = draw.draw(st.integers(0, len(votes) - 1)), draw.draw(st.integers(0, 1))
        what = draw.draw(st.sampled_from(["vote", "vote", "vote", "turn", "replace"]))
        if what == "vote":
            before = votes[case].copy()
            votes[case, draw.draw(st.integers(0, votes.shape[1] - 1))] = draw.draw(PREFERENCES)
            for tally in tallies:
                tally.revote(case, before)
        elif what == "turn":
            (tallies[which].add if out[which, case] else tallies[which].remove)(case)
            out[which, case] ^= True
        else:
            current[which, case] = draw.draw(PREFERENCES)
            tallies[which].replace(case, int(current[which, case]))
        if draw.draw(st.booleans()):
            tallies[which].ranking()
    for tally, counted in zip(tallies, np.where(out, 0, current), strict=True):
        assert_array_equal(tally.wins, brute.win_matrix(votes, counted), strict=True)
        found = tally.arbitrariness
        assert (found.opposed, found.cases) == brute.arbitrary_count(votes, counted)
        assert_allclose(tally.ranking().weights, rank_principles(tally.wins).weights, atol=1e-8)


def test_a_correction_of_a_case_that_is_out_waits() -> None:
    votes = np.array([[1, -1], [1, -1]], dtype=np.int8)
    tally = Tally(votes, np.array([1, 1], dtype=np.int8))
    tally.remove(0)
    before = votes[0].copy()
    votes[0] = [-1, 1]
    tally.revote(0, before)
    assert tally.wins.tolist() == [[0, 1], [0, 0]]
    tally.add(0)
    assert tally.wins.tolist() == [[0, 1], [1, 0]]


def test_only_the_ranking_of_a_touched_tally_is_computed_anew() -> None:
    votes = np.array([[1, -1], [-1, 1]], dtype=np.int8)
    touched, other = Tally(votes, np.array([1, 1], dtype=np.int8)), Tally(votes, np.array([0, 1], dtype=np.int8))
    first, kept = touched.ranking(), other.ranking()
    before = votes[0].copy()
    votes[0, 1] = 1
    for tally in (touched, other):
        tally.revote(0, before)
    assert touched.ranking() is not first
    assert other.ranking() is kept
    with pytest.raises(IndexError, match="There is no case 2"):
        touched.revote(2, before)
