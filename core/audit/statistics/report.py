"""The report that statistics give: the same as of a store, but for what needs texts, journals or probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from core.audit.auditing import AnnotationCounts, annotator_report, pair_report
from core.audit.declared import kept_of
from core.audit.declared_results import DeclaredReport
from core.audit.measuring import Measurement
from core.audit.report import DatasetReport, Report
from core.audit.statistics.measuring import measure_statistics
from core.audit.statistics.statistics import Statistics, Who
from core.metrics.agreement import Taxonomy
from core.metrics.shard_sums import OfAnnotator, OfCases
from core.metrics.written_order import written_discrepancy
from core.metrics.written_pairs import written_pairs
from core.model.errors import AuditError
from core.model.number_words import plural
from core.model.terms import AnnotatorKind, Progress
from core.model.written_order import NAME


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    """A report, and the numbers that it is a view of."""

    report: Report
    measured: Measurement


def statistics_report(
    found: Statistics,
    name: str,
    *,
    annotators: Sequence[str] = (),
    reference: str | None = None,
    replicates: int = 1000,
    seed: int = 0,
    noise: bool = False,
    progress: Progress | None = None,
) -> StatisticsReport:
    """Report on all annotators of statistics called `name`, or on those named; raises AuditError for an unknown one."""
    about = found.about
    for each in (*annotators, *([reference] if reference else [])):
        if each not in {who.name for who in about.annotators}:
            known = ", ".join(who.name for who in about.annotators)
            raise AuditError(f"There is no annotator {each} in these statistics: choose one of {known}.")
    if not about.annotators or not found.cases.any():
        raise AuditError("These statistics have no annotations: build them of files that do.")
    against = reference or _reference(about.annotators)
    measured = measure_statistics(found, replicates, seed, progress, noise=noise)
    names = tuple(dict.fromkeys(annotators)) or tuple(each.name for each in about.annotators)
    cases, counts = found.cases.sum(axis=0).tolist(), found.counts.sum(axis=1).tolist()
    taxonomy = Taxonomy(
        consensus=cases[OfCases.CONSENSUS],
        conflict=cases[OfCases.CONFLICT],
        indifference=cases[OfCases.INDIFFERENCE],
        unvoted=cases[OfCases.UNVOTED],
        partly_voted=cases[OfCases.PARTLY_VOTED],
        movable=cases[OfCases.MOVABLE],
    )
    reports = []
    for place, who in enumerate(about.annotators):
        if who.name not in names:
            continue
        of = counts[place]
        count = AnnotationCounts(
            of[OfAnnotator.FLAGGED], of[OfAnnotator.NEITHER], taxonomy.cases - of[OfAnnotator.GIVEN]
        )
        reports.append(annotator_report(who.name, who.kind, count, about.principles, measured, against))
    reports.sort(key=lambda each: names.index(each.name))
    dataset = DatasetReport(
        name,
        about.oracle,
        taxonomy.cases,
        len(about.principles),
        len(about.annotators),
        reviews=None,
        flagged=sum(of[OfAnnotator.FLAGGED] for of in counts),
        corrected_votes=None,
    )
    pairs = tuple(pair_report(about.principles, measured, *two) for two in combinations(names, 2))
    report = Report(
        *(dataset, taxonomy, replicates, seed, tuple(reports), pairs),
        about=tuple(_remarks(found, replicates)),
        declared=_declared(found, measured, names),
    )
    return StatisticsReport(report, measured)


def _declared(found: Statistics, measured: Measurement, names: Sequence[str]) -> tuple[DeclaredReport, ...]:
    """How far those named keep the declared order, but for who only follows it."""
    about = found.about
    if not about.declared:
        return ()
    follower = next((each.name for each in about.annotators if each.kind is AnnotatorKind.DECLARED), NAME)
    order = np.array(about.declared, dtype=np.int64)
    kept = []
    for name in names:
        m = measured.names.index(name)
        if name != follower:
            pairs = written_pairs(measured.wins[m], order)
            distance = written_discrepancy(measured.rankings[m], about.declared)
            told = (pairs, about.principles, found.followed[m], name, distance, measured.conflicts[m])
            kept.append(kept_of(*told))
    return (DeclaredReport(follower, tuple(about.principles[n] for n in about.declared), tuple(kept)),)


def _reference(annotators: Sequence[Who]) -> str:
    """Whom others are compared with: the first human, else the first who practises."""
    humans = [each for each in annotators if each.kind is AnnotatorKind.HUMAN]
    practised = [each for each in annotators if each.kind is not AnnotatorKind.DECLARED]
    return (*humans, *practised, *annotators)[0].name


def _remarks(found: Statistics, replicates: int) -> "list[str]":
    """What a reader must know of numbers that come from sums."""
    about = found.about
    said = ["Votes and flags are those of the files that were counted, with any corrections of reviewers in them."]
    if replicates:
        said.append(f"Intervals resample {about.shards} shards of cases instead of cases.")
    if about.unknown:
        said.append(
            f"{plural(about.unknown, 'annotation was', 'annotations were')} left out where they were read, "
            "for no file of votes that was counted with them has their cases; where statistics were merged, those of "
            "another part may have counted them."
        )
    return said
