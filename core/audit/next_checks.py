"""Which votes to check next: those of the principles whose checks narrow the corrected ranking most."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.correcting import Checked, coded_votes
from core.metrics.confusion import SURE, needed
from core.metrics.corrected_pairs import corrected_pairs, pair_counts
from core.metrics.corrected_priority import corrected_priorities

Floats = NDArray[np.float64]

_NEAR: Final = 100
"""Checks that a principle may be short of, if not of as many as it has, to come before those checked well enough."""
_SAFE: Final = 2 * SURE
"""Standard errors from 0 from which more checks are hardly needed for the confusion's determinant itself."""
_FIRST: Final = 1e6
"""More than any variance: what comes before all variances."""


def next_checks(checked: Checked, annotation: NDArray[np.int8], left: Sequence[int], count: int) -> tuple[int, ...]:
    """The principles (by column) of up to `count` more checks, where so many votes of each are `left` to check.

    None where no more checks are useful.
    """
    useful, rest, chosen = usefulness(checked, annotation), np.array(left), list[int]()
    for _ in range(count):
        useful[rest <= 0] = 0
        principle = int(useful.argmax())
        if useful[principle] <= 0:
            break
        chosen.append(principle)
        rest[principle] -= 1
        checks = checked.confusions[principle].count + chosen.count(principle)
        useful[principle] *= checks / (checks + 2)
    return tuple(chosen)


def usefulness(checked: Checked, annotation: NDArray[np.int8]) -> Floats:
    """How much one more check of each principle (P,) would narrow the priorities that an annotation (N,) gives.

    Those that some more checks would determine come first, the nearest to it before all, and with them those that have
    fewer checks than others and are not determined, or hardly: with few, nobody knows how many it takes, and a sample
    that ends as soon as it seems enough is too often lucky. Then by variance taken away; those last that can hardly be
    determined.
    """
    kept, few = checked.kept, [each for each in checked.confusions if each.lack is None]
    short = np.array([needed(each) for each in checked.confusions])
    count = np.array([each.count for each in checked.confusions])
    lacking = np.array([each.lack is not None for each in checked.confusions])
    unsure = np.array([each.apart < _SAFE for each in checked.confusions]) & (count < max(_NEAR, count.mean()))
    near = (lacking & (short > 0) & (short <= np.maximum(_NEAR, count))) | unsure
    found: Floats = np.where(near, _FIRST, 0.0) / (1 + np.where(short > 0, short, _NEAR))
    if len(kept) < 2:
        nearest: Floats = found + 1 / (1 + short + count)
        return nearest
    coded = coded_votes(checked.own, kept)
    pairs = corrected_pairs(pair_counts(coded, annotation), few)
    left = corrected_priorities(coded, annotation, few, pairs).by_checks
    taken = np.nansum(np.diagonal(left, axis1=1, axis2=2), axis=1) / np.array([each.count + 1 for each in few])
    found[kept] += taken
    return found
