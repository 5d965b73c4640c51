"""What the rankings screen shows."""

from typing import Final

from tui.screens.meaning import Meaning

RANKINGS: Final = (
    Meaning(
        "The columns",
        """Each annotator's principles in the order it follows them where they conflict; ◆ marks the principle under the
        cursor in every column. The lines below put its place in that column into words.""",
    ),
    Meaning(
        "Priorities",
        """Log-odds around 0, or with l an Elo-style scale of 400/ln 10 points for each: a principle 1 above another
        wins 73 % of their conflicts. +∞ won every conflict, −∞ lost every one, · has a place but no number, – was in
        none.""",
    ),
    Meaning(
        "Intervals",
        """├─●─┤ holds the middle 95 % of 1000 resamples of the cases, on a scale of that column, and 2–5 the middle
        95 % of the ranks. They are computed while you look, and dim where something was flagged since.""",
    ),
    Meaning(
        "Ranks",
        """=3 gives the rank where it is not the line's own: ties, and principles that the conflicts cannot tell apart.
        Numbers with letters behind them compare only with numbers that have the same letter.""",
    ),
    Meaning(
        "Conflicts",
        """A case counts once for each principle that a principle is against, so there are more pairs than cases.
        ? marks fewer than 30; Enter, + and - open the cases behind them, and g those behind the other numbers.""",
    ),
    Meaning(
        "declared",
        """What an annotator would choose who always follows the highest declared principle with a vote. Its ranking is
        measured in the same cases as all others: a principle that often sides with a higher one comes out above its
        declared place. The last line has the distance to both: to the written order itself, by the share of pairs the
        wrong way round (Kendall), and to who follows it.""",
    ),
    Meaning(
        "Arbitrariness",
        """The share of consensus cases on which the annotator chose against all principles. Flagged annotations are
        left out.""",
    ),
    Meaning(
        "Discrepancy",
        """0 % where a ranking agrees with the reference on every pair of principles, 100 % where it is opposite. It is
        a point value of rankings, not of cases: g leads to the conflicts that the two decide differently, and
        Annotators (4) says which differences chance alone would give.""",
    ),
)
