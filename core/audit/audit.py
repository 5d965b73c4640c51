"""From the store to the report: the one place where stored data and metrics meet."""

from collections.abc import Callable, Sequence

import numpy as np

from core.audit.chance import chance, pairs_to_test, part_of, parts
from core.audit.data import Annotations, AuditData, load, reviewer_name, with_order
from core.audit.report import DatasetReport, Report
from core.audit.results import Measured
from core.metrics.agreement import taxonomy
from core.metrics.bootstrap import bootstrap
from core.metrics.priority import NotConverged, rank_principles
from core.metrics.supremacy import win_matrix
from core.model.errors import AuditError

Progress = Callable[[int, int], None]


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

    With `noise`, what chance alone would give is found with as many splits and permutations.
    The reference of the discrepancies is the named annotator, else the first human, else the first of all.
    Raises AuditError for an unknown name, and rather than give a number that is not the estimate.
    """
    chosen = [data.annotator(name) for name in dict.fromkeys(annotators)] or list(data.annotators)
    against = data.annotator(reference) if reference else data.reference()
    everyone = chosen if against in chosen else [*chosen, against]
    found = _measure(
        data,
        everyone,
        everyone.index(against),
        replicates,
        seed,
        progress,
        include_flagged=include_flagged,
        noise=noise,
    )
    reports = tuple(found.report(m) for m in range(len(chosen)))
    pairs = tuple(found.pair(i, j) for i in range(len(chosen)) for j in range(i + 1, len(chosen)))
    return Report(_dataset(data), taxonomy(data.votes), replicates, seed, reports, pairs)


def _dataset(data: AuditData) -> DatasetReport:
    return DatasetReport(
        data.store,
        data.oracle.name,
        len(data.votes),
        len(data.principles),
        len(data.annotators),
        data.reviews,
        sum(int(each.flagged.sum()) for each in data.annotators),
        len(data.corrected),
        data.answers,
    )


def _measure(
    data: AuditData,
    annotators: Sequence[Annotations],
    reference: int,
    replicates: int,
    seed: int,
    progress: Progress | None,
    *,
    include_flagged: bool,
    noise: bool,
) -> Measured:
    used = np.stack([each.preference if include_flagged else each.standing for each in annotators])
    counted = np.stack([each.given if include_flagged else each.given & ~each.flagged for each in annotators])
    tested = pairs_to_test(len(annotators), reference)
    drawn, chances = None, None
    try:
        rankings = [rank_principles(win_matrix(data.votes, preference)) for preference in used]
        if replicates:
            told = part_of(progress, 0, parts(len(annotators), tested)) if noise else progress
            drawn = bootstrap(data.votes, used, replicates, seed, told)
        if replicates and noise:
            chances = chance(data.votes, used, counted, tested, replicates, seed, progress)
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
    return Measured(data.principles, data.votes, annotators, used, counted, rankings, drawn, chances, reference)


__all__ = ["Annotations", "AuditData", "audit", "load", "reviewer_name", "with_order"]
