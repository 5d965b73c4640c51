"""How precisely a share is known from a few trials (E. B. Wilson, J. Amer. Statist. Assoc. 22, 1927).

As `scipy.stats.binomtest` does, which takes half a second to load: screens show these while a key waits.
"""

from math import sqrt
from statistics import NormalDist


def interval(successes: int, trials: int, level: float = 0.95) -> tuple[float, float] | None:
    """Give the Wilson score interval of a share, low and high within 0 to 1; None without trials.

    Raises ValueError where successes are not within 0 to trials, or the level not between 0 and 1.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"There cannot be {successes} successes in {trials} trials.")
    if not 0 < level < 1:
        raise ValueError(f"A level lies between 0 and 1, unlike {level}.")
    if not trials:
        return None
    quantile = NormalDist().inv_cdf((1 + level) / 2)
    square = quantile * quantile
    middle = successes + square / 2
    reach = quantile * sqrt(successes * (trials - successes) / trials + square / 4)
    low = (middle - reach) / (trials + square)
    high = (middle + reach) / (trials + square) if successes < trials else 1.0
    return low, high
