"""What numbers and words on the screens mean, in a sentence each, for whoever points at them with the mouse."""

from typing import Final

TIPS: Final = {
    "reviewed": "Of these cases, those with a verdict of mine. A click shows them.",
    "flagged": "Of these cases, those whose annotation is flagged and left out of the metrics. A click shows them.",
    "left": "Of these cases, those without a verdict of mine. A click shows them.",
    "corrected": "Votes of the oracle that reviewers corrected.",
    "mine": "My own preferences (a, b, x); DD is how far my ranking is from the annotator's. A click shows them.",
    "arbitrary": "The share of consensus cases where the annotator chose against all principles. A click shows them.",
    "arbitrariness": "The share of consensus cases in which the annotator chose against all principles that vote.",
    "discrepancy": "How often two rankings put a pair of principles the other way round: 0 % the same, 50 % unrelated.",
    "noise": "The discrepancy of an annotator's own halves: what chance alone gives.",
    "p": "How likely so large a discrepancy is if both follow the same order of principles.",
    "neither": "Annotations for neither response.",
    "missing": "Cases without an annotation.",
    "pairs": "Pairs of principles in conflict that the priority rests on; ? where it is a rough number.",
    "priority": "Log-odds of winning a conflict against a principle at 0: at +1 it wins 73 of 100.",
    "elo": "Priority as an Elo rating about 0: 400 points more win ten conflicts for each one lost.",
    "ranks": "The ranks that resamples of the cases give, 95 of 100 times.",
    "numbers": "What is left out of all numbers here. A click offers the numbers that lead to their cases.",
}
