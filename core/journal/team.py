"""What each reviewer did, and how far reviewers agree where they looked at the same cases."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.journal.events import Event, EventKind
from core.journal.standing import Standing
from core.journal.verdicts import verdict_of
from core.metrics.reviewer_agreement import Agreement, cohen_kappa, krippendorff_alpha
from core.model.terms import Verdict

MISSING: Final = 9
"""The code of a case that a reviewer did not code."""
REPLICATES: Final = 1000
_CODES: Final = {Verdict.FLAG: 1, Verdict.UPHOLD: 0}


@dataclass(frozen=True, slots=True)
class Work:
    """How many cases have a standing verdict of a reviewer, and how many which.

    Of several annotators a case may have several, so that the kinds add up to more than the cases.
    """

    cases: int = 0
    flags: int = 0
    upholds: int = 0
    skips: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """One reviewer: verdicts by annotator, standing own preferences, comments and corrections of votes, last event.

    `total` are the verdicts on any annotator; `last` is a time in UTC, as the journal has it.
    """

    name: str
    work: Mapping[str, Work]
    total: Work
    own: int
    comments: int
    corrections: int
    last: str


@dataclass(frozen=True, slots=True)
class Coded:
    """What some reviewers said of the same question: codes (reviewers, cases), MISSING where one said nothing.

    The question is whether `annotator`'s annotations are flagged or upheld; with None, which response is preferred.
    `contested` counts the cases on which they differ.
    """

    annotator: str | None
    reviewers: tuple[str, ...]
    codes: NDArray[np.int8]
    contested: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far reviewers agree: Cohen's kappa for two of them, Krippendorff's alpha for more."""

    coded: Coded
    agreement: Agreement

    @property
    def measure(self) -> str:
        """The name of the coefficient."""
        return "kappa" if len(self.coded.reviewers) == 2 else "alpha"


def members(standing: Standing, annotators: Iterable[str], counts: Callable[[Event], bool]) -> tuple[Member, ...]:
    """Everybody who did anything, by name, where `counts` tells which events are on what is there."""
    last: dict[str, str] = {}
    for event in standing.events:
        last[event.reviewer] = max(event.at, last.get(event.reviewer, ""))
    counted: dict[tuple[str, str], int] = {}
    for event in standing.reviews():
        if counts(event):
            counted[event.reviewer, event.event] = counted.get((event.reviewer, event.event), 0) + 1
    names = tuple(annotators)
    return tuple(
        Member(
            name=name,
            work={each: work for each in names if (work := _work(standing, name, (each,), counts)).cases},
            total=_work(standing, name, names, counts),
            own=counted.get((name, EventKind.PREFERENCE), 0),
            comments=counted.get((name, EventKind.COMMENT), 0),
            corrections=counted.get((name, EventKind.VOTE), 0),
            last=at,
        )
        for name, at in sorted(last.items())
    )


def coded(standing: Standing, annotators: Iterable[str], counts: Callable[[Event], bool]) -> tuple[Coded, ...]:
    """Every question that two reviewers or more answered: each annotator's annotations, then the own preferences.

    `counts` tells which events are on what is there.
    """
    found: list[Coded] = []
    for annotator in annotators:
        answers: dict[str, dict[str, int]] = {name: {} for name in standing.reviewers}
        for name, said in answers.items():
            for case, event in standing.verdicts(name, annotator).items():
                verdict = verdict_of(event)
                if verdict in _CODES and counts(event):
                    said[case] = _CODES[verdict]
        found.append(_coded(annotator, answers))
    own: dict[str, dict[str, int]] = {name: {} for name in standing.reviewers}
    for event in standing.reviews():
        if event.event == EventKind.PREFERENCE and event.case and event.preference is not None and counts(event):
            own[event.reviewer][event.case] = event.preference
    found.append(_coded(None, own))
    return tuple(each for each in found if len(each.reviewers) > 1)


def agree(coded: Coded, replicates: int = REPLICATES, seed: int = 0) -> Agreed:
    """Measure agreement with a bootstrap interval; the same seed and data give the same."""
    if len(coded.reviewers) == 2:
        return Agreed(coded, cohen_kappa(coded.codes[0], coded.codes[1], MISSING, replicates, seed))
    return Agreed(coded, krippendorff_alpha(coded.codes, MISSING, replicates, seed))


def _work(standing: Standing, reviewer: str, annotators: Iterable[str], counts: Callable[[Event], bool]) -> Work:
    """Count the cases on which a reviewer judged any of some annotators, each once."""
    cases: dict[Verdict, set[str]] = {verdict: set() for verdict in Verdict}
    for annotator in annotators:
        for case, event in standing.verdicts(reviewer, annotator).items():
            verdict = verdict_of(event)
            if verdict is not None and counts(event):
                cases[verdict].add(case)
    return Work(len(set().union(*cases.values())), *(len(cases[each]) for each in _COUNTED))


_COUNTED: Final = (Verdict.FLAG, Verdict.UPHOLD, Verdict.SKIP)


def _coded(annotator: str | None, answers: Mapping[str, Mapping[str, int]]) -> Coded:
    """Line up the answers of those who gave any."""
    given = {name: said for name, said in answers.items() if said}
    columns = {case: place for place, case in enumerate(sorted({case for said in given.values() for case in said}))}
    codes = np.full((len(given), len(columns)), MISSING, dtype=np.int8)
    for row, said in enumerate(given.values()):
        codes[row, [columns[case] for case in said]] = list(said.values())
    highest = np.where(codes == MISSING, -MISSING, codes).max(axis=0, initial=-MISSING)
    lowest = codes.min(axis=0, initial=MISSING)
    return Coded(annotator, tuple(given), codes, int((highest > lowest).sum()))
