"""Annotations of several annotators, case by case."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import Annotations
from core.exporters.case_texts import ShapedCase
from core.query.scene import Mask


class CaseAnswer(NamedTuple):
    """What an annotator, by the place among them, says of a case: +1, 0 or -1, and whether that is flagged."""

    place: int
    side: int
    flagged: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """Annotations (n,), sorted by case: numbers of cases, places of annotators, sides (+1, 0, -1), flags."""

    cases: NDArray[np.int64]
    whose: NDArray[np.int64]
    sides: NDArray[np.int8]
    flagged: NDArray[np.bool_]

    @classmethod
    def of(cls, annotators: Sequence[Annotations], where: Iterable[Mask]) -> Self:
        """Take the annotations of each annotator on some cases, bool (cases,)."""
        found = [np.flatnonzero(each) for each in where]
        pairs = list(zip(annotators, found, strict=True))
        cases = np.concatenate(found)
        order = np.argsort(cases, kind="stable")
        return cls(
            cases[order],
            np.repeat(np.arange(len(found)), [len(each) for each in found])[order],
            np.concatenate([each.preference[at] for each, at in pairs])[order],
            np.concatenate([each.flagged[at] for each, at in pairs])[order],
        )

    def by_case(self, texts: Iterable[ShapedCase]) -> Iterator[tuple[ShapedCase, list[CaseAnswer]]]:
        """Each case, in order of number, with what is said of it."""
        for each in texts:
            start, stop = np.searchsorted(self.cases, [each.case.n, each.case.n + 1])
            part = slice(start, stop)
            columns = (self.whose[part].tolist(), self.sides[part].tolist(), self.flagged[part].tolist())
            yield each, list(map(CaseAnswer, *columns))
