"""Who did what, and how far reviewers agree, against a count by hand and by brute force."""

import random
from itertools import combinations

import numpy as np
import pytest

from core.journal.events import Event
from core.journal.standing import Standing
from core.journal.team import MISSING, Work, agree, coded, members
from core.metrics.reviewer_agreement import cohen_kappa, krippendorff_alpha

ANNOTATORS = ("human", "rm")


def known(event: Event) -> bool:
    return event.case != "lost"


def standing_of(said: list[tuple[str, str, str | None, str]]) -> Standing:
    """Reviewer, case, annotator or None for an own preference, and verdict or side."""
    standing = Standing()
    for place, (who, case, annotator, value) in enumerate(said):
        common = (f"e{place}", place, f"2026-01-31T12:{place:02}:00.000Z", who)
        if annotator is None:
            standing.apply(Event(*common, "preference", case=case, preference=int(value)))
        else:
            standing.apply(Event(*common, "review", case=case, annotator=annotator, verdict=value))
    return standing


SAID: list[tuple[str, str, str | None, str]] = [
    ("r2", "1", "human", "flag"),
    ("r1", "1", "human", "uphold"),
    ("r1", "2", "human", "flag"),
    ("r1", "2", "rm", "skip"),
    ("r1", "3", "human", "flag"),
    ("r2", "3", "human", "flag"),
    ("r1", "lost", "human", "flag"),
    ("r2", "lost", "human", "uphold"),
    ("r1", "3", None, "1"),
    ("r2", "3", None, "0"),
    ("r3", "3", None, "0"),
    ("r2", "4", "human", "skip"),
    ("r1", "4", "human", "flag"),
]
FOR_BOTH: list[tuple[str, str, str | None, str]] = [
    ("r3", "5", "human", "flag"),
    ("r3", "5", "rm", "flag"),
    ("r3", "6", "human", "uphold"),
    ("r3", "6", "rm", "flag"),
    ("r3", "7", "rm", "skip"),
    ("r3", "lost", "rm", "flag"),
]


def test_everybodys_work_is_counted() -> None:
    one, two, three = members(standing_of(SAID + FOR_BOTH), ANNOTATORS, known)
    assert (one.name, two.name, three.name) == ("r1", "r2", "r3")
    assert one.work == {"human": Work(4, 3, 1, 0), "rm": Work(1, 0, 0, 1)}
    assert (one.total, one.own) == (Work(4, 3, 1, 1), 1), "case 2 is judged for both annotators, and is one case"
    assert two.work == {"human": Work(3, 2, 0, 1)}
    assert two.total == two.work["human"]
    assert three.work == {"human": Work(2, 1, 1, 0), "rm": Work(3, 2, 0, 1)}
    assert three.total == Work(3, 2, 1, 1), "case 5 is flagged twice, case 6 is flagged and upheld"
    assert (three.own, three.last) == (1, "2026-01-31T12:18:00.000Z")


def test_only_what_two_answered_is_compared() -> None:
    standing = standing_of(SAID)
    human, own = coded(standing, ANNOTATORS, known)
    assert (human.annotator, human.reviewers, human.contested) == ("human", ("r1", "r2"), 1)
    assert human.codes.tolist() == [[0, 1, 1, 1], [1, MISSING, 1, MISSING]]
    assert (own.annotator, own.reviewers, own.contested) == (None, ("r1", "r2", "r3"), 1)
    assert standing.contested_own() == {"3"}
    assert coded(Standing(), ANNOTATORS, known) == ()


@pytest.mark.parametrize(("reviewers", "measure"), [(2, "kappa"), (4, "alpha")])
def test_the_coefficient_is_that_of_the_metric(reviewers: int, measure: str) -> None:
    chance = random.Random(reviewers)
    names = [f"r{n}" for n in range(reviewers)]
    said: list[tuple[str, str, str | None, str]]
    said = [(who, str(case), "rm", chance.choice(["flag", "uphold"])) for who in names for case in range(12)]
    said += [(who, str(case), "rm", "skip") for who in names for case in range(0, 12, 5)]
    standing = standing_of(said)
    (question,) = coded(standing, ANNOTATORS, known)
    table = np.full((reviewers, 12), MISSING, dtype=np.int8)
    for row, who in enumerate(names):
        for case in range(12):
            verdict = standing.verdicts(who, "rm")[str(case)]
            if verdict.verdict != "skip":
                table[row, case] = verdict.verdict == "flag"
    expected = cohen_kappa(table[0], table[1], MISSING) if reviewers == 2 else krippendorff_alpha(table, MISSING)
    found = agree(question)
    assert found.measure == measure
    assert found.agreement == expected
    differing = [
        case
        for case in range(12)
        if any(
            MISSING not in (table[a, case], table[b, case]) and table[a, case] != table[b, case]
            for a, b in combinations(range(reviewers), 2)
        )
    ]
    assert question.contested == len(differing)
