"""What the screen of runs and the dialog of raw answers show."""

from typing import Final

from tui.screens.meaning import Meaning

RUNS: Final = (
    Meaning(
        "The runs",
        """Each is one journal of `discretion judge` beside the store, read once a second: ▶ is under way, ✓ complete,
        ‖ stopped or with failures, ! complete but not imported yet, as the store was in use. The same command takes it
        up again, and asks nothing twice that was answered.""",
    ),
    Meaning(
        "Answered, failed, left",
        """Requests that have an answer, that failed and have none since, and that were not made yet. – where the
        journal does not say how many there are.""",
    ),
    Meaning(
        "Spent and rate",
        """Dollars by the prices known when the answers came, ? where a price was not known; and requests a second over
        the last 256 of them.""",
    ),
    Meaning(
        "Same",
        """Of the questions answered in both presentation orders, the share with the same answer in both. The others
        become votes of 0.""",
    ),
    Meaning(
        "Answers",
        """Shown is which response the model saw first, sure the probability of what it chose. Enter shows all that was
        returned on the case, v the case itself, f the failures only.""",
    ),
    Meaning(
        "Oracles",
        """How far the oracle in use and each other one agree, principle by principle, and how far each annotator's
        ranking would move with the other one's votes; without flags and corrections. O turns to another oracle.""",
    ),
)

RAW_ANSWERS: Final = (
    Meaning(
        "Raw answers",
        """What models returned on this case in all runs of this store, those of the oracle in use first; run is the
        journal it stands in. Below stands the one under the cursor word for word, with what it took.""",
    ),
    Meaning(
        "Shown, vote and sure",
        """Shown is the order in which the model saw the responses; vote is what it chose, with its probability. Only a
        vote that is the same in both orders counts.""",
    ),
)
