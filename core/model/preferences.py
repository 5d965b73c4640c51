"""From probabilities, rewards and presentation orders to preferences in {+1, 0, -1}."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def from_probabilities(prob_a: ArrayLike, prob_b: ArrayLike, prob_na: ArrayLike) -> NDArray[np.int8]:
    """Decide for the likelier response: sign(prob_a - prob_b), but 0 where `prob_na` exceeds both.

    Takes arrays that broadcast together and returns int8 of their shape; 0 also on a tie. A NaN exceeds nothing and is
    exceeded by nothing. The rule is that of arXiv 2502.10441.
    """
    a, b, na = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in (prob_a, prob_b, prob_na)))
    return np.where((na > a) & (na > b), 0, _sign(a, b)).astype(np.int8)


def from_rewards(reward_a: ArrayLike, reward_b: ArrayLike, reward_na: ArrayLike = np.nan) -> NDArray[np.int8]:
    """Decide for the higher reward: sign(reward_a - reward_b), but 0 where `reward_na` exceeds both.

    Takes arrays that broadcast together and returns int8 of their shape; NaN where there is no `reward_na`.
    """
    return from_probabilities(reward_a, reward_b, reward_na)


def oriented(preference: ArrayLike, order: ArrayLike) -> NDArray[np.int8]:
    """Turn preferences between what was displayed into preferences between A and B, as int8.

    Order 0 showed (A, B) and stays; order 1 showed them swapped and is reversed.
    """
    given = np.asarray(preference, dtype=np.int8)
    return np.where(np.asarray(order) == 1, -given, given).astype(np.int8)


def combine(first: ArrayLike, second: ArrayLike) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Combine the preferences given in both presentation orders, each already `oriented`.

    Returns the preference (int8; non-zero only where both orders give the same non-zero one) and whether the two are
    position-inconsistent (bool; where they differ at all), both of the shape the arrays broadcast to.
    """
    one, other = np.broadcast_arrays(np.asarray(first, dtype=np.int8), np.asarray(second, dtype=np.int8))
    same = one == other
    return np.where(same, one, 0).astype(np.int8), ~same


def _sign(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.int8]:
    """Compare instead of subtracting: exact for infinities too, and 0 for NaN."""
    return np.asarray((a > b).astype(np.int8) - (a < b).astype(np.int8), dtype=np.int8)
