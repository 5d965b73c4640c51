"""What the annotators screen shows."""

from typing import Final

from tui.screens.meaning import Meaning

ANNOTATORS: Final = (
    Meaning(
        "Arbitrary",
        """The share of consensus cases on which the annotator chose against all principles, and a 95 % interval for
        it. Flagged annotations are left out; Enter opens the arbitrary ones that count.""",
    ),
    Meaning(
        "Discrepancy",
        """How far the annotator's ranking is from the reference's: 0 % where they agree on every pair of principles,
        100 % where they are opposite. The interval is of resampled cases, whose noise pulls discrepancies towards 50 %,
        where unrelated rankings are: its middle mostly lies above a small value and below a large one.""",
    ),
    Meaning(
        "Noise",
        """The annotator's discrepancy to itself on two random halves of the cases, mean±deviation; in the matrix in
        parentheses. A discrepancy below it is no evidence of a difference.""",
    ),
    Meaning(
        "p, ≠ and ≈",
        """How often two annotators who follow the same ranking would be this far apart, found by swapping their labels
        on the cases that both annotated. ≠ differs (p below .05); ≈ may be chance, however large it looks.""",
    ),
    Meaning(
        "~ and …",
        """… is being computed; ~ was computed before the last flag, correction or preference and will be replaced.
        Values without an interval are always as things stand now.""",
    ),
    Meaning(
        "The pair",
        """Ranks of the left and the right annotator, ▲▼ the places a principle gains or loses on the right. Enter opens
        the disagreements: the cases on which the two prefer different responses and neither's annotation is
        flagged.""",
    ),
    Meaning(
        "The order as written",
        """Beside an annotator that follows a declared order: how far the other one's ranking is from that order itself,
        by the share of pairs the wrong way round (Kendall). DD is to the follower, whose own ranking is measured in its
        choices and need not be the written one.""",
    ),
    Meaning(
        "Numbers and cases",
        """g lists the numbers here with the cases each leads to. A discrepancy and a p-value are of rankings: they lead
        to the cases that the two decide differently.""",
    ),
    Meaning(
        "No single scale",
        """The conflicts of that annotator do not connect all principles both ways: principles that nothing orders
        share a rank, so a move may be less than it looks.""",
    ),
    Meaning(
        "You",
        """With your first own preference (a, b) you are a row too, and an annotator that filters can name. Enter looks
        for your arbitrary preferences by the balance of votes they oppose.""",
    ),
)
