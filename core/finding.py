"""What a filter is evaluated on, made from the data of an audit and from what stands of the reviews."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.audit_data import AuditData
from core.filters import View
from core.model import Reason, Verdict
from core.query.grammar import parse
from core.query.scene import VERDICT_CODES, Reviews, Scene
from core.query.terms import Kind
from core.query.tree import Query
from core.query.words import Said
from core.queues import Queue
from core.reviews import Standing
from core.store import Store

Numbers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are on the list, and in which order."""

    query: Query = field(default_factory=lambda: Kind(View.CONFLICT))
    queue: Queue = field(default_factory=Queue)

    @classmethod
    def of(cls, text: str, queue: Queue | None = None) -> Self:
        """The cases of a filter's text; raises QueryError."""
        return cls(parse(text), queue or Queue())


def scene_of(
    data: AuditData,
    store: Store,
    standing: Standing,
    annotator: str,
    *,
    reviewer: str = "",
    numbers: Numbers | None = None,
    reviews: Callable[[str], Reviews] | None = None,
) -> Scene:
    """All that a filter can ask about, read with `annotator`'s annotations and, for own words, with `reviewer`'s.

    `numbers` are those of the cases that events name, looked up where they are not given; `reviews` replaces what
    stands in the journals, as where a reviewer's own verdict decides what counts as flagged.
    """
    if numbers is None:
        numbers = store.numbers({event.case for event in standing.reviews() if event.case})
    own, given = own_words(standing, reviewer, numbers, len(data.votes))
    held: Numbers = numbers

    def standing_reviews(name: str) -> Reviews:
        verdicts = np.zeros(len(data.votes), dtype=np.int8)
        for case, verdict in standing.verdicts(reviewer, name).items():
            if case in held:
                verdicts[held[case]] = VERDICT_CODES.index(verdict)
        return reviews_of(standing, held, name, verdicts, data.annotator(name).flagged)

    return Scene(
        principles=tuple(principle.name for principle in data.principles),
        votes=data.votes,
        annotations={each.name: each.preference for each in data.annotators},
        annotator=annotator,
        reviews=reviews or standing_reviews,
        reviewers=standing.reviewers,
        own=own,
        own_given=given,
        inconsistent=lambda: store.inconsistent(data.oracle),
        numbers=store.numbers,
        search=store.search,
    )


def reviews_of(
    standing: Standing,
    numbers: Numbers,
    annotator: str,
    verdicts: NDArray[np.int8],
    flagged: NDArray[np.bool_],
) -> Reviews:
    """What stands of the reviews of one annotator; `verdicts` and `flagged` (cases,) as in `Reviews`."""
    by = {name: _known(standing.verdicts(name, annotator), numbers) for name in standing.reviewers}
    reasons: dict[Reason, set[str]] = {}
    for event in standing.reviews():
        if event.event == "review" and event.annotator == annotator and event.verdict == Verdict.FLAG and event.case:
            for reason in Reason:
                if event.reason == reason:
                    reasons.setdefault(reason, set()).add(event.case)
    return Reviews(
        verdicts=verdicts,
        flagged=flagged,
        by={name: cases for name, cases in by.items() if len(cases)},
        reasons={reason: _known(cases, numbers) for reason, cases in reasons.items()},
        said=_said(standing, annotator, numbers),
        contested=_known(standing.contested_cases(annotator), numbers),
        contested_own=_known(standing.contested_own(), numbers),
    )


def _known(cases: Mapping[str, object] | set[str], numbers: Numbers) -> NDArray[np.int32]:
    return np.array(sorted(numbers[case] for case in cases if case in numbers), dtype=np.int32)


def _said(standing: Standing, annotator: str, numbers: Numbers) -> dict[tuple[str, Said], NDArray[np.int32]]:
    found: dict[tuple[str, Said], set[str]] = {}
    for name in standing.reviewers:
        for case, verdict in standing.verdicts(name, annotator).items():
            found.setdefault((name, Said(verdict.value)), set()).add(case)
        found[name, Said.OWN] = set(standing.preferences(name))
    return {key: _known(cases, numbers) for key, cases in found.items()}


def own_words(
    standing: Standing, reviewer: str, numbers: Numbers, cases: int
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """A reviewer's own preferences, (cases,) in {+1, 0, -1}, and where there is one."""
    own = np.zeros(cases, dtype=np.int8)
    given = np.zeros(cases, dtype=np.bool_)
    for case, preference in standing.preferences(reviewer).items():
        if case in numbers:
            own[numbers[case]] = preference
            given[numbers[case]] = True
    return own, given
