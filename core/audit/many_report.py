"""The report on many annotators: populations as annotators are reported on, and everyone in a table."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from core.audit.annotations import AllAnnotations, together
from core.audit.apart import Apart
from core.audit.auditing import AnnotationCounts, annotator_report, dataset_report, pair_report, priority_reports
from core.audit.data import AuditData
from core.audit.declared import Practised, declared_reports
from core.audit.every_pair import every_pair
from core.audit.measuring import Measurement, Progress, Uncertainty
from core.audit.people import People, people, with_intervals
from core.audit.populations import Population, alone, measure_populations, populations, reference_of
from core.audit.report import AnnotatorReport, DiscrepancyReport, PairReport, Report
from core.metrics.agreement import Arbitrariness, taxonomy
from core.metrics.intervals import NO_INTERVAL
from core.metrics.priority import rank_principles

Watch = Callable[[str], AbstractContextManager[Progress | None]]


@dataclass(frozen=True, slots=True)
class ManyOptions:
    """How to report on many: on those `asked` for by name, else on everyone.

    `rankings` gives everyone's own ranking, without intervals, and `pairs` how far every two are apart.
    """

    asked: tuple[str, ...]
    reference: str | None
    replicates: int
    seed: int
    noise: bool
    include_flagged: bool
    rankings: bool
    pairs: bool


def many_report(data: AuditData, options: ManyOptions, watch: Watch) -> tuple[Report, Measurement]:
    """Report on many annotators, and give what was measured of those reported on; raises AuditError."""
    said, flagged = together(data.annotators), options.include_flagged
    every = populations(said, include_flagged=flagged)
    named = options.reference
    reference = reference_of(every) if named is None else alone(said, named, include_flagged=flagged)
    shown = [alone(said, data.annotator(name).name, include_flagged=flagged) for name in options.asked] or list(every)
    there = {each.name for each in shown}
    with watch("bootstrap") as progress:
        measured = measure_populations(
            data.votes,
            shown if reference.name in there else [*shown, reference],
            options.replicates,
            options.seed,
            progress,
            noise=options.noise,
        )
    reports = tuple(_population(data, said, each, measured, reference.name) for each in shown)
    listed: tuple[AnnotatorReport, ...] = ()
    pairs = [pair_report(data.principles, measured, *two) for two in combinations([each.name for each in shown], 2)]
    if not options.asked:
        found = people(data.votes, said, reference, include_flagged=flagged)
        with watch("annotators") as progress:
            found = with_intervals(
                *(found, data.votes, reference, options.replicates, options.seed, progress), include_flagged=flagged
            )
        listed = _people(data, found, there, rankings=options.rankings)
    if options.pairs:
        with watch("pairs") as progress:
            pairs += _pairs(data, said, options, progress)
    report = Report(
        dataset_report(data),
        taxonomy(data.votes, data.voted),
        *(options.replicates, options.seed, reports, tuple(pairs)),
        declared=declared_reports(data, [_practised(each, measured) for each in shown]),
        people=listed,
        about=tuple(_about(reference, shown)),
    )
    return report, measured


def _about(reference: Population, shown: Sequence[Population]) -> Iterator[str]:
    """How those taken together count."""
    if any(not each.single for each in (reference, *shown)):
        yield (
            "Annotators of a kind are taken together: each annotation counts as one, so that a case counts as often as "
            "it was annotated, and resamples keep the annotations of a case together."
        )
    if not reference.single:
        yield f"One annotator is compared with the others of {reference.name}, over all cases of each."


def _practised(each: Population, measured: Measurement) -> Practised:
    found = Practised.measured(measured, each.name, each.preference, each.case)
    return replace(found, members=len(each.members))


def _population(
    data: AuditData, said: AllAnnotations, each: Population, measured: Measurement, reference: str
) -> AnnotatorReport:
    own = np.isin(said.who, each.members)
    count = AnnotationCounts(
        flagged=int(np.count_nonzero(said.flagged[own])),
        neither=int(np.count_nonzero(each.preference == 0)),
        missing=said.cases - len(np.unique(said.case[own])),
        members=len(each.members),
    )
    return annotator_report(each.name, each.kind, count, data.principles, measured, reference)


def _people(data: AuditData, found: People, shown: set[str], *, rankings: bool) -> tuple[AnnotatorReport, ...]:
    """Everyone who is not reported on already."""
    none = (None, None)
    size = len(data.principles)
    unknown = Uncertainty(NO_INTERVAL, NO_INTERVAL, (NO_INTERVAL,) * size, (none,) * size, None)
    reports = []
    for place, name in enumerate(found.said.names):
        if name in shown:
            continue
        ranking = rank_principles(found.wins[place].astype(np.int64)) if rankings else None
        value = found.apart[place]
        apart = Apart(
            None if np.isnan(value) else float(value),
            found.interval(place),
            cases=int(found.shared[place]),
            conflicts=int(found.both[place]),
        )
        reports.append(
            AnnotatorReport(
                name=name,
                kind=found.said.kinds[place],
                annotations=int(found.annotations[place]),
                conflicts=int(found.decided[place]),
                flagged=int(found.flagged[place]),
                neither=int(found.neither[place]),
                missing=int(found.missing[place]),
                identified=ranking is not None and ranking.identified,
                identified_share=None,
                arbitrariness=Arbitrariness(int(found.opposed[place]), int(found.consensus[place])),
                arbitrariness_interval=found.arbitrariness_interval(place),
                priorities=()
                if ranking is None
                else priority_reports(
                    data.principles, found.wins[place].astype(np.int64), found.sides[place], ranking, unknown
                ),
                discrepancy=DiscrepancyReport(found.reference, apart),
            )
        )
    return tuple(reports)


def _pairs(data: AuditData, said: AllAnnotations, options: ManyOptions, progress: Progress | None) -> list[PairReport]:
    """Every two annotators."""
    everyone = [alone(said, name, include_flagged=options.include_flagged) for name in options.asked or said.names]
    found = every_pair(data.votes, everyone, options.replicates, options.seed, progress)
    names = [(one.name, other.name) for one, other in combinations(everyone, 2)]
    done = {(first, second) for first, second in combinations(options.asked, 2)}
    return [
        PairReport(*two, apart, tuple((data.principles[i], data.principles[j]) for i, j in apart.reversed))
        for two, apart in zip(names, found, strict=True)
        if two not in done
    ]
