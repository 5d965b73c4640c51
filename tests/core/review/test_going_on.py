"""Where a reviewer goes on: against a walk case by case."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.review import going_on
from core.review.going_on import next_place


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.data(), st.sampled_from([1, 3, 4096]))
def test_it_is_the_next_open_case_going_round(opened: list[bool], data: st.DataObject, at_once: int) -> None:
    place = data.draw(st.integers(0, len(opened) - 1))
    ids = np.array(data.draw(st.permutations(range(len(opened)))), dtype=np.int32)
    is_open = np.array(opened)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(going_on, "_AT_ONCE", at_once)
        found = next_place(ids, place, lambda ns: is_open[ns])
    walk = [*range(place + 1, len(ids)), *range(place)]
    assert found == next((at for at in walk if opened[ids[at]]), None)
