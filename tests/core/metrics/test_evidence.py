"""What tests say together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from core.metrics.evidence import OrderEvidence, adjusted, evidence


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_p_values_are_adjusted_as_scipy_does(p_values: list[float]) -> None:
    assert adjusted(np.array(p_values)) == pytest.approx(false_discovery_control(p_values))


def test_a_word_that_another_seed_could_change_is_not_said() -> None:
    found = evidence([(0, 1000)]), evidence([(45, 1000)]), evidence([(55, 1000)]), evidence([(80, 1000)])
    assert found == (
        (OrderEvidence.DIFFERS,),
        (OrderEvidence.UNDECIDED,),
        (OrderEvidence.UNDECIDED,),
        (OrderEvidence.NONE,),
    )
    assert evidence([(450, 10_000)]) == (OrderEvidence.DIFFERS,)
    assert evidence([(0, 50)]) == (OrderEvidence.UNDECIDED,)


def test_more_pairs_need_more_evidence() -> None:
    assert evidence([(10, 1000)]) == (OrderEvidence.DIFFERS,)
    assert evidence([(10, 1000), *[(500, 1000)] * 9])[0] is OrderEvidence.NONE
    assert evidence([(10, 1000)] * 10) == (OrderEvidence.DIFFERS,) * 10
    assert evidence([]) == ()


def test_the_words_are_these() -> None:
    assert [each.value for each in OrderEvidence] == ["differs", "undecided", "no evidence"]
