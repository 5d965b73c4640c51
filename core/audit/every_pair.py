"""How far every two of many annotators are apart, each on the cases that both annotated."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.audit.apart import Apart, measured_apart, with_evidence
from core.audit.measuring import Progress
from core.audit.populations import Population
from core.metrics.agreement import categories
from core.metrics.bootstrap import bootstrap, estimates
from core.metrics.priority import NotConverged
from core.metrics.same_order import OrderTest
from core.model.errors import AuditError
from core.model.terms import FEW_SHARED, Category


def every_pair(
    votes: NDArray[np.int8],
    everyone: Sequence[Population],
    replicates: int,
    seed: int,
    progress: Progress | None = None,
) -> list[Apart]:
    """Measure and test every two annotators by the votes (N, P), in the order of `combinations`.

    Two that share fewer conflicts than mean anything have no value. Raises AuditError.
    """
    conflict = categories(votes) == Category.CONFLICT
    ordered = [each.limited(np.argsort(each.case, kind="stable")) for each in everyone]
    pairs = list(combinations(ordered, 2))
    found = []
    try:
        for n, (one, other) in enumerate(pairs):
            found.append(_pair(votes, conflict, one, other, (replicates, seed)))
            if progress is not None:
                progress(n + 1, len(pairs))
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
    return with_evidence(found)


def _pair(
    votes: NDArray[np.int8],
    conflict: NDArray[np.bool_],
    one: Population,
    other: Population,
    how: tuple[int, int],
) -> tuple[Apart, OrderTest | None]:
    shared, first, second = np.intersect1d(one.case, other.case, assume_unique=True, return_indices=True)
    chosen = np.stack([one.preference[first], other.preference[second]])
    decided = int(np.count_nonzero(conflict[shared] & chosen.all(axis=0)))
    if decided < FEW_SHARED:
        return Apart(None, cases=len(shared), conflicts=decided), None
    among = votes[shared]
    known = estimates(among, chosen)
    apart, test = measured_apart(known, bootstrap(among, chosen, known, *how), 0, 1)
    return replace(apart, cases=len(shared), conflicts=decided), test
