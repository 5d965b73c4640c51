"""What the check of votes shows."""

from typing import Final

from tui.screens.meaning import Meaning

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
