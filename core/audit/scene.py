"""What a filter is evaluated on, made from the data of an audit and from what stands of the reviews."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.data import AuditData, Numbers, OwnWords, own_words
from core.journal.events import Event
from core.journal.standing import Standing
from core.journal.verdicts import contesting, meant, verdict_of
from core.model.terms import Reason, Verdict
from core.query.scene import VERDICT_CODES, Mask, Reviews, Scene
from core.query.words import Said
from core.storage.store import Store

_REASONS: Final = frozenset(Reason)


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
    flagged = data.annotator(annotator).flagged
    return reviews_of(standing, numbers, annotator, reviewer, flagged, counting(data, numbers))


def counting(data: AuditData, numbers: Numbers) -> Callable[[Event], bool]:
    """Tell of events whether they are on a case of the data, and a verdict on the annotation as it is.

    Only that of who follows an order changes, with the votes: what is on others that are other now is of another store.
    """

    def counts(event: Event) -> bool:
        n = numbers.get(event.case or "")
        name = event.annotator or ""
        if n is None or name not in data.orders:
            return n is not None
        return bool(meant((event,), data.annotator(name).on(n)))

    return counts


def reviews_of(
    standing: Standing,
    numbers: Numbers,
    annotator: str,
    reviewer: str,
    flagged: NDArray[np.bool_],
    counts: Callable[[Event], bool],
) -> Reviews:
    """What stands of the reviews of one annotator; `flagged` (cases,) as in `Reviews`, `counts` as `counting` gives."""
    by = {
        name: {numbers[case]: event for case, event in standing.verdicts(name, annotator).items() if counts(event)}
        for name in standing.reviewers
    }
    verdicts = np.zeros(len(flagged), dtype=np.int8)
    on: dict[int, list[Event]] = {}
    reasons: dict[Reason, set[int]] = {}
    for name, held in by.items():
        for n, event in held.items():
            on.setdefault(n, []).append(event)
            if name == reviewer:
                verdicts[n] = VERDICT_CODES.index(verdict_of(event))
            if event.verdict == Verdict.FLAG and event.reason in _REASONS:
                reasons.setdefault(Reason(event.reason), set()).add(n)
    return Reviews(
        verdicts=verdicts,
        flagged=flagged,
        by={name: _sorted(held) for name, held in by.items() if held},
        reasons={reason: _sorted(cases) for reason, cases in reasons.items()},
        said=_said(standing, numbers, by),
        contested=_sorted(n for n, events in on.items() if contesting(events)),
        contested_own=_known(standing.contested_own(), numbers),
    )


def _sorted(cases: Iterable[int]) -> NDArray[np.int32]:
    return np.array(sorted(cases), dtype=np.int32)


def _known(cases: Iterable[str], numbers: Numbers) -> NDArray[np.int32]:
    return _sorted(numbers[case] for case in cases if case in numbers)


def _said(
    standing: Standing, numbers: Numbers, by: Mapping[str, Mapping[int, Event]]
) -> dict[tuple[str, Said], NDArray[np.int32]]:
    found: dict[tuple[str, Said], NDArray[np.int32]] = {}
    for name, held in by.items():
        for verdict in Verdict:
            cases = _sorted(n for n, event in held.items() if event.verdict == verdict)
            if len(cases):
                found[name, Said(verdict.value)] = cases
        found[name, Said.OWN] = _known(standing.preferences(name), numbers)
    return found
