"""What an oracle's answers on one principle of a case say of its vote."""

from collections.abc import Sequence

import numpy as np

from core.model.preferences import combine
from core.model.terms import Ballot


def percent_for(ballots: Sequence[Ballot], vote: int) -> float | None:
    """The probability of the side that was voted for, in percent, averaged over the presentation orders."""
    found = []
    for ballot in ballots:
        if ballot.prob_a is None or ballot.prob_b is None:
            return None
        first, second = (ballot.prob_a, ballot.prob_b) if ballot.order == 0 else (ballot.prob_b, ballot.prob_a)
        found.append(first if vote > 0 else second)
    return 100 * sum(found) / len(found) if found else None


def sureness(ballots: Sequence[Ballot], vote: int) -> float | None:
    """The probability that the oracle gave to a vote, 0 included, in percent; None where it gave none."""
    if vote:
        return percent_for(ballots, vote)
    found = [ballot.prob_na for ballot in ballots if ballot.prob_na is not None]
    return 100 * sum(found) / len(found) if found and len(found) == len(ballots) else None


def inconsistent(ballots: Sequence[Ballot]) -> bool:
    """Whether the answers on one principle differed with the order of presentation."""
    if len(ballots) != 2:
        return False
    first, second = (np.array([ballot.preference], dtype=np.int8) for ballot in ballots)
    return bool(combine(first, second)[1][0])
