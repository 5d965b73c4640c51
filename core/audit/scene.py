"""What a filter is evaluated on, made from the data of an audit and from what stands of the reviews."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.audit.data import AuditData, Numbers, OwnWords, own_words
from core.journal.standing import Standing
from core.model.terms import Reason, Verdict
from core.query.scene import VERDICT_CODES, Mask, Reviews, Scene
from core.query.words import Said
from core.storage.store import Store


class Annotated(Mapping[str, NDArray[np.int8]]):
    """Preferences (cases,) by annotator: those of the data, and reviewers' own, which are read when first asked for."""

    def __init__(self, data: AuditData, standing: Standing, numbers: Numbers, own: Mapping[str, str]) -> None:
        """`own` are reviewers by their names as annotators."""
        self._data, self._read = data, dict[str, OwnWords]()
        self._names = tuple(dict.fromkeys((*data.called, *own)))
        self._own, self._standing, self._numbers, self._count = own, standing, numbers, len(data.votes)

    def __getitem__(self, name: str) -> NDArray[np.int8]:
        return self._of(name)[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def given(self, name: str) -> NDArray[np.bool_]:
        """Where an annotator gave any, (cases,)."""
        return self._of(name)[1]

    def _of(self, name: str) -> OwnWords:
        if name in self._data.places:
            each = self._data.annotator(name)
            return each.preference, each.given
        if name not in self._read:
            self._read[name] = own_words(self._standing, self._own[name], self._numbers, self._count)
        return self._read[name]


def scene_of(
    data: AuditData,
    store: Store,
    standing: Standing,
    annotator: str,
    *,
    reviewer: str = "",
    numbers: Numbers | None = None,
    own_annotators: Mapping[str, str] | None = None,
    reviews: Callable[[str], Reviews] | None = None,
    turned: Callable[[], Mask] | None = None,
) -> Scene:
    """All that a filter can ask about, read with `annotator`'s annotations and, for own words, with `reviewer`'s.

    `numbers` are those of the cases that events name, looked up where they are not given. `own_annotators` are the
    reviewers whose own preferences, as they now stand, make annotators of them, by their names as such. `reviews`
    replaces what stands in the journals, as where a reviewer's own verdict decides what counts as flagged. `turned`
    tells which cases the reviewer sees with the responses in each other's place.
    """
    if numbers is None:
        numbers = store.numbers({event.case for event in standing.reviews() if event.case})
    own, given = own_words(standing, reviewer, numbers, len(data.votes))
    annotated = Annotated(data, standing, numbers, own_annotators or {})
    return Scene(
        principles=tuple(principle.name for principle in data.principles),
        votes=data.votes,
        annotations=annotated,
        given=annotated.given,
        annotator=annotator,
        reviews=reviews or partial(_standing_reviews, data, standing, numbers, reviewer),
        reviewers=standing.reviewers,
        own=own,
        own_given=given,
        inconsistent=lambda: store.inconsistent(data.oracle),
        numbers=store.numbers,
        search=store.search,
        voted=data.voted,
        facts=store.facts,
        fact_names=data.facts,
        turned=turned,
    )


def _standing_reviews(data: AuditData, standing: Standing, numbers: Numbers, reviewer: str, annotator: str) -> Reviews:
    verdicts = verdict_codes(standing, reviewer, annotator, numbers, len(data.votes))
    return reviews_of(standing, numbers, annotator, verdicts, data.annotator(annotator).flagged)


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


def verdict_codes(standing: Standing, reviewer: str, annotator: str, numbers: Numbers, cases: int) -> NDArray[np.int8]:
    """A reviewer's verdicts on an annotator, (cases,), as indices into VERDICT_CODES."""
    codes = np.zeros(cases, dtype=np.int8)
    for case, verdict in standing.verdicts(reviewer, annotator).items():
        if case in numbers:
            codes[numbers[case]] = VERDICT_CODES.index(verdict)
    return codes


def _known(cases: Mapping[str, object] | set[str], numbers: Numbers) -> NDArray[np.int32]:
    return np.array(sorted(numbers[case] for case in cases if case in numbers), dtype=np.int32)


def _said(standing: Standing, annotator: str, numbers: Numbers) -> dict[tuple[str, Said], NDArray[np.int32]]:
    found: dict[tuple[str, Said], set[str]] = {}
    for name in standing.reviewers:
        for case, verdict in standing.verdicts(name, annotator).items():
            found.setdefault((name, Said(verdict.value)), set()).add(case)
        found[name, Said.OWN] = set(standing.preferences(name))
    return {key: _known(cases, numbers) for key, cases in found.items()}
