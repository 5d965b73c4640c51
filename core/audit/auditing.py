"""From the store to the report: what was measured, in the words and numbers of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.audit.counted import counted
from core.audit.data import AuditData
from core.audit.declared import Practised, declared_reports
from core.audit.measuring import Measurement, Progress, Uncertainty, measure
from core.audit.report import AnnotatorReport, DatasetReport, DiscrepancyReport, PairReport, PriorityReport, Report
from core.metrics.agreement import taxonomy
from core.metrics.priority import Ranking
from core.model.terms import AnnotatorKind, Principle


def audit(
    data: AuditData,
    *,
    annotators: Sequence[str] = (),
    reference: str | None = None,
    replicates: int = 1000,
    seed: int = 0,
    include_flagged: bool = False,
    noise: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Compute the report over all annotators or the named ones; 0 replicates leave the intervals out.

    With `noise`, noise floors are found with as many splits.
    The reference of the discrepancies is the named annotator, else the first human, else the first of all.
    Raises AuditError for an unknown name, and rather than give a number that is not the estimate.
    """
    names, against = whom(data, annotators, reference)
    everyone = [data.annotator(name) for name in dict.fromkeys((*names, against))]
    count = counted(everyone, include_flagged=include_flagged)
    found = measure(data.votes, count, replicates, seed, progress, noise=noise)
    return report_of(data, found, names, against, include_flagged=include_flagged)


def whom(data: AuditData, annotators: Sequence[str], reference: str | None) -> tuple[tuple[str, ...], str]:
    """The names asked for, or all, and that of the reference; raises AuditError for an unknown one."""
    names = [data.annotator(name).name for name in dict.fromkeys(annotators)] or [each.name for each in data.annotators]
    return tuple(names), (data.annotator(reference) if reference else data.reference()).name


def report_of(
    data: AuditData, found: Measurement, names: Sequence[str], reference: str, *, include_flagged: bool = False
) -> Report:
    """The report on some of the annotators measured, with their discrepancies to the reference."""
    reports = tuple(_annotator(data, found, name, reference, include_flagged=include_flagged) for name in names)
    pairs = tuple(pair_report(data.principles, found, *two) for two in combinations(names, 2))
    practised = [
        Practised.measured(found, name, data.annotator(name).counted(include_flagged=include_flagged)) for name in names
    ]
    return Report(
        dataset_report(data),
        taxonomy(data.votes, data.voted),
        *(found.replicates, found.seed, reports, pairs),
        declared=declared_reports(data, practised),
    )


def pair_report(principles: Sequence[Principle], found: Measurement, first: str, second: str) -> PairReport:
    """How far two of those measured are apart."""
    apart = found.pair(first, second)
    return PairReport(first, second, apart, tuple((principles[i], principles[j]) for i, j in apart.reversed))


def dataset_report(data: AuditData) -> DatasetReport:
    """What was audited."""
    names = {each.id: each.name for each in data.principles}
    return DatasetReport(
        data.store,
        data.oracle.name,
        len(data.votes),
        len(data.principles),
        len(data.annotators),
        data.reviews,
        data.count_flagged,
        len(data.corrected),
        data.answers,
        tuple((names.get(each.principle, each.principle), each) for each in data.coverage),
    )


def _annotator(
    data: AuditData, found: Measurement, name: str, reference: str, *, include_flagged: bool
) -> AnnotatorReport:
    annotations = data.annotator(name)
    left_out = annotations.flagged & (not include_flagged)
    count = AnnotationCounts(
        flagged=int(annotations.flagged.sum()),
        neither=int(np.count_nonzero(annotations.given & (annotations.preference == 0) & ~left_out)),
        missing=int(np.count_nonzero(~annotations.given)),
    )
    return annotator_report(annotations.name, annotations.kind, count, data.principles, found, reference)


@dataclass(frozen=True, slots=True)
class AnnotationCounts:
    """Of an annotator's annotations, or of those of all `members`, what `AnnotatorReport` says was not measured."""

    flagged: int
    neither: int
    missing: int
    members: int = 1


def annotator_report(
    name: str,
    kind: AnnotatorKind,
    count: AnnotationCounts,
    principles: Sequence[Principle],
    found: Measurement,
    reference: str,
) -> AnnotatorReport:
    """The report on one of those measured, with its discrepancy to the reference."""
    m = found.names.index(name)
    ranking, spread = found.rankings[m], found.uncertainty[m]
    return AnnotatorReport(
        name=name,
        kind=kind,
        annotations=found.annotations[m],
        conflicts=found.conflicts[m],
        flagged=count.flagged,
        neither=count.neither,
        missing=count.missing,
        identified=ranking.identified,
        identified_share=spread.identified_share,
        arbitrariness=found.arbitrariness[m],
        arbitrariness_interval=spread.arbitrariness,
        priorities=priority_reports(principles, found.wins[m], found.cases[m], ranking, spread),
        discrepancy=DiscrepancyReport(reference, found.pair(name, reference)),
        noise_floor=spread.noise_floor,
        members=count.members,
    )


def priority_reports(
    principles: Sequence[Principle],
    wins: NDArray[np.int64],
    cases: NDArray[np.int64],
    ranking: Ranking,
    spread: Uncertainty,
) -> tuple[PriorityReport, ...]:
    """A ranking by wins (P, P), best first, with the conflict cases (P,) of each principle."""
    rows = []
    for index in ranking.order:
        weight = float(ranking.weights[index])
        low, high = spread.ranks[index]
        rows.append(
            PriorityReport(
                rank=int(ranking.rank[index]) or None,
                principle=principles[index].name,
                priority=None if np.isnan(weight) else weight,
                status=ranking.status[index],
                component=int(ranking.component[index]) if ranking.component[index] >= 0 else None,
                conflicts=int(cases[index]),
                pairs=int(wins[index].sum() + wins[:, index].sum()),
                won=int(wins[index].sum()),
                interval=spread.priorities[index],
                rank_low=low,
                rank_high=high,
                principle_id=principles[index].id,
            )
        )
    return tuple(rows)
