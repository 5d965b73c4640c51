"""What the dialog of votes shows."""

from typing import Final

from tui.screens.meaning import Meaning

VOTES: Final = (
    Meaning(
        "Vote",
        """What the principle prefers on this case as it counts for you: what you say of it, else what more other
        reviewers say than say anything else, else the oracle's own; missing where nobody cast one. ✎ marks one that is
        not the oracle's own any more.""",
    ),
    Meaning(
        "Sure",
        """The probability that the oracle gave to the vote that counts now, so a correction often has a low one. ⇄
        marks answers that differed with the order of presentation.""",
    ),
    Meaning(
        "Mine",
        """What you say of the vote; the oracle's own as your answer confirms it and marks nothing. In reports and
        exports a vote is what most reviewers say, and on a tie it stays the oracle's.""",
    ),
)
