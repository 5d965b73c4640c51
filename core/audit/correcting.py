"""Numbers corrected for the errors of an oracle, as far as blind checks of its votes determine them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, erfc, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.corrected_results import (
    CheckedPrinciple,
    CorrectedAnnotator,
    CorrectedFigure,
    CorrectedPair,
    CorrectedPriority,
    CorrectedReport,
)
from core.audit.counted import Counted
from core.audit.data import AuditData
from core.audit.oracle_checks import OracleChecks, OracleVotes, oracle_checks, oracle_votes
from core.journal.standing import Standing
from core.metrics.agreement import arbitrariness
from core.metrics.confusion import Confusion, confusion, needed
from core.metrics.corrected_consensus import corrected_arbitrariness
from core.metrics.corrected_pairs import CorrectedPairs, Shares, codes, corrected_pairs, pair_counts, supremacy_shares
from core.metrics.corrected_priority import CorrectedPriorities, corrected_priorities
from core.metrics.intervals import rank_interval
from core.metrics.priority import NotConverged, Ranking, rank_principles
from core.metrics.supremacy import win_matrix
from core.metrics.wilson import NORMAL
from core.model.errors import AuditError
from core.model.terms import Principle

Floats = NDArray[np.float64]

_DRAWS: Final = 2000
"""Rankings drawn for the interval of a rank."""
_ROUNDING: Final = 1e-9
"""What weights that add up to one vote may be off it."""
_FOLLOWS: Final = "it follows the votes themselves, errors and all, so that they cannot be corrected"
_TOO_FEW: Final = "fewer than two principles are checked well enough"
_EVERY: Final = "consensus takes every principle, and not every one is checked well enough"
_NO_CONSENSUS: Final = "no consensus is left"


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """An oracle's own votes, the checks of them, and what these say of every principle."""

    principles: Sequence[Principle]
    own: OracleVotes
    checks: OracleChecks
    confusions: tuple[Confusion, ...]

    @classmethod
    def of(cls, data: AuditData, standing: Standing, numbers: Mapping[str, int]) -> "Checked":
        """Gather all that stands; `numbers` are those of the cases, by id. What is gathered does not change later."""
        own = oracle_votes(data)
        checks = oracle_checks(data, standing, numbers, own)
        coded = codes(own.votes, own.voted)
        confusions = tuple(
            confusion(counts, np.bincount(column, minlength=4)[:3])
            for counts, column in zip(checks.counts(len(data.principles)), coded.T, strict=True)
        )
        return cls(data.principles, own, checks, confusions)

    @property
    def kept(self) -> NDArray[np.int64]:
        """The principles that can be corrected, by column."""
        return np.flatnonzero([each.lack is None for each in self.confusions])

    def told(self) -> tuple[CheckedPrinciple, ...]:
        """What they say of every principle."""
        return tuple(
            CheckedPrinciple(
                principle.name,
                principle.id,
                round(each.count),
                round(float(np.trace(each.checks))),
                tuple(None if np.isnan(row).any() else tuple(map(float, row)) for row in each.rates),
                each.lack,
                needed(each),
            )
            for principle, each in zip(self.principles, self.confusions, strict=True)
        )


def correct_oracle(
    data: AuditData, checked: Checked, counted: Counted, names: Collection[str], seed: int = 0
) -> CorrectedReport:
    """Correct the numbers of the named annotators among those counted, by what was `checked`.

    They are of the oracle's own votes: the answers tell its errors and replace none. The seed is that of the rank
    intervals. Raises AuditError rather than give a number that is not the estimate.
    """
    found = []
    for name in names:
        if name in data.orders:
            found.append(CorrectedAnnotator(name, refusal=_FOLLOWS))
            continue
        found.append(corrected_annotator(checked, name, counted.preference[counted.names.index(name)], seed))
    checks = checked.checks
    return CorrectedReport(data.oracle.name, checks.reviewers, checks.in_sight, checked.told(), tuple(found))


def coded_votes(own: OracleVotes, kept: NDArray[np.int64]) -> NDArray[np.int8]:
    """The codes (N, K) of the votes of some principles."""
    return codes(own.votes[:, kept], None if own.voted is None else own.voted[:, kept])


def corrected_annotator(checked: Checked, name: str, annotation: NDArray[np.int8], seed: int) -> CorrectedAnnotator:
    """Correct the numbers that an annotation (N,) gives."""
    kept = checked.kept
    if len(kept) < 2:
        return CorrectedAnnotator(name, refusal=_TOO_FEW)
    few = [checked.confusions[each] for each in kept]
    votes, coded = checked.own.votes[:, kept], coded_votes(checked.own, kept)
    wins = win_matrix(votes, annotation)
    counts = pair_counts(coded, annotation)
    pairs = corrected_pairs(counts, few)
    found = corrected_priorities(coded, annotation, few, pairs)
    try:
        raw = rank_principles(_among(wins, found))
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
    principles, checks = [checked.principles[each] for each in kept], sum(each.count for each in few)
    shares = supremacy_shares(counts, few, pairs)
    share, why = _arbitrariness(checked, coded, annotation, few, checks)
    cases, left = (np.nansum(np.diagonal(each)) for each in (found.by_cases, found.by_checks.sum(axis=0)))
    return CorrectedAnnotator(
        name,
        _priorities(principles, raw, found, checks, seed),
        _pairs(principles, wins, pairs, shares, few),
        arbitrariness(checked.own.votes, annotation).value,
        share,
        why,
        _to_halve(float(cases), float(left), checks),
        _leaning(checked.checks, annotation),
    )


