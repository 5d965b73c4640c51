"""Where the parts of a case stand in its frame: pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

NARROWEST: Final = 30
"""Columns below which the responses stand above one another."""
SURE: Final = 6
"""Rows of votes that are given a line each although the texts need lines too; more of them stand in pairs then."""
LANDING: Final = 8
"""Lines between the heights at which the votes stand where there is more room than text."""
_OPENING: Final = 3
"""Lines of the question that it is sure of."""


class Need(NamedTuple):
    """Lines that a part is sure of, those with which nothing of it is cut, and its weight where there are fewer."""

    least: int
    full: int
    weight: int = 1


class Heights(NamedTuple):
    """Lines given to the three parts of a case, and to a principle in full below them."""

    prompt: int
    responses: int
    votes: int
    told: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """Rows `y` to `y + height` of the frame's inside: parts beside one another, with a rule on top where `ruled`.

    `parts` are names and widths from left to right, one column apart; `joint` stands where that column meets the rule.
    """

    y: int
    height: int
    parts: tuple[tuple[str, int], ...]
    ruled: bool = True
    joint: str = "┬"

    @property
    def room(self) -> int:
        """Rows for the parts themselves."""
        return self.height - self.ruled


def share(height: int, needs: Sequence[Need]) -> list[int]:
    """Share at most `height` lines: each part gets what it is sure of, then all grow by weight as far as they need.

    Where not even the sure lines fit, the part with the most lines gives one, again and again.
    """
    given = [min(need.least, need.full) for need in needs]
    for _ in range(sum(given) - height):
        given[given.index(max(given))] -= 1
    grown = [0] * len(needs)
    for _ in range(height - sum(given)):
        cut = [at for at, need in enumerate(needs) if given[at] < need.full]
        if not cut:
            break
        at = min(cut, key=lambda at: (grown[at] + 1) / needs[at].weight)
        given[at] += 1
        grown[at] += 1
    return given


def share_heights(
    height: int, question: int, prompt: int, responses: int, votes: int | None, *, least: int, told: int = 0
) -> Heights:
    """Share `height` lines among a prompt, responses (rules included) and rows of votes, as many as each needs.

    `question` of the lines of the prompt are its last turn, which comes first; responses are sure of `least` lines, and
    votes of SURE rows or, in pairs, of all. Lines that are left show votes one a row, then `told` lines of a principle
    in full, then earlier turns; the rest is blank: the votes stand at one of few heights, so that they seldom move.
    Votes of None stand elsewhere: what is left over goes to the responses.
    """
    rows = max(votes or 0, 1)
    paired = 0 if votes is None else 1 + (rows if rows <= SURE else -(-rows // 2))
    first = (Need(_OPENING, question, 2), Need(least, responses, 3), Need(paired, paired))
    asked, answered, voted = share(height, first)
    left = height - asked - answered - voted
    alone = 1 + rows - paired
    more = alone if votes is not None and voted == paired and alone <= left else 0
    told = min(told, left - more)
    earlier = min(prompt - asked, left - more - told)
    spare = left - more - told - earlier
    if votes is None:
        return Heights(asked + earlier, answered + spare, 0, told)
    needed = asked + earlier + answered
    landing = min(-needed % LANDING, spare)
    return Heights(asked + earlier, answered + landing, voted + more + spare - landing, told)


def share_stack(height: int, first: int, second: int) -> int:
    """Give the lines of the upper of two stacked parts that need `first` and `second` lines: half, or what is over."""
    return max(1, min(first, max(height // 2, height - second)))


def halves(width: int) -> tuple[int, int]:
    """Give the widths of two parts beside one another, one column between them."""
    left = (width - 1) // 2
    return left, width - 1 - left


def stacks(width: int) -> bool:
    """Tell whether the responses must stand above one another in a frame `width` cells wide inside."""
    return halves(width)[0] < NARROWEST


def side_by_side(width: int, heights: Heights) -> tuple[Band, ...]:
    """Lay out prompt, responses beside one another, votes."""
    left, right = halves(width)
    votes = Band(heights.prompt + heights.responses, heights.votes, (("left", left), ("right", right)), joint="┼")
    return (
        Band(0, heights.prompt, (("prompt", width),), ruled=False),
        Band(heights.prompt, heights.responses, (("a", left), ("b", right))),
        *([votes] if heights.votes else []),
    )


def stacked(width: int, heights: Heights, first: int, second: int) -> tuple[Band, ...]:
    """Lay out prompt, response A of `first` lines above B of `second` lines, votes."""
    left, right = halves(width)
    upper = share_stack(heights.responses, first, second)
    below = heights.prompt + upper
    votes = Band(heights.prompt + heights.responses, heights.votes, (("left", left), ("right", right)))
    return (
        Band(0, heights.prompt, (("prompt", width),), ruled=False),
        Band(heights.prompt, upper, (("a", width),)),
        Band(below, heights.responses - upper, (("b", width),)),
        *([votes] if heights.votes else []),
    )
