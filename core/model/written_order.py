"""A constitution's declared order as an annotator: on each case it follows the highest principle that has a vote."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

NAME: Final = "declared"
"""What the annotator that follows the stored order is called."""
_ROWS: Final = 1 << 15
"""Cases looked at together: their votes stay in cache while the principles take turns."""


def declared_preferences(votes: NDArray[np.int8], order: NDArray[np.integer] | Sequence[int]) -> NDArray[np.int8]:
    """Prefer on each case what the highest declared principle with a non-zero vote prefers: int8 (N,).

    From votes (N, P) in {+1, 0, -1} and the columns of principles from the highest down. 0 where none of them has a
    vote; a principle that is not in the order has no say.
    """
    preferences = np.zeros(len(votes), dtype=np.int8)
    for start in range(0, len(votes), _ROWS):
        part, chosen = votes[start : start + _ROWS], preferences[start : start + _ROWS]
        for principle in reversed(order):
            vote = part[:, principle]
            np.copyto(chosen, vote, where=vote != 0)
    return preferences


def declared_given(cases: int, voted: NDArray[np.bool_] | None, order: Sequence[int]) -> NDArray[np.bool_]:
    """Tell on which cases an order has any vote to follow, one for neither too: bool (N,).

    From where a vote was cast (N, P), None where all were, and the columns of the order's principles.
    """
    if voted is None:
        return np.ones(cases, dtype=np.bool_)
    given: NDArray[np.bool_] = np.any(voted[:, list(order)], axis=1, keepdims=False)
    return given


def follower_title(name: str) -> str:
    """What an annotator that follows an order is shown as; its name is that of the order."""
    return f"follows the declared order{name.removeprefix(NAME)}" if name.startswith(NAME) else f"follows {name}"


def follower_short(name: str) -> str:
    """The same where there is little room, or what an order would choose is meant."""
    return f"{NAME} order{name.removeprefix(NAME)}" if name.startswith(NAME) else f"order {name}"


def annotator_name(wanted: str, taken: set[str]) -> str:
    """The name of an order as an annotator, told apart from annotators that are called the same."""
    name = wanted
    while name in taken:
        name = f"{name} (order)"
    return name