def _among(wins: NDArray[np.int64], found: CorrectedPriorities) -> NDArray[np.int64]:
    """The wins (P, P) among the principles that have a corrected priority; of all where none has one."""
    there = ~np.isnan(found.weights)
    return wins * np.outer(there, there) if there.any() else wins


def _estimate(
    value: float, by_cases: float, by_checks: float, checks: float, ends: tuple[float, float]
) -> CorrectedFigure:
    """A figure with its interval, which is cut at the ends that it can have."""
    cases, left = sqrt(max(by_cases, 0.0)), sqrt(max(by_checks, 0.0))
    wide = NORMAL * sqrt(cases**2 + left**2)
    low, high = min(max(value - wide, ends[0]), ends[1]), max(min(value + wide, ends[1]), ends[0])
    inside = min(max(value, ends[0]), ends[1])
    return CorrectedFigure(inside, low, high, cases, left, _to_halve(by_cases, by_checks, checks))


def _to_halve(by_cases: float, by_checks: float, checks: float) -> int | None:
    """About how many more checks make a quarter of the variance; None where that over cases alone is more."""
    room = (by_cases + by_checks) / 4 - by_cases
    return ceil(checks * (by_checks / room - 1)) if room > 0 and by_checks > 0 else None


def _priorities(
    principles: Sequence[Principle],
    raw: Ranking,
    found: CorrectedPriorities,
    checks: float,
    seed: int,
) -> tuple[CorrectedPriority, ...]:
    """Best first, those without a corrected priority last."""
    rank, low, high = _ranks(found, seed)
    left = found.by_checks.sum(axis=0)
    rows = []
    for n in np.lexsort((raw.rank, -found.weights)):
        weight, is_raw = float(found.weights[n]), float(raw.weights[n])
        known = not np.isnan(weight)
        rows.append(
            CorrectedPriority(
                principles[n].name,
                principles[n].id,
                int(raw.rank[n]) or None,
                None if np.isnan(is_raw) else is_raw,
                rank[n],
                low[n],
                high[n],
                _estimate(weight, found.by_cases[n, n], left[n, n], checks, (-np.inf, np.inf)) if known else None,
            )
        )
    return tuple(rows)


def _ranks(found: CorrectedPriorities, seed: int) -> tuple[list[int | None], list[int | None], list[int | None]]:
    """The rank of each principle and its interval, from rankings drawn; None where not all are on one scale."""
    size = len(found.weights)
    there = np.flatnonzero(~np.isnan(found.weights))
    nothing: tuple[list[int | None], ...] = ([None] * size, [None] * size, [None] * size)
    if len(set(found.component[there].tolist())) != 1:
        return nothing[0], nothing[1], nothing[2]
    values, vectors = np.linalg.eigh(found.covariance[np.ix_(there, there)])
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    drawn = found.weights[there] + np.random.default_rng(seed).standard_normal((_DRAWS, len(there))) @ root.T
    placed = (1 + (drawn[:, None, :] > drawn[:, :, None]).sum(axis=2)).astype(np.int16)
    for place, n in enumerate(there):
        nothing[0][n] = 1 + int((found.weights[there] > found.weights[n]).sum())
        nothing[1][n], nothing[2][n] = rank_interval(placed[:, place], placed[:, place])
    return nothing[0], nothing[1], nothing[2]


def _pairs(
    principles: Sequence[Principle],
    wins: NDArray[np.int64],
    pairs: CorrectedPairs,
    shares: Shares,
    few: Sequence[Confusion],
) -> tuple[CorrectedPair, ...]:
    """Every two principles that are in conflict by the oracle's votes."""
    rows = []
    for i, one in enumerate(principles):
        for j, other in enumerate(principles[i + 1 :], i + 1):
            count = int(wins[i, j] + wins[j, i])
            if not count:
                continue
            value, checks = float(shares.value[i, j]), few[i].count + few[j].count
            share = None
            if not np.isnan(value):
                share = _estimate(value, shares.by_cases[i, j], shares.by_checks[i, j], checks, (0.0, 1.0))
            raw, corrected = float(wins[i, j] / count), float(pairs.wins[i, j] + pairs.wins[j, i])
            rows.append(CorrectedPair(one.name, other.name, one.id, other.id, raw, count, corrected, share))
    return tuple(rows)


def _arbitrariness(
    checked: Checked, coded: NDArray[np.int8], annotation: NDArray[np.int8], few: Sequence[Confusion], checks: float
) -> tuple[CorrectedFigure | None, str | None]:
    if len(few) < len(checked.confusions):
        return None, _EVERY
    found = corrected_arbitrariness(coded, annotation, few)
    if found is None:
        return None, _NO_CONSENSUS
    return _estimate(found.value, found.by_cases, found.by_checks, checks, (0.0, 1.0)), None


def _leaning(checks: OracleChecks, annotation: NDArray[np.int8]) -> float | None:
    """Whether votes lean to what the annotator chose, where the answer is the same: the p-value that they do not.

    Mantel's score test (J. Amer. Statist. Assoc. 58, 1963) over strata of one principle and one answer, in which a vote
    counts once, whoever answered it: each answer for its weight.
    """
    side = annotation[checks.case].astype(np.float64)
    counted = np.flatnonzero(side)
    strata = checks.principle[counted] * 3 + checks.answer[counted] + 1
    score = variance = 0.0
    for stratum in np.unique(strata):
        members = counted[strata == stratum]
        weight = checks.weight[members]
        votes = float(weight.sum())
        if votes <= 1 + _ROUNDING:
            continue
        vote, chose = (each - weight @ each / votes for each in (checks.vote[members], side[members]))
        score += float(weight * vote @ chose)
        variance += float((weight * vote @ vote) * (weight * chose @ chose)) / (votes - 1)
    return erfc(abs(score) / sqrt(2 * variance)) if variance > 0 else None
