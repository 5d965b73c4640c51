"""How likely annotations are, against sums over pairs."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.likelihood import choice_likelihood, expected
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from core.model.terms import Status

cases = st.lists(st.tuples(*[st.sampled_from([-1, 0, 1])] * 5), min_size=1, max_size=20)


@given(cases)
def test_it_is_the_mean_over_pairs(rows: list[tuple[int, ...]]) -> None:
    votes = np.array([row[:4] for row in rows], dtype=np.int8)
    annotation = np.array([row[4] for row in rows], dtype=np.int8)
    ranking = rank_principles(win_matrix(votes, annotation))
    chances = expected(ranking)
    found = choice_likelihood(votes, annotation, ranking)
    for row, chance in zip(rows, found, strict=True):
        sided = [c for c in range(4) if row[c] * row[4] > 0]
        overruled = [c for c in range(4) if row[c] * row[4] < 0]
        pairs = [chances[i, j] for i in sided for j in overruled]
        if pairs:
            assert math.isclose(chance, sum(pairs) / len(pairs), abs_tol=1e-6)
        else:
            assert math.isnan(chance)


@given(cases)
def test_the_chances_of_a_pair_add_up_to_one(rows: list[tuple[int, ...]]) -> None:
    votes = np.array([row[:4] for row in rows], dtype=np.int8)
    ranking = rank_principles(win_matrix(votes, np.array([row[4] for row in rows], dtype=np.int8)))
    chances = expected(ranking)
    assert np.allclose(chances + chances.T, 1)
    above = ranking.signs > 0
    assert (chances[above] >= 0.5).all()
    for i in range(4):
        for j in range(4):
            both = ranking.status[i] is Status.RANKED and ranking.status[j] is Status.RANKED
            if both and ranking.component[i] == ranking.component[j]:
                gap = ranking.weights[i] - ranking.weights[j]
                assert math.isclose(chances[i, j], 1 / (1 + math.exp(-gap)), rel_tol=1e-9)
