"""How much a report depends on chance in its oracle: from the store's probabilities to the figures."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import Annotations
from core.audit.data import AuditData
from core.audit.oracle_results import AnnotatorNoise, NoiseReport, PriorityNoise
from core.metrics.agreement import arbitrariness
from core.metrics.discrepancy import discrepancy
from core.metrics.intervals import Interval, interval, rank_interval
from core.metrics.oracle_noise import OracleNoise, VoteChances, oracle_noise, vote_chances
from core.metrics.priority import NotConverged, Ranking, rank_principles
from core.metrics.supremacy import win_matrix
from core.model.errors import AuditError
from core.model.terms import Oracle, Principle
from core.model.written_order import declared_preferences
from core.storage.store import Store

CELLS: Final = 1 << 19
"""Cases times principles whose probabilities are held at once."""

Progress = Callable[[int, int], None]


def measure_oracle_noise(
    store: Store,
    data: AuditData,
    annotators: Sequence[str],
    reference: str,
    replicates: int,
    seed: int,
    progress: Progress | None = None,
    *,
    include_flagged: bool = False,
) -> NoiseReport:
    """Draw the votes of the data's oracle anew from their probabilities, and measure the named annotators each time.

    Votes that reviewers corrected stay as corrected, annotations stay as they are, and whoever follows a declared
    order follows it by the votes drawn. Raises AuditError rather than give a number that is not the estimate.
    """
    refusal = _refusal(store, data.oracle)
    if refusal is not None:
        return NoiseReport(data.oracle.name, replicates, seed, refusal=refusal)
    unsure, answers = store.answers.unsure(data.oracle)
    names = list(dict.fromkeys([*annotators, reference]))
    everyone = [data.annotator(name) for name in names]
    source = _Source(store, data, everyone, include_flagged=include_flagged)
    try:
        annotations = source.annotate(data.votes, 0)
        rankings = [rank_principles(win_matrix(data.votes, each)) for each in annotations]
        found = oracle_noise(source.chunks(), rankings, replicates, seed, progress)
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
    against = names.index(reference)
    opposed = [arbitrariness(data.votes, each).value for each in annotations]
    apart = [discrepancy(each.signs, rankings[against].signs) for each in rankings]
    told = tuple(
        _annotator(name, m, against, rankings[m], data.principles, found, (opposed[m], apart[m]))
        for m, name in enumerate(names)
        if name in annotators
    )
    return NoiseReport(data.oracle.name, replicates, seed, source.changed, told, unsure=unsure / answers)


def _refusal(store: Store, oracle: Oracle) -> str | None:
    """Why the noise of an oracle cannot be drawn; None where it can."""
    without, answers = store.answers.without_probabilities(oracle)
    if without:
        which = "All" if without == answers else f"{without} of {answers}"
        return f"{which} answers of oracle {oracle.name} have no probabilities, so its noise cannot be drawn."
    if not store.answers.unsure(oracle)[0]:
        return (
            f"All answers of oracle {oracle.name} are 0 or 1, which says nothing of how sure it was, "
            "so its noise cannot be drawn."
        )
    return None


class _Source:
    """Reads how likely the votes are, part by part."""

    def __init__(self, store: Store, data: AuditData, annotators: list[Annotations], *, include_flagged: bool) -> None:
        self._store, self._data, self._annotators = store, data, annotators
        self._include_flagged = include_flagged
        self._other = 0.0

    @property
    def changed(self) -> float | None:
        """The share of the votes read that a draw is expected to change; None where there is no vote."""
        cells = int(self._store.voted(self._data.oracle, len(self._data.principles)).sum())
        return self._other / cells if cells else None

    def chunks(self) -> list[Callable[[], VoteChances]]:
        """What reads each part."""
        rows = max(1, CELLS // len(self._data.principles))
        cases = len(self._data.votes)
        return [partial(self._read, start, min(start + rows, cases)) for start in range(0, cases, rows)]

    def annotate(self, votes: NDArray[np.int8], start: int) -> NDArray[np.int8]:
        """The annotations that count on some votes (cases, principles), the first of which is of case `start`."""
        part = slice(start, start + len(votes))
        found = np.empty((len(self._annotators), len(votes)), dtype=np.int8)
        for m, each in enumerate(self._annotators):
            order = self._data.orders.get(each.name)
            given = each.preference[part] if order is None else declared_preferences(votes, order)
            found[m] = given if self._include_flagged else np.where(each.flagged[part], np.int8(0), given)
        return found

    def _read(self, start: int, stop: int) -> VoteChances:
        answers = self._store.answers.probabilities(self._data.oracle, len(self._data.principles), start, stop)
        for_a, for_b = vote_chances(answers)
        for n, column in self._data.corrected:
            if start <= n < stop:
                vote = self._data.votes[n, column]
                for_a[n - start, column], for_b[n - start, column] = vote == 1, vote == -1
        votes = self._data.votes[start:stop]
        kept = np.where(votes > 0, for_a, np.where(votes < 0, for_b, 1 - for_a - for_b))
        self._other += float((1 - kept).sum())
        return VoteChances(for_a, for_b, partial(self.annotate, start=start))


def _annotator(
    name: str,
    m: int,
    reference: int,
    ranking: Ranking,
    principles: Sequence[Principle],
    found: OracleNoise,
    in_report: tuple[float | None, float | None],
) -> AnnotatorNoise:
    """What the draws say of annotator `m`, whose arbitrariness and discrepancy are so `in_report`."""
    drawn = found.replicates
    opposed, apart = (interval(each[:, m], 0, 1) for each in (drawn.arbitrariness, drawn.discrepancy[..., reference]))
    return AnnotatorNoise(
        name,
        opposed,
        apart,
        interval(found.shift[:, m], 0, 1),
        float(drawn.identified[:, m].mean()),
        _bias(opposed, in_report[0]),
        _bias(apart, in_report[1]),
        tuple(
            PriorityNoise(
                principles[index].name,
                principles[index].id,
                interval(drawn.weights[:, m, index]),
                *rank_interval(drawn.best[:, m, index], drawn.worst[:, m, index]),
            )
            for index in ranking.order
        ),
    )


def _bias(drawn: Interval, in_report: float | None) -> float | None:
    return None if drawn.mean is None or in_report is None else drawn.mean - in_report
