"""What the supremacy screen shows."""

from typing import Final

from tui.screens.meaning import Meaning

SUPREMACY: Final = (
    Meaning(
        "A cell",
        """░▒▓█ and the percentage say how often the annotator sided with the row's principle where it conflicts with
        the column's; the number behind them counts these conflicts. – had no such conflict, ? fewer than 30.""",
    ),
    Meaning(
        "The order",
        """Rows and columns stand in the order in which the annotator follows the principles, with their ranks. Where
        the order fits every pair, the half above ╲ is dark and the half below is light.""",
    ),
    Meaning(
        "PS and its interval",
        """Principle supremacy is the share of the conflicts that the row's principle won. Behind it stands the
        95 % Wilson interval: how uncertain the share is with so many cases.""",
    ),
    Meaning(
        "What counts",
        """Only cases on which the annotator had a preference count, and flagged annotations are left out. Enter, w and
        l open exactly the cases that were counted, and g also the flagged ones.""",
    ),
)
