"""Cases and the preferences that come with them, written in batches bounded in rows and in text."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.importers.options import ImportOutcome
from core.model.number_words import plural
from core.model.terms import AnnotatorKind, Shape
from core.storage.staged import objects
from core.storage.writing import StoreWriter

_ROWS: Final = 20_000
_CHARACTERS: Final = 1 << 25


@dataclass(frozen=True, slots=True)
class ImportedCase:
    """A case and what an annotator prefers in it (+1, 0, -1; None for no annotation)."""

    id: str
    prompt: str
    response_a: str
    response_b: str
    annotator: str
    preference: int | None
    shape: Shape | None = None


class CaseWriter:
    """Collects rows and writes them to the store; `outcome` writes the rest and counts."""

    def __init__(self, writer: StoreWriter, kind: AnnotatorKind) -> None:
        """Write with `writer`, every annotator as one of `kind`."""
        self._writer = writer
        self._kind = kind
        self._waiting: list[ImportedCase] = []
        self._characters = 0
        self._rows = 0
        self._new_cases = 0
        self._new_annotations = 0

    def add(self, row: ImportedCase) -> None:
        """Take one more row; raises FormatError where the store says otherwise of the case or annotator."""
        self._waiting.append(row)
        self._characters += len(row.prompt) + len(row.response_a) + len(row.response_b)
        if len(self._waiting) >= _ROWS or self._characters >= _CHARACTERS:
            self._flush()

    def outcome(self, rejected: int, target: str, warnings: tuple[str, ...] = ()) -> ImportOutcome:
        """Write what is left and say what came of all rows."""
        self._flush()
        what = f"{plural(self._new_cases, 'case')}, {plural(self._new_annotations, 'annotation')}"
        kept = max(self._new_cases, self._new_annotations)
        return ImportOutcome(self._rows + rejected, kept, rejected, 0, what, target, warnings)

    def _flush(self) -> None:
        rows = self._waiting
        self._new_cases += self._writer.add_cases((row.id, row.prompt, row.response_a, row.response_b) for row in rows)
        shaped = [(row.id, row.shape) for row in rows if row.shape is not None]
        if shaped:
            shapes = np.fromiter((shape for _, shape in shaped), np.int8, len(shaped))
            self._writer.add_shapes(objects(id_ for id_, _ in shaped), shapes)
        by_annotator: dict[str, list[ImportedCase]] = {}
        for row in rows:
            if row.preference is not None:
                by_annotator.setdefault(row.annotator, []).append(row)
        for annotator, given in by_annotator.items():
            ids = objects(row.id for row in given)
            preferences = np.fromiter((row.preference for row in given), np.int8, len(given))
            self._new_annotations += self._writer.add_annotations(annotator, self._kind, ids, preferences).new
        self._rows += len(rows)
        self._waiting = []
        self._characters = 0
