"""Categories of cases and arbitrariness, against the definitions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from core.metrics.agreement import Taxonomy, arbitrariness, arbitrary, categories, consensus_side, taxonomy
from core.metrics.likelihood import choice_likelihood
from core.metrics.priority import rank_principles
from core.metrics.supremacy import conflict_sides, win_matrix
from core.metrics.tally import Tally
from core.model.terms import Category
from tests.core.metrics import brute
from tests.core.metrics.strategies import Votes, datasets


@given(datasets())
def test_every_case_has_the_category_its_votes_define(data: tuple[Votes, Votes]) -> None:
    votes, _ = data
    found = categories(votes)
    assert found.dtype == np.int8
    assert found.tolist() == [brute.category(row) for row in votes]


@given(datasets())
def test_the_three_categories_partition_the_cases(data: tuple[Votes, Votes]) -> None:
    votes, _ = data
    counts = taxonomy(votes)
    assert counts.cases == len(votes)
    expected = [brute.category(row) for row in votes]
    assert counts.consensus == expected.count(Category.CONSENSUS)
    assert counts.conflict == expected.count(Category.CONFLICT)
    assert counts.indifference == expected.count(Category.INDIFFERENCE)


@given(datasets())
def test_a_consensus_has_the_side_of_its_votes(data: tuple[Votes, Votes]) -> None:
    votes, _ = data
    sides = consensus_side(votes)
    assert sides.dtype == np.int8
    for row, side in zip(votes, sides, strict=True):
        in_consensus = brute.category(row) is Category.CONSENSUS
        assert side == (next(vote for vote in row if vote) if in_consensus else 0)


@given(datasets())
def test_arbitrariness_counts_opposed_consensus(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    opposed, cases = brute.arbitrary_count(votes, annotation)
    found = arbitrariness(votes, annotation)
    assert (found.opposed, found.cases) == (opposed, cases)
    assert found.value == (opposed / cases if cases else None)
    marked = arbitrary(votes, annotation)
    assert marked.dtype == np.bool_
    assert marked.sum() == opposed
    assert all(brute.category(row) is Category.CONSENSUS for row in votes[marked])


@given(datasets())
def test_swapping_a_and_b_everywhere_changes_nothing(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    assert taxonomy(-votes) == taxonomy(votes)
    assert arbitrariness(-votes, -annotation) == arbitrariness(votes, annotation)


@given(datasets())
def test_the_opposite_annotator_is_arbitrary_exactly_where_this_one_is_not(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    this, other = arbitrariness(votes, annotation), arbitrariness(votes, -annotation)
    assert this.cases == other.cases
    assert this.opposed + other.opposed == this.cases


def test_shares_are_of_all_voted_cases() -> None:
    counts = Taxonomy(consensus=3, conflict=1, indifference=4)
    assert counts.share(counts.consensus) == 0.375
    assert Taxonomy(0, 0, 0).share(0) is None
    absent = Taxonomy(consensus=3, conflict=1, indifference=0, unvoted=4, partly_voted=2)
    assert (absent.voted, absent.cases, absent.share(absent.consensus)) == (4, 8, 0.75)


_VOTES = np.array([[1, -1], [1, 1], [0, -1]])
_ANNOTATION = np.array([1, -1, 0])


@pytest.mark.parametrize("measure", [categories, consensus_side, taxonomy])
@pytest.mark.parametrize("votes", [_VOTES.astype(np.uint8), _VOTES * 2, _VOTES / 2, np.where(_VOTES, _VOTES, np.nan)])
def test_votes_that_would_count_for_a_wrong_side_are_refused(
    measure: Callable[[Any], Any], votes: np.ndarray[Any, Any]
) -> None:
    measure(_VOTES)
    with pytest.raises(ValueError, match="put 0 where there is none"):
        measure(votes)


@pytest.mark.parametrize(
    "measure",
    [
        arbitrariness,
        arbitrary,
        win_matrix,
        conflict_sides,
        Tally,
        lambda votes, annotation: choice_likelihood(
            votes, annotation, rank_principles(win_matrix(_VOTES, _ANNOTATION))
        ),
    ],
)
@pytest.mark.parametrize(
    "annotation",
    [_ANNOTATION.astype(np.uint8), _ANNOTATION > 0, _ANNOTATION * 3, np.where(_ANNOTATION, _ANNOTATION, np.nan)],
)
def test_annotations_that_would_count_for_a_wrong_side_are_refused(
    measure: Callable[..., Any], annotation: np.ndarray[Any, Any]
) -> None:
    measure(_VOTES, _ANNOTATION)
    with pytest.raises(ValueError, match="put 0 where there is none"):
        measure(_VOTES, annotation)


@pytest.mark.parametrize("measure", [arbitrariness, arbitrary, win_matrix, conflict_sides])
@pytest.mark.parametrize("annotation", [_ANNOTATION[:1], _ANNOTATION[:, None], _ANNOTATION[:2]])
def test_annotations_that_would_be_stretched_are_refused(
    measure: Callable[..., Any], annotation: np.ndarray[Any, Any]
) -> None:
    with pytest.raises(ValueError, match="array of 3 cases"):
        measure(_VOTES, annotation)


def test_votes_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="cases by principles"):
        categories(_VOTES[0])
