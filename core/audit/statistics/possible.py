"""What sums must be whatever was counted: numbers that no lake can have are damage, or were made up."""

from typing import Final

import numpy as np

from core.audit.statistics.statistics import Counts, Statistics
from core.metrics.shard_sums import OfAnnotator, OfCases, OfPair

_MOST: Final = 1 << 53
"""Cases of a lake, whose numbers a float still tells apart."""


def refuse_impossible(found: Statistics) -> None:
    """Raise ValueError where a sum is negative, or more than what it is a part of."""
    cases = found.cases[:, : OfCases.UNVOTED + 1].sum(axis=1)
    about = found.about
    _within(found.cases, np.full_like(found.cases, _MOST // about.shards))
    _within(found.cases[:, OfCases.PARTLY_VOTED], cases - found.cases[:, OfCases.UNVOTED])
    _within(found.cases[:, OfCases.MOVABLE], found.cases[:, OfCases.PARTLY_VOTED])
    for place in range(len(about.annotators)):
        _annotator(found, place, cases)
    for (one, other), pair in found.pairs.items():
        mine = found.counts[[one, other]].min(axis=0)
        _within(pair.counts[:, OfPair.CASES], mine[:, OfAnnotator.ANNOTATIONS])
        _within(
            pair.counts[:, OfPair.CONFLICTS], np.minimum(pair.counts[:, OfPair.CASES], mine[:, OfAnnotator.CONFLICTS])
        )
        if pair.wins is not None:
            _within(pair.wins, found.wins[[one, other]])


def _annotator(found: Statistics, place: int, cases: Counts) -> None:
    count, sides, wins, followed = (each[place] for each in (found.counts, found.sides, found.wins, found.followed))
    conflicts, consensus = count[:, OfAnnotator.CONFLICTS], count[:, OfAnnotator.CONSENSUS]
    _within(count[:, OfAnnotator.GIVEN], cases)
    _within(count[:, OfAnnotator.FLAGGED], count[:, OfAnnotator.GIVEN])
    _within(count[:, OfAnnotator.ANNOTATIONS], count[:, OfAnnotator.GIVEN])
    _within(conflicts, found.cases[:, OfCases.CONFLICT])
    _within(consensus, found.cases[:, OfCases.CONSENSUS])
    _within(count[:, OfAnnotator.OPPOSED], consensus)
    _within(count[:, OfAnnotator.NEITHER], count[:, OfAnnotator.ANNOTATIONS] - conflicts - consensus)
    _within(sides, conflicts[:, None])
    _within(wins, np.minimum(sides[:, :, None], sides[:, None, :]))
    _within(wins + wins.swapaxes(1, 2), conflicts[:, None, None])
    _within(followed, count[:, OfAnnotator.ANNOTATIONS].sum())
    if wins.diagonal(axis1=1, axis2=2).any() or followed.diagonal().any():
        raise ValueError(place)


def _within(part: Counts, whole: "Counts | np.int64") -> None:
    if (part < 0).any() or (part > whole).any():
        raise ValueError(int(part.max(initial=0)))
