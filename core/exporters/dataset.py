"""The preference data as TRL reads it, in the shape in which it came in."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from core.audit.annotations import Annotations
from core.exporters.request import Exporting
from core.exporters.table import Column, Conversation, Row, Table
from core.importers.pairs_rows import pair
from core.model.conversation import answered, messages_of, with_open_turn
from core.model.terms import Shape

_NAMES: Final = ("prompt", "chosen", "rejected")
Texts = tuple[str, str, str]


def dataset(given: Exporting) -> Table:
    """One row a case on which the annotator has a preference: prompt, chosen, rejected.

    Transcripts get back the separators that an import takes off, so that prompt and response together are the
    transcript. What came in as messages is messages again in JSON, and in Parquet where all of it is; elsewhere a text.
    An import of the rows gives the same texts.
    """
    shapes = given.store.shapes()
    used = [given.used(annotator) for annotator in _whose(given)]
    exported = np.logical_or.reduce([preference != 0 for preference in used])
    messages = bool(exported.any() and (shapes[exported] == Shape.MESSAGES).all())

    def rows() -> Iterator[Row]:
        for preference in used:
            for case in given.store.cases():
                side = preference[case.n]
                if side:
                    pair = (case.response_a, case.response_b)
                    yield _row((case.prompt, *(pair if side > 0 else pair[::-1])), int(shapes[case.n]))

    return Table(tuple(Column(name, Conversation if messages else str) for name in _NAMES), rows())


def _whose(given: Exporting) -> tuple[Annotations, ...]:
    return given.chosen if given.annotators else (given.data.reference(),)


def _row(texts: Texts, shape: int) -> Row:
    if shape == Shape.MESSAGES:
        split = _messages(texts, split=True)
        return split if _reads_back(split, texts) else _messages(texts, split=False)
    if shape == Shape.TRANSCRIPT:
        opened = (with_open_turn(texts[0]), answered(texts[1]), answered(texts[2]))
        return opened if _reads_back(opened, texts) else texts
    return texts


def _messages(texts: Texts, *, split: bool) -> tuple[Conversation, ...]:
    """Read texts as messages, or each as a single one; a prompt without text is no message."""
    return tuple(
        Conversation(text, _turns(text, role, split=split) if text or role == "assistant" else None)
        for text, role in zip(texts, ("user", "assistant", "assistant"), strict=True)
    )


def _turns(text: str, role: str, *, split: bool) -> list[dict[str, str]]:
    return messages_of(text, role) if split else [{"role": role, "content": text}]


def _reads_back(row: Row, texts: Texts) -> bool:
    """Whether an import makes the same texts of a row."""
    cells = (cell.messages if isinstance(cell, Conversation) else cell for cell in row)
    found = pair(dict(zip(_NAMES, cells, strict=True)))
    return (found.prompt, found.response_a, found.response_b) == texts
