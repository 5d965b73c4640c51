"""What counts for one reviewer now where annotators are many: populations, and the annotator under review."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import AllAnnotations, Annotations, ManyAnnotators, together
from core.audit.counted import Counted
from core.audit.measuring import Measurement, Progress, measure
from core.audit.populations import Population, alone, measure_populations, populations, reference_of
from core.model.terms import AnnotatorKind
from core.review.counted_now import counted_now
from core.review.session import ReviewSession


@dataclass(frozen=True, eq=False)
class CountedTogether:
    """Every annotation, of which those that are flagged do not count, and whom they are counted for.

    `corrected` are the votes that reviewers corrected: case, column and vote.
    """

    said: AllAnnotations
    populations: tuple[Population, ...]
    others: tuple[Population, ...]
    corrected: tuple[tuple[int, int, int], ...]

    @property
    def reference(self) -> Population:
        """Whom annotators are compared with."""
        return reference_of(self.populations)

    @cached_property
    def key(self) -> int:
        """The same for the same annotations and votes of one store."""
        names = tuple(each.name for each in (*self.populations, *self.others))
        return hash((names, self.corrected, self.said.flagged.tobytes(), self.said.preference.tobytes()))


def together_now(session: ReviewSession) -> CountedTogether:
    """What counts now; the reviewer is an annotator with the first own preference."""
    data, live = session.data, session.live
    annotators, own = data.annotators, [live.own_name] if live.own_count() else []
    if own and isinstance(annotators, ManyAnnotators):
        preference, given = live.own_words()
        said = Annotations(live.own_name, AnnotatorKind.REVIEWER, preference, given, np.zeros_like(given))
        annotators = annotators.with_others([said])
    everyone = together(annotators)
    flagged = everyone.flagged.copy()
    for name in session.spoken_of:
        place = data.places[name]
        part = slice(everyone.starts[place], everyone.starts[place + 1])
        flagged[part] = session.reviewed(name).flagged[everyone.case[part]]
    everyone = replace(everyone, flagged=flagged)
    found = populations(everyone)
    names = {each.name for each in found}
    others = tuple(alone(everyone, name) for name in (session.annotator, *own) if name not in names)
    corrected = tuple((n, column, int(data.votes[n, column])) for n, column in sorted(data.corrected))
    return CountedTogether(everyone, found, others, corrected)


def what_counts(session: ReviewSession) -> Counted | CountedTogether:
    """What counts for this reviewer now, of few annotators or of many."""
    return together_now(session) if session.data.many else counted_now(session)


def measured(
    votes: NDArray[np.int8], counts: Counted | CountedTogether, replicates: int, seed: int, progress: Progress | None
) -> Measurement:
    """Measure what counts, as the report does; raises AuditError."""
    if isinstance(counts, Counted):
        return measure(votes, counts, replicates, seed, progress)
    return measure_populations(votes, (*counts.populations, *counts.others), replicates, seed, progress)
