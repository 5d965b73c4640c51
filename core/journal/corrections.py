"""Which correction of an oracle's vote stands, and the votes as they are with the corrections.

The latest standing `vote` event of each reviewer counts, whether it corrects the vote or confirms it. In a report or an
export a vote is what more reviewers say than say anything else; where no answer is ahead of all others, the oracle's
vote stays. In the app what the reviewer at work says decides what that reviewer sees, and the same count of the others
decides where that reviewer has said nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.journal.standing import Standing
from core.model.terms import Principle

Cell = tuple[int, int]
"""A case's number and a principle's column: one vote."""


def standing_vote(said: Mapping[str, int], original: int, reviewer: str | None = None) -> int:
    """Decide what a vote is, from what each reviewer says of it and the oracle's own; `reviewer` is the one at work."""
    if reviewer is not None and reviewer in said:
        return said[reviewer]
    ranked = Counter(said.values()).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return original
    return ranked[0][0]


def apply_corrections(
    votes: NDArray[np.int8], principles: Sequence[Principle], numbers: Mapping[str, int], standing: Standing
) -> dict[Cell, int]:
    """Correct votes (cases, principles) in place by what most reviewers say; the oracle's own where they now differ.

    `numbers` gives the number of each case that is there; what is said of other cases and principles has no effect.
    """
    columns = {principle.id: principle.n for principle in principles}
    corrected: dict[Cell, int] = {}
    for case, principle in standing.voted():
        if case in numbers and principle in columns:
            cell = (numbers[case], columns[principle])
            put_vote(votes, corrected, cell, standing_vote(standing.votes_on(case, principle), int(votes[cell])))
    return corrected


def put_vote(votes: NDArray[np.int8], corrected: dict[Cell, int], cell: Cell, value: int) -> None:
    """Make a vote what it is to be, and remember the oracle's own while the two differ."""
    original = corrected.pop(cell, int(votes[cell]))
    votes[cell] = value
    if value != original:
        corrected[cell] = original
