"""What every exporter reads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import Annotations
from core.audit.data import AuditData
from core.exporters.choosing import Choice
from core.journal.standing import Standing
from core.model.terms import AnnotatorKind, Progress
from core.query.scene import Mask
from core.storage.store import Store


@dataclass(frozen=True, slots=True)
class Exporting:
    """What exporters read; `annotators` limits them, empty for all; `choice` limits the cases, None for all.

    `every` asks for all annotators where one would do; `columns` are those of a dataset, `all` or `trl`;
    `progress` is told how many cases were read.
    """

    store: Store
    data: AuditData
    standing: Standing
    annotators: tuple[str, ...] = ()
    replicates: int = 1000
    seed: int = 0
    include_flagged: bool = False
    choice: Choice | None = None
    every: bool = False
    columns: str = "all"
    progress: Progress | None = None

    @property
    def chosen(self) -> tuple[Annotations, ...]:
        """The annotators asked for, or all; raises AuditError for an unknown name."""
        return tuple(self.data.annotator(name) for name in dict.fromkeys(self.annotators)) or tuple(
            self.data.annotators
        )

    @property
    def practised(self) -> tuple[Annotations, ...]:
        """Those of them who annotate; an order of principles only follows from the votes."""
        return tuple(each for each in self.chosen if each.kind is not AnnotatorKind.DECLARED)

    def annotated(self, annotator: Annotations) -> Mask:
        """Where an annotation counts, bool (cases,): not the flagged ones unless asked for."""
        return annotator.counting(include_flagged=self.include_flagged) & self.cases(annotator.name)

    def cases(self, annotator: str) -> Mask:
        """The cases to export of an annotator, bool (cases,)."""
        return self._all() if self.choice is None else self.choice[annotator]

    def any_cases(self) -> Mask:
        """The cases to export of any annotator asked for, bool (cases,)."""
        if self.choice is None:
            return self._all()
        found: Mask = np.logical_or.reduce([self.cases(annotator.name) for annotator in self.chosen])
        return found

    def used(self, annotator: Annotations) -> NDArray[np.int8]:
        """The preferences that count, int8 (cases,): not the flagged ones unless asked for, and 0 outside `cases`."""
        counted = annotator.counted(include_flagged=self.include_flagged)
        return np.where(self.cases(annotator.name), counted, np.int8(0))

    def _all(self) -> Mask:
        return np.ones(len(self.data.votes), dtype=np.bool_)
