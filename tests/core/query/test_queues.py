"""Queues: the same cases in another order, for a reason that holds."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.influence import influence
from core.query.queues import Order, Queue, queued

NAMES = ("Be honest", "Be kind", "Avoid harm")
cases = st.lists(st.tuples(*[st.sampled_from([-1, 0, 1])] * 4), min_size=1, max_size=24)


def arrays(rows: list[tuple[int, ...]]) -> tuple[Any, Any, Any]:
    votes = np.array([row[:3] for row in rows], dtype=np.int8)
    ids = np.flatnonzero(np.arange(len(rows)) % 3 != 2).astype(np.int32)
    return ids, votes, np.array([row[3] for row in rows], dtype=np.int8)


@given(cases, st.sampled_from([order for order in Order if order is not Order.SAMPLE]))
def test_every_case_comes_once(rows: list[tuple[int, ...]], order: Order) -> None:
    ids, votes, annotation = arrays(rows)
    found = queued(Queue(order), ids, votes, annotation, NAMES)
    assert sorted(found.ids.tolist()) == ids.tolist()
    assert found.ids.dtype == np.int32
    assert set(found.reasons) <= set(ids.tolist())


@given(cases, st.integers(1, 30), st.integers(0, 5))
def test_a_sample_is_drawn_without_replacement_and_the_same_for_a_seed(
    rows: list[tuple[int, ...]], size: int, seed: int
) -> None:
    ids, votes, annotation = arrays(rows)
    queue = Queue(Order.SAMPLE, size, seed)
    drawn = queued(queue, ids, votes, annotation, NAMES).ids.tolist()
    assert len(drawn) == len(set(drawn)) == min(size, len(ids))
    assert set(drawn) <= set(ids.tolist())
    assert drawn == queued(queue, ids, votes, annotation, NAMES).ids.tolist()


def test_another_seed_draws_others() -> None:
    votes = np.ones((1000, 3), dtype=np.int8)
    ids = np.arange(1000, dtype=np.int32)
    drawn = [queued(Queue(Order.SAMPLE, 20, seed), ids, votes, votes[:, 0], NAMES).ids.tolist() for seed in (0, 1)]
    assert drawn[0] != drawn[1]


@given(cases)
def test_the_most_contested_come_first(rows: list[tuple[int, ...]]) -> None:
    ids, votes, annotation = arrays(rows)
    balance = [
        min((votes[n] > 0).sum(), (votes[n] < 0).sum()) / max((votes[n] != 0).sum(), 1)
        for n in queued(Queue(Order.CONTESTED), ids, votes, annotation, NAMES).ids
    ]
    assert balance == sorted(balance, reverse=True)


def test_equally_contested_cases_stand_by_their_votes_then_as_the_dataset_has_them() -> None:
    rows = [(1, 0, 0, 0), (1, -1, 0, 0), (1, 1, 0, 0), (1, -1, 1, -1), (0, 0, 0, 0), (1, -1, 0, 0), (-1, -1, 1, 1)]
    rows += [(1, 1, -1, 0), (0, 0, 1, 0), (-1, -1, 0, 0)]
    votes = np.array(rows, dtype=np.int8)
    ids = np.arange(len(rows), dtype=np.int32)
    found = queued(Queue(Order.CONTESTED), ids, votes, votes[:, 0], (*NAMES, "Be brief")).ids.tolist()
    assert found == [3, 6, 1, 5, 7, 2, 9, 0, 4, 8]


@given(cases)
def test_annotations_against_a_consensus_are_the_most_likely_arbitrary(rows: list[tuple[int, ...]]) -> None:
    ids, votes, annotation = arrays(rows)
    found = queued(Queue(Order.UNLIKELY), ids, votes, annotation, NAMES)
    against = [
        bool(annotation[n]) and votes[n].any() and set(votes[n].tolist()) - {0} == {-int(annotation[n])}
        for n in found.ids.tolist()
    ]
    assert against == sorted(against, reverse=True)
    for n, is_against in zip(found.ids.tolist(), against, strict=True):
        assert found.reasons.get(n, "").startswith("against") == is_against


@given(cases)
def test_the_next_review_is_worth_most(rows: list[tuple[int, ...]]) -> None:
    ids, votes, annotation = arrays(rows)
    found = queued(Queue(Order.INFLUENCE), ids, votes, annotation, NAMES)
    values = influence(votes, annotation)
    worth = dict(zip(values.cases.tolist(), values.value.tolist(), strict=True))
    order = [worth.get(n, -1.0) for n in found.ids.tolist()]
    assert order == sorted(order, reverse=True)
    assert set(found.reasons) == set(ids.tolist())


def test_progress_can_end_the_work() -> None:
    class Enough(Exception):  # noqa: N818 - not an error
        pass

    def stop(done: int, total: int) -> None:
        assert 0 < done <= total
        raise Enough

    votes = np.array([[1, -1, 0], [-1, 1, 1], [1, 1, -1]], dtype=np.int8)
    with pytest.raises(Enough):
        queued(Queue(Order.INFLUENCE), np.arange(3, dtype=np.int32), votes, np.ones(3, dtype=np.int8), NAMES, stop)
