"""What the rankings screen shows."""

from typing import Final

from tui.screens.meanings.meaning import Meaning

RANKINGS: Final = (
    Meaning(
        "The columns",
        """Each annotator's principles in the order it follows them, priorities in log-odds beside them. ◆ marks the
        principle under the cursor in every column.""",
    ),
    Meaning(
        "Ranks",
        """=3 gives the rank where it is not the line's own: ties, and principles that the conflicts cannot tell apart.
        +∞ won every conflict, −∞ lost every one, · has a place but no number, – was in none.""",
    ),
    Meaning(
        "Arbitrariness",
        """The share of consensus cases on which the annotator chose against all principles. Flagged annotations are
        left out.""",
    ),
    Meaning(
        "Discrepancy",
        """0 % where a ranking agrees with the reference on every pair of principles, 100 % where it is opposite. It is
        a point value: see the intervals of `discretion report` before calling a difference real.""",
    ),
)
