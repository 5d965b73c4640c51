"""Flags packed into words and back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.storage.bits import pack_bits, unpack_bits


@given(st.integers(0, 64).flatmap(lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=1)))
def test_bits_come_back(rows: list[list[bool]]) -> None:
    flags = np.array(rows, dtype=np.bool_)
    words = pack_bits(flags)
    assert words.tolist() == [sum(1 << column for column, flag in enumerate(row) if flag) for row in rows]
    assert np.array_equal(unpack_bits(words, flags.shape[1]), flags)
