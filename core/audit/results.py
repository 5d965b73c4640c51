"""What an audit measured, put into words and numbers of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.audit.chance import Chance
from core.audit.report import NO_INTERVAL, AnnotatorReport, DiscrepancyReport, PairReport, PriorityReport
from core.metrics.agreement import arbitrariness
from core.metrics.bootstrap import Interval, Replicates, interval, rank_interval
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import Ranking
from core.metrics.supremacy import win_matrix
from core.model.terms import Principle

if TYPE_CHECKING:
    from core.audit.data import Annotations


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was computed on `votes` (cases, principles), one entry an annotator.

    `used` (annotators, cases) are the preferences that counted, `counted` tells where there was an annotation at all.
    """

    principles: Sequence[Principle]
    votes: NDArray[np.int8]
    annotators: Sequence["Annotations"]
    used: NDArray[np.int8]
    counted: NDArray[np.bool_]
    rankings: Sequence[Ranking]
    drawn: Replicates | None
    chances: Chance | None
    reference: int

    def report(self, m: int) -> AnnotatorReport:
        """All that is said of the annotator at a place."""
        annotations, used, drawn = self.annotators[m], self.used[m], self.drawn
        ranking, wins = self.rankings[m], win_matrix(self.votes, used)
        return AnnotatorReport(
            name=annotations.name,
            kind=annotations.kind,
            annotations=int(self.counted[m].sum()),
            flagged=int(annotations.flagged.sum()),
            identified=ranking.identified,
            identified_share=None if drawn is None else float(drawn.identified[:, m].mean()),
            arbitrariness=arbitrariness(self.votes, used),
            arbitrariness_interval=NO_INTERVAL if drawn is None else interval(drawn.arbitrariness[:, m]),
            priorities=_priorities(self.principles, wins, ranking, m, drawn),
            discrepancy=DiscrepancyReport(self.annotators[self.reference].name, *self._apart(m, self.reference)),
            noise_floor=NO_INTERVAL if self.chances is None else self.chances.floors[m],
        )

    def pair(self, i: int, j: int) -> PairReport:
        """How far two annotators are apart."""
        return PairReport(self.annotators[i].name, self.annotators[j].name, *self._apart(i, j))

    def _apart(self, i: int, j: int) -> tuple[float | None, Interval, float | None]:
        return (
            discrepancy(self.rankings[i].signs, self.rankings[j].signs),
            NO_INTERVAL if self.drawn is None else interval(self.drawn.discrepancy[:, i, j]),
            None if self.chances is None else self.chances.p_value(i, j),
        )


def _priorities(
    principles: Sequence[Principle], wins: NDArray[np.int64], ranking: Ranking, m: int, drawn: Replicates | None
) -> tuple[PriorityReport, ...]:
    rows = []
    for index in ranking.order:
        weight = float(ranking.weights[index])
        low, high = (None, None) if drawn is None else rank_interval(drawn.ranks[:, m, index])
        rows.append(
            PriorityReport(
                rank=int(ranking.rank[index]) or None,
                principle=principles[index].name,
                priority=None if np.isnan(weight) else weight,
                status=ranking.status[index],
                component=int(ranking.component[index]) if ranking.component[index] >= 0 else None,
                conflicts=int(wins[index].sum() + wins[:, index].sum()),
                won=int(wins[index].sum()),
                interval=NO_INTERVAL if drawn is None else interval(drawn.weights[:, m, index]),
                rank_low=low,
                rank_high=high,
                principle_id=principles[index].id,
            )
        )
    return tuple(rows)
