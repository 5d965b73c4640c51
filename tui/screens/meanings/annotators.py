"""What the annotators screen shows."""

from typing import Final

from tui.screens.meanings.meaning import Meaning

ANNOTATORS: Final = (
    Meaning(
        "Arbitrary",
        """The share of consensus cases on which the annotator chose against all principles, and a 95 % interval for
        it. Flagged annotations are left out; Enter opens the arbitrary ones that count.""",
    ),
    Meaning(
        "Discrepancy",
        """How far the annotator's ranking is from the reference's: 0 % where they agree on every pair of principles,
        100 % where they are opposite. The interval is of resampled cases, whose discrepancies lie somewhat higher than
        the value itself: few cases make rankings differ by chance.""",
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
        the cases on which the two prefer different responses, flagged or not.""",
    ),
    Meaning(
        "No single scale",
        """The conflicts of that annotator do not connect all principles both ways: principles that nothing orders
        share a rank, so a move may be less than it looks.""",
    ),
    Meaning(
        "You",
        """With your first own preference (a, b) you are a row too. No word of the filter names your arbitrary
        preferences: Enter looks for them by the balance of votes they oppose.""",
    ),
)
