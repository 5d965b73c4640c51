"""The preference data as TRL reads it, in the shape in which it came in, with what an import needs to restore it."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np

from core.audit.annotations import Annotations
from core.exporters.answers import Answers
from core.exporters.case_texts import case_texts
from core.exporters.request import Exporting
from core.exporters.table import Column, Conversation, Row, Table, columns
from core.importers.formats.exported_columns import FLAGGED, STRENGTH, cell_of, column_of
from core.model.terms import Shape
from core.query.scene import Mask
from core.storage.reading_facts import Facts
from core.storage.store import Store

TRL: Final = ("prompt", "chosen", "rejected")


def dataset(given: Exporting) -> Table:
    """One row a case and annotator who prefers a response: prompt, chosen, rejected, and what they are of.

    The columns that TRL knows come first, and alone where they alone are asked for. Transcripts get back the separators
    that an import takes off, so that prompt and response together are the transcript. Messages are as they came.
    A store with graded preferences has a column of strengths, and one with facts a column for each, as texts.
    An import of the rows gives the same cases, facts, sides, annotators, preferences and strengths.
    """
    whose = _whose(given)
    said = Answers.of(whose, [given.used(annotator) != 0 for annotator in whose])
    told = [(annotator.name, annotator.kind.value) for annotator in whose]
    wanted = np.zeros(given.store.count_cases(), dtype=np.bool_)
    wanted[said.cases] = True
    trl = given.columns == "trl"
    graded = not trl and given.store.facts.graded()
    names = () if trl else tuple(given.store.facts.names())

    def rows() -> Iterator[Row]:
        whole = graded or bool(names)
        for found, answers in said.by_case(case_texts(given.store, wanted, given.progress, whole=whole)):
            prompt, a, b = found.texts
            about = _cells(names, found.facts)
            for place, side, flagged in answers:
                letter, pair = ("a", (a, b)) if side > 0 else ("b", (b, a))
                strength = found.strengths.get(told[place][0])
                how = (None if strength is None else strength * side,) if graded else ()
                yield (prompt, *pair, found.case.id, *told[place], letter, flagged, *how, *about)

    texts = tuple(Column(name, Conversation) for name in TRL)
    more = columns("case_id", "annotator", "kind", "chosen_side", (FLAGGED, bool))
    more += columns((STRENGTH, float)) if graded else ()
    nested = partial(_is_nested, given.store, wanted)
    if trl:
        return Table(texts, (row[: len(TRL)] for row in rows()), nested)
    return Table((*texts, *more, *columns(*map(column_of, names))), rows(), nested)


def without_rows(given: Exporting) -> int:
    """How many annotations of the dataset's annotators have no row for preferring neither response."""
    count = 0
    for each in _whose(given):
        counts = each.counting(include_flagged=given.include_flagged) & given.cases(each.name)
        count += int((counts & (each.preference == 0)).sum())
    return count


def _cells(names: Sequence[str], facts: Facts) -> Row:
    """A cell for each name, None for a fact that a case does not have."""
    if not facts:
        return (None,) * len(names)
    found: dict[str, list[str]] = {}
    for name, value in facts:
        found.setdefault(name, []).append(value)
    return tuple(cell_of(found[name]) if name in found else None for name in names)


def _whose(given: Exporting) -> Sequence[Annotations]:
    """Whose preferences are exported: the reference's alone where nobody is named."""
    if given.every:
        return given.practised
    return given.chosen if given.annotators else (given.data.reference(),)


def _is_nested(store: Store, wanted: Mask) -> bool:
    """Whether all texts are messages of a role and a content, which a table's column can hold as they are."""
    if not wanted.any() or not (store.shapes()[wanted] == Shape.MESSAGES).all():
        return False
    return all(
        isinstance(text, Conversation) and text.plain for each in case_texts(store, wanted) for text in each.texts
    )
