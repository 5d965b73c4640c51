"""What the review screen shows."""

from typing import Final

from tui.screens.meaning import Meaning

REVIEW: Final = (
    Meaning(
        "The list",
        """3:2 says that three principles prefer A and two B. ✓ is upheld, ⚑ flagged and – skipped by you; ⚐ is flagged
        by others.""",
    ),
    Meaning(
        "The case",
        """● marks the response the annotator chose. Below stand the principles it sided with and those it overruled,
        with the probability the oracle gave; ⇄ marks one whose answers differed with the order of presentation.""",
    ),
    Meaning(
        "12 of 40 words differ",
        """After d the words outside a longest common subsequence are underlined, without matches shorter than what
        differs around them. Where nine in ten words of both responses or more differ, that is said instead.""",
    ),
    Meaning(
        "The ranking",
        """The order in which the annotator really follows the principles where they conflict: a Bradley-Terry estimate
        in log-odds, centred on 0. ▲▼ count the places moved since the session began; the number on the right counts
        conflicts, with ? below 30: pairs of principles, of which a case may have several (g says how many cases).
        Flagged annotations are left out.""",
    ),
    Meaning(
        "No single scale",
        """+∞ won every conflict, −∞ lost every one, · has a place but no number, – was in none. Where the conflicts do
        not connect all principles both ways, numbers compare within a connected group only.""",
    ),
    Meaning(
        "Arbitrary",
        """The share of consensus cases on which the annotator chose against all principles. Cases on which it had no
        preference do not count.""",
    ),
    Meaning(
        "Mine and DD",
        """Your own preferences (a, b, x) make an annotator of you, with a ranking of its own. DD, the discretion
        discrepancy, is 0 % where two rankings agree on every pair of principles and 100 % where they are opposite.""",
    ),
    Meaning(
        "Blind review",
        """After i the annotation of a case appears only with your own choice, others' words only with your own verdict,
        and flagged means by you; the ranking is yours, with its standard errors, and agreed counts how often you chose
        what the annotator did. Filters, orders and screens that would tell more are refused until i ends it.""",
    ),
)
