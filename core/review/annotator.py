"""One annotator as one reviewer sees it: verdicts, what is flagged, and the live tally, always in step."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import Annotations
from core.journal.events import Event
from core.journal.standing import Standing
from core.journal.verdicts import flagging, meant
from core.metrics.priority import Ranking
from core.metrics.tally import Tally
from core.model.terms import Verdict
from core.query.scene import VERDICT_CODES


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far the review of one annotator has come within a filter."""

    cases: int
    reviewed: int
    flagged: int

    @property
    def left(self) -> int:
        """Cases without a verdict."""
        return self.cases - self.reviewed


class _Watched:
    """Some cases, and how many of them are reviewed and flagged, kept while verdicts change."""

    def __init__(self, ids: NDArray[np.int32], of: "AnnotatorUnderReview") -> None:
        self.ids = ids
        self.reviewed = int(np.count_nonzero(of.verdicts[ids]))
        self.flagged = int(np.count_nonzero(of.flagged[ids]))
        self.own_flagged = int(np.count_nonzero(of.own_flagged[ids]))
        self._among = np.zeros(len(of.verdicts), dtype=np.bool_)
        self._among[ids] = True

    def count(self, n: int, sign: int, of: "AnnotatorUnderReview") -> None:
        """Add what stands on a case, or with -1 subtract it, if it is among them."""
        if self._among[n]:
            self.reviewed += sign * bool(of.verdicts[n])
            self.flagged += sign * bool(of.flagged[n])
            self.own_flagged += sign * bool(of.own_flagged[n])


class AnnotatorUnderReview:
    """The annotations of one annotator under review by one reviewer.

    `verdicts` (cases,) int8 are the reviewer's own, as indices into VERDICT_CODES; `flagged` (cases,) are the
    annotations that count as flagged for the reviewer: the own verdict where there is one, else what most others say;
    `own_flagged` (cases,) are those that the reviewer flags.
    """

    def __init__(
        self,
        annotations: Annotations,
        votes: NDArray[np.int8],
        reviewer: str,
        standing: Standing,
        numbers: Mapping[str, int],
    ) -> None:
        self.annotations = annotations
        self.verdicts = np.zeros(len(votes), dtype=np.int8)
        self.flagged = np.zeros(len(votes), dtype=np.bool_)
        self.own_flagged = np.zeros(len(votes), dtype=np.bool_)
        self._reviewer = reviewer
        self._standing = standing
        self._watched: _Watched | None = None
        for case in standing.judged_cases(annotations.name):
            if case in numbers:
                self._read(case, numbers[case])
        self.tally = Tally(votes, annotations.standing_without(self.flagged))
        self._out = self.flagged.copy()
        self.start: Ranking = self.tally.ranking()

    def refresh(self, case: str, n: int) -> None:
        """Bring everything in line with what now stands on a case."""
        self._read(case, n)
        flagged = bool(self.flagged[n])
        if flagged != self._out[n]:
            self._out[n] = flagged
            self.tally.replace(n, 0 if flagged else int(self.annotations.preference[n]))

    def count_flagged(self) -> int:
        """How many annotations count as flagged."""
        return int(np.count_nonzero(self.flagged))

    def revote(self, n: int, before: NDArray[np.int8]) -> None:
        """Count a case anew after its votes were changed from `before` (principles,), and preferences with them."""
        self.tally.revote(n, before)
        self.tally.replace(n, 0 if self._out[n] else int(self.annotations.preference[n]))

    def progress(self, ids: NDArray[np.int32], *, own: bool = False) -> ReviewProgress:
        """How far the review of some cases has come; they are counted once, and then followed while they stay the same.

        `ids` (cases,) are numbers of cases, each once, in an array that is not changed; with `own` only what the
        reviewer flags is counted as flagged.
        """
        if self._watched is None or self._watched.ids is not ids:
            self._watched = _Watched(ids, self)
        flagged = self._watched.own_flagged if own else self._watched.flagged
        return ReviewProgress(len(ids), self._watched.reviewed, flagged)

    def annotated(self, n: int) -> bool:
        """Whether there is an annotation to judge on a case."""
        return bool(self.annotations.given[n])

    def verdict(self, n: int) -> Verdict | None:
        """The reviewer's own standing verdict on a case."""
        return VERDICT_CODES[int(self.verdicts[n])]

    def _read(self, case: str, n: int) -> None:
        """Take what now stands on a case."""
        if self._watched is not None:
            self._watched.count(n, -1, self)
        self._take(case, n)
        if self._watched is not None:
            self._watched.count(n, +1, self)

    def _take(self, case: str, n: int) -> None:
        verdict = self._own_verdict(case, n)
        self.verdicts[n] = VERDICT_CODES.index(verdict)
        if verdict in (Verdict.FLAG, Verdict.UPHOLD):
            flagged = verdict is Verdict.FLAG
        else:
            flagged = flagging(self._meant(case, n))
        self.flagged[n] = flagged and self.annotations.given[n]
        self.own_flagged[n] = verdict is Verdict.FLAG and self.annotations.given[n]

    def _meant(self, case: str, n: int) -> list[Event]:
        """The verdicts on the annotation as it is: that of who follows an order changes with the votes."""
        return meant(self._standing.verdicts_on(case, self.annotations.name), self.annotations.on(n))

    def _own_verdict(self, case: str, n: int) -> Verdict | None:
        event = next((each for each in self._meant(case, n) if each.reviewer == self._reviewer), None)
        return Verdict(event.verdict) if event is not None and event.verdict in set(Verdict) else None
