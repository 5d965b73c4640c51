"""Where the parts of a case stand in its frame: pure arithmetic."""

from dataclasses import dataclass
from typing import Final, NamedTuple

NARROWEST: Final = 30
"""Columns below which the responses stand above one another."""
MOST_VOTES: Final = 8
"""Rows that the votes get although the texts need them too."""
LANDING: Final = 8
"""Lines between the heights at which the votes stand where there is more room than text."""


class Heights(NamedTuple):
    """Lines given to the three parts of a case."""

    prompt: int
    responses: int
    votes: int


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


def share_heights(height: int, prompt: int, responses: int, votes: int, *, least: int) -> Heights:
    """Share at most `height` lines among a prompt of so many lines, responses (rules included) and rows of votes.

    The votes are sure of what they need up to 8 rows or a quarter; the prompt of up to two fifths, or more where the
    responses leave room; the responses, sure of `least` lines where they need as many, take what is left of these. The
    votes stand below these at one of few heights, so that they seldom move, with what they need of the lines left.
    """
    vote_lines = 1 + max(1, min(votes, MOST_VOTES, max(3, height // 4)))
    room = max(height - vote_lines, 2)
    least = min(least, responses)
    most = max(height * 2 // 5, room - responses)
    prompt_lines = max(1, min(prompt, most, room - least))
    needed = min(prompt_lines + responses, room)
    upper = max(needed, min(-(-needed // LANDING) * LANDING, height - 1 - max(votes, 1)))
    response_lines = max(upper - prompt_lines, 1)
    return Heights(prompt_lines, response_lines, max(vote_lines, min(1 + votes, height - upper)))


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
    return (
        Band(0, heights.prompt, (("prompt", width),), ruled=False),
        Band(heights.prompt, heights.responses, (("a", left), ("b", right))),
        Band(heights.prompt + heights.responses, heights.votes, (("left", left), ("right", right)), joint="┼"),
    )


def stacked(width: int, heights: Heights, first: int, second: int) -> tuple[Band, ...]:
    """Lay out prompt, response A of `first` lines above B of `second` lines, votes."""
    left, right = halves(width)
    upper = share_stack(heights.responses, first, second)
    below = heights.prompt + upper
    return (
        Band(0, heights.prompt, (("prompt", width),), ruled=False),
        Band(heights.prompt, upper, (("a", width),)),
        Band(below, heights.responses - upper, (("b", width),)),
        Band(heights.prompt + heights.responses, heights.votes, (("left", left), ("right", right))),
    )
