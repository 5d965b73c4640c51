"""Annotators that are made one: what most answers say, by the plain definition."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importers.entries.pool import Pool


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [((1, 1, -1), 1), ((0, 0, 1), 0), ((-1, 0), 0), ((1, 1, 0, 0, -1), 0), ((-1, -1, 0), -1), ((0,), 0)],
)
def test_what_most_answers_say(answers: tuple[int, ...], wanted: int) -> None:
    pool = Pool()
    pool.add(2, answers)
    assert list(pool.preferences()) == [(2, wanted)]


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from((-1, 0, 1))), max_size=30))
def test_pools_equal_a_plain_definition(rows: list[tuple[int, int]]) -> None:
    pool = Pool()
    for case, answer in rows:
        pool.add(case, [answer])
    wanted = []
    for case in sorted({case for case, _ in rows}):
        counts = Counter(answer for of, answer in rows if of == case)
        most = [answer for answer, count in counts.items() if count == max(counts.values())]
        wanted.append((case, most[0] if len(most) == 1 else 0))
    assert list(pool.preferences()) == wanted
