"""Kinds of case, against their definitions."""

from functools import partial

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.query.counting import count_votes
from core.query.kinds import View, in_view
from tests.core.building import A0, A1, WORKED

SIDES = st.sampled_from([-1, 0, 1])
rows = st.lists(st.tuples(*[SIDES | st.none()] * 3, SIDES), max_size=12)


def views_of(votes: tuple[int | None, ...], annotation: int) -> set[View]:
    """The views that a case belongs to, by definition; a vote that was not cast is None."""
    cast = [vote for vote in votes if vote is not None]
    if not cast:
        return {View.ALL, View.UNVOTED}
    found = {View.ALL} | ({View.PARTLY} if len(cast) < len(votes) else set())
    sides = set(cast) - {0}
    if not sides:
        return found | {View.INDIFFERENT}
    if len(sides) == 2:
        return found | {View.CONFLICT}
    return found | {View.CONSENSUS} | ({View.ARBITRARY} if -annotation in sides else set())


@given(rows)
def test_every_case_is_in_the_views_it_belongs_to(data: list[tuple[int | None, int | None, int | None, int]]) -> None:
    votes = np.array([[vote or 0 for vote in row[:3]] for row in data], dtype=np.int8).reshape(len(data), 3)
    voted = np.array([[vote is not None for vote in row[:3]] for row in data], dtype=np.bool_).reshape(len(data), 3)
    annotation = np.array([row[3] for row in data], dtype=np.int8)
    counts = count_votes(votes, None if voted.all() else voted)
    expected = [views_of(row[:3], row[3]) for row in data]
    for view in View:
        found = in_view(view, lambda: counts, annotation)
        assert found.dtype == np.bool_
        assert found.tolist() == [view in each for each in expected]


def test_the_views_of_the_worked_example() -> None:
    a0, a1 = (np.array(each, dtype=np.int8) for each in (A0, A1))
    counted = {view: int(in_view(view, partial(count_votes, WORKED), a0).sum()) for view in View}
    assert counted == {
        View.CONFLICT: 9,
        View.CONSENSUS: 5,
        View.ARBITRARY: 1,
        View.INDIFFERENT: 1,
        View.ALL: 15,
        View.UNVOTED: 0,
        View.PARTLY: 0,
    }
    assert in_view(View.ARBITRARY, partial(count_votes, WORKED), a1).sum() == 2
