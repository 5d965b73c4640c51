"""The preference data as TRL reads it, in the shape in which it came in, with what an import needs to restore it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from core.audit.data import Annotations
from core.exporters.case_texts import CaseTexts, case_texts
from core.exporters.request import Exporting
from core.exporters.table import Column, Conversation, Row, Table, columns
from core.model.terms import AnnotatorKind, Shape
from core.query.scene import Mask
from core.storage.store import Store

TRL: Final = ("prompt", "chosen", "rejected")


def dataset(given: Exporting) -> Table:
    """One row a case and annotator who prefers a response: prompt, chosen, rejected, and what they are of.

    The columns that TRL knows come first, and alone where they alone are asked for. Transcripts get back the separators
    that an import takes off, so that prompt and response together are the transcript. Messages are as they came.
    An import of the rows gives the same cases, sides, annotators and preferences.
    """
    whose = _whose(given)
    said = _Said.of(whose, [given.used(annotator) for annotator in whose])
    told = [(annotator.name, annotator.kind.value) for annotator in whose]
    wanted = np.zeros(given.store.count_cases(), dtype=np.bool_)
    wanted[said.cases] = True

    def rows() -> Iterator[Row]:
        for found, answers in said.by_case(case_texts(given.store, wanted)):
            prompt, a, b = found.texts
            for place, side, flagged in answers:
                letter, pair = ("a", (a, b)) if side > 0 else ("b", (b, a))
                yield (prompt, *pair, found.case.id, *told[place], letter, flagged)

    texts = tuple(Column(name, Conversation) for name in TRL)
    more = columns("case_id", "annotator", "kind", "chosen_side", ("flagged", bool))
    nested = partial(_is_nested, given.store, wanted)
    if given.columns == "trl":
        return Table(texts, (row[: len(TRL)] for row in rows()), nested)
    return Table((*texts, *more), rows(), nested)


def _whose(given: Exporting) -> Sequence[Annotations]:
    """Whose preferences are exported; an order of principles has none of its own."""
    if given.every:
        return tuple(each for each in given.chosen if each.kind is not AnnotatorKind.DECLARED)
    return given.chosen if given.annotators else (given.data.reference(),)


@dataclass(frozen=True, slots=True)
class _Said:
    """Preferences (n,), sorted by case: numbers of cases, places of annotators, sides (+1, -1), flags."""

    cases: NDArray[np.int64]
    whose: NDArray[np.int64]
    sides: NDArray[np.int8]
    flagged: NDArray[np.bool_]

    @classmethod
    def of(cls, annotators: Sequence[Annotations], preferences: Sequence[NDArray[np.int8]]) -> Self:
        """Take the preferences (cases,) of each annotator that are not 0."""
        found = [np.flatnonzero(each) for each in preferences]
        cases = np.concatenate(found)
        whose = np.repeat(np.arange(len(found)), [len(each) for each in found])
        sides = np.concatenate([each[at] for each, at in zip(preferences, found, strict=True)])
        flagged = np.concatenate([each.flagged[at] for each, at in zip(annotators, found, strict=True)])
        order = np.argsort(cases, kind="stable")
        return cls(cases[order], whose[order], sides[order], flagged[order])

    def by_case(self, texts: Iterable[CaseTexts]) -> Iterator[tuple[CaseTexts, list[tuple[int, int, bool]]]]:
        """Each case, of those that have any and in their order, with annotator, side and flag of each preference."""
        start = 0
        for each in texts:
            stop = int(np.searchsorted(self.cases, each.case.n, "right"))
            part = slice(start, stop)
            answers = (self.whose[part].tolist(), self.sides[part].tolist(), self.flagged[part].tolist())
            yield each, list(zip(*answers, strict=True))
            start = stop


def _is_nested(store: Store, wanted: Mask) -> bool:
    """Whether all texts are messages of a role and a content, which a table's column can hold as they are."""
    if not wanted.any() or not (store.shapes()[wanted] == Shape.MESSAGES).all():
        return False
    return all(
        isinstance(text, Conversation) and text.plain for each in case_texts(store, wanted) for text in each.texts
    )
