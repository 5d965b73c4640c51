"""What the votes dialog and the votes check show."""

from typing import Final

from tui.screens.meanings.meaning import Meaning

VOTES: Final = (
    Meaning(
        "Vote",
        """What the principle prefers on this case as it counts for you: what you say of it, else what more other
        reviewers say than say anything else, else the oracle's own. ✎ marks one that is not the oracle's own any
        more.""",
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

VOTE_CHECK: Final = (
    Meaning(
        "The sample",
        """Votes drawn at random, as many of each principle, in an order of your own that is the same the next time.
        The oracle's vote is shown once you have answered, and your answer corrects or confirms it.""",
    ),
    Meaning(
        "Right",
        """In how many of the votes you answered blind the oracle's own vote was your answer. Votes whose answer you
        knew, as you corrected them or took your answer back, do not count; g leads to the cases of those that do.""",
    ),
    Meaning(
        "95 %",
        """The Wilson interval: where the accuracy may well lie, given so few answers. It takes your answers for the
        truth, so that your own slips count as the oracle's.""",
    ),
)
