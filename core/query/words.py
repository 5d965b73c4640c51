"""The words that terms are made of, and what they mean."""

import operator
from collections.abc import Callable
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.model.terms import Preference, Verdict


class Role(StrEnum):
    """What a name is the name of."""

    PRINCIPLE = "principle"
    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    CASE = "case"
    FACT = "fact"


KEY_WORDS: Final = (
    *("principle", "for", "against", "votes", "annotator", "disagree", "reviewer", "case", "chose", "verdict"),
    *("flagged", "contested", "reason", "mine", "inconsistent", "balance"),
)
"""The keys of terms: a fact that is called so is named after `fact.`"""
FACT_PREFIX: Final = "fact."


class Sign(StrEnum):
    """How two numbers compare."""

    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"
    EXACTLY = "="

    def holds(self, numbers: NDArray[np.int16], other: int) -> NDArray[np.bool_]:
        """Where numbers compare so with another one."""
        return _COMPARE[self](numbers, other)


_COMPARE: Final[dict[Sign, Callable[[NDArray[np.int16], int], NDArray[np.bool_]]]] = {
    Sign.AT_LEAST: operator.ge,
    Sign.AT_MOST: operator.le,
    Sign.MORE: operator.gt,
    Sign.LESS: operator.lt,
    Sign.EXACTLY: operator.eq,
}


class Secret(StrEnum):
    """What blind review hides, the gravest first."""

    CHOICES = "what annotators chose"
    REVIEWS = "what other reviewers said"
    NAMES = "who the annotators are"


COMPARED: Final = {f":{sign.value}": sign for sign in Sign}
"""How a fact compares, as it is written after its name."""
SIGNS: Final = {**{sign.value: sign for sign in Sign}, "": Sign.EXACTLY}
SIDES: Final = {"a": Preference.A, "b": Preference.B, "none": Preference.NEITHER}
CHOSEN: Final[dict[str, Preference | None]] = {**SIDES, "missing": None}
OWN: Final[dict[str, Preference | None]] = {
    "a": Preference.A,
    "b": Preference.B,
    "neither": Preference.NEITHER,
    "none": None,
}
VERDICTS: Final[dict[str, Verdict | None]] = {**{verdict.value: verdict for verdict in Verdict}, "none": None}
YES_NO: Final = {"yes": True, "no": False}


class Said(StrEnum):
    """What a reviewer said of a case: a verdict on the annotation, or an own preference."""

    FLAG = "flag"
    UPHOLD = "uphold"
    SKIP = "skip"
    OWN = "own"


class Contest(StrEnum):
    """Whether reviewers contradict each other: in verdicts on the annotation, or in their own preferences."""

    YES = "yes"
    NO = "no"
    OWN = "own"


SAID: Final = {said.value: said for said in Said}
CONTESTS: Final = {contest.value: contest for contest in Contest}
