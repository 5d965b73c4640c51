"""What the team screen shows."""

from typing import Final

from tui.screens.meaning import Meaning

TEAM: Final = (
    Meaning(
        "The reviewers",
        """Standing verdicts, own preferences, comments and corrected votes of everybody whose journal is in the
        folder. A case counts once, also where it was judged for several annotators; Enter on a number shows its
        cases.""",
    ),
    Meaning(
        "Cases and differ",
        """Cases is how many two reviewers or more have flagged or upheld, or given an own preference on. Differ is how
        many of them one flags and another upholds, or on which own preferences differ: Enter makes them a queue.""",
    ),
    Meaning(
        "Coefficient",
        """Agreement beyond chance: 1 is full agreement, 0 what chance gives. It is Cohen's kappa for two reviewers,
        Krippendorff's alpha for more; – where all said the same, so that chance leaves no room.""",
    ),
    Meaning(
        "95 % interval",
        """Where the coefficient lies in 95 % of 1000 resamples of the cases: a wide one says that too few cases were
        reviewed by two. With ? some resamples had no coefficient, and the interval is too narrow.""",
    ),
    Meaning(
        "While others work",
        """What is appended to other journals is read once a second and shown at once. Your own verdict decides what
        you see as flagged; without one the majority of the others does.""",
    ),
)
