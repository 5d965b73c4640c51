"""Annotators' annotations: one entry a case, and where annotators are many, held by the annotation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import overload

import numpy as np
from numpy.typing import NDArray

from core.model.terms import AnnotatorKind


@dataclass(frozen=True, slots=True)
class Annotations:
    """One annotator's annotations, one entry a case.

    `preference` (cases,) in {+1, 0, -1}, as the annotator gave it; `given` where there is an annotation at all;
    `flagged` where there is one and the reviewers flag it.
    """

    name: str
    kind: AnnotatorKind
    preference: NDArray[np.int8]
    given: NDArray[np.bool_]
    flagged: NDArray[np.bool_]

    def on(self, n: int) -> int | None:
        """The preference on one case; None where there is no annotation."""
        return int(self.preference[n]) if self.given[n] else None

    @property
    def standing(self) -> NDArray[np.int8]:
        """The preferences with the flagged ones left out."""
        return self.standing_without(self.flagged)

    def standing_without(self, flagged: NDArray[np.bool_]) -> NDArray[np.int8]:
        """The preferences with those at `flagged` (cases,) left out."""
        return np.where(flagged, np.int8(0), self.preference)

    def counted(self, *, include_flagged: bool) -> NDArray[np.int8]:
        """The preferences that count: the flagged ones only where they are asked for."""
        return self.preference if include_flagged else self.standing

    def counting(self, *, include_flagged: bool) -> NDArray[np.bool_]:
        """Where there is an annotation that counts, for neither response too: (cases,)."""
        return self.given if include_flagged else self.given & ~self.flagged


@dataclass(frozen=True, eq=False)
class AllAnnotations:
    """All K annotations of M annotators on so many `cases`, ordered by annotator.

    `who` and `case` int64 (K,), `preference` int8 (K,) in {+1, 0, -1}, `flagged` bool (K,).
    """

    names: tuple[str, ...]
    kinds: tuple[AnnotatorKind, ...]
    cases: int
    who: NDArray[np.int64]
    case: NDArray[np.int64]
    preference: NDArray[np.int8]
    flagged: NDArray[np.bool_]

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where the annotations of each begin, and where the last ones end: (M + 1,)."""
        return np.searchsorted(self.who, np.arange(len(self.names) + 1)).astype(np.int64)

    def of(self, place: int) -> Annotations:
        """The annotations of one, an entry a case."""
        part = slice(self.starts[place], self.starts[place + 1])
        preference = np.zeros(self.cases, dtype=np.int8)
        given, flagged = np.zeros(self.cases, dtype=np.bool_), np.zeros(self.cases, dtype=np.bool_)
        at = self.case[part]
        preference[at], given[at], flagged[at] = self.preference[part], True, self.flagged[part]
        return Annotations(self.names[place], self.kinds[place], preference, given, flagged)


class ManyAnnotators(Sequence[Annotations]):
    """Annotators whose annotations are laid out case by case only when asked for, and others after them."""

    def __init__(self, said: AllAnnotations, others: tuple[Annotations, ...] = ()) -> None:
        self.said, self.others = said, others
        self.names = (*said.names, *(each.name for each in others))
        self.kinds = (*said.kinds, *(each.kind for each in others))
        self.places = {name: place for place, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, place: int) -> Annotations: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Annotations, ...]: ...
    def __getitem__(self, place: int | slice) -> Annotations | tuple[Annotations, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        place = range(len(self))[place]
        first = len(self.said.names)
        return self.said.of(place) if place < first else self.others[place - first]

    def __iter__(self) -> Iterator[Annotations]:
        return (self[place] for place in range(len(self)))

    @property
    def count_flagged(self) -> int:
        """How many annotations are flagged."""
        return int(self.said.flagged.sum()) + sum(int(each.flagged.sum()) for each in self.others)

    def with_others(self, others: Sequence[Annotations]) -> "ManyAnnotators":
        """The same with others after them."""
        return ManyAnnotators(self.said, (*self.others, *others))


def together(annotators: Sequence[Annotations]) -> AllAnnotations:
    """Give the annotations of annotators of the same cases, at least one annotator, by the annotation."""
    held = [annotators.said] if isinstance(annotators, ManyAnnotators) else []
    parts = [*held, *map(_alone, annotators.others if isinstance(annotators, ManyAnnotators) else annotators)]
    first = accumulate((len(part.names) for part in parts), initial=0)
    return AllAnnotations(
        tuple(name for part in parts for name in part.names),
        tuple(kind for part in parts for kind in part.kinds),
        parts[0].cases,
        np.concatenate([part.who + start for part, start in zip(parts, first, strict=False)]),
        np.concatenate([part.case for part in parts]),
        np.concatenate([part.preference for part in parts]),
        np.concatenate([part.flagged for part in parts]),
    )


def _alone(each: Annotations) -> AllAnnotations:
    at = np.flatnonzero(each.given)
    who = np.zeros(len(at), dtype=np.int64)
    return AllAnnotations((each.name,), (each.kind,), len(each.given), who, at, each.preference[at], each.flagged[at])
