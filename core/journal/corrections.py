"""Which correction of an oracle's vote stands, and the votes as they are with the corrections.

The latest standing `vote` event of each reviewer counts, whether it corrects the vote or confirms it. In a report or an
export a vote is what more reviewers say than say anything else; where no answer is ahead of all others, the oracle's
vote stays. In the app what the reviewer at work says decides what that reviewer sees, and the same count of the others
decides where that reviewer has said nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.journal.standing import Standing
from core.model.terms import Principle

Cell = tuple[int, int]
"""A case's number and a principle's column: one vote."""


def standing_vote(said: Mapping[str, int], original: int | None, reviewer: str | None = None) -> int | None:
    """Decide what a vote is, from what each reviewer says of it and the oracle's own; None for a missing one.

    `reviewer` is the one at work.
    """
    if reviewer is not None and reviewer in said:
        return said[reviewer]
    ranked = Counter(said.values()).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return original
    return ranked[0][0]


@dataclass(frozen=True, slots=True, eq=False)
class CorrectedVotes:
    """Votes (cases, principles) in {+1, 0, -1}, those that reviewers correct put right in place.

    `voted` (cases, principles) tells which were cast, by the oracle or in a correction; None where all are.
    `corrected` has what the oracle said where its vote is corrected, None where it cast none.
    """

    votes: NDArray[np.int8]
    voted: NDArray[np.bool_] | None
    corrected: dict[Cell, int | None]

    def at(self, cell: Cell) -> int | None:
        """A vote as it counts; None where none was cast."""
        return int(self.votes[cell]) if self.voted is None or self.voted[cell] else None

    def original(self, cell: Cell) -> int | None:
        """What the oracle itself said; None where it cast no vote."""
        return self.corrected[cell] if cell in self.corrected else self.at(cell)

    def put(self, cell: Cell, value: int | None) -> None:
        """Make a vote what it is to be, and remember the oracle's own while the two differ."""
        original = self.original(cell)
        self.corrected.pop(cell, None)
        self.votes[cell] = value or 0
        if self.voted is not None:
            self.voted[cell] = value is not None
        if value != original:
            self.corrected[cell] = original


def apply_corrections(
    found: CorrectedVotes, principles: Sequence[Principle], numbers: Mapping[str, int], standing: Standing
) -> None:
    """Correct votes in place by what most reviewers say.

    `numbers` gives the number of each case that is there; what is said of other cases and principles has no effect.
    """
    columns = {principle.id: principle.n for principle in principles}
    for case, principle in standing.voted():
        if case in numbers and principle in columns:
            cell = (numbers[case], columns[principle])
            found.put(cell, standing_vote(standing.votes_on(case, principle), found.original(cell)))
