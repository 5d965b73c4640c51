"""Several oracles on the same cases: how far their votes agree, and what the choice of one does to the rankings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.data import AuditData, load, with_order
from core.audit.oracle_results import Consistency, OraclePair, OraclesReport, PrincipleAgreement, RankingChange, Share
from core.journal.standing import Standing
from core.metrics.agreement import turnout
from core.metrics.discrepancy import discrepancy, discrepancy_matrix
from core.metrics.intervals import NO_INTERVAL, Interval, apart_interval, share_interval
from core.metrics.priority import NotConverged, fit_batch, rank_principles
from core.metrics.reviewer_agreement import coefficient
from core.metrics.supremacy import win_matrix
from core.metrics.vote_agreement import Resamples, disagreements, pair_tables, ratio, same, same_side
from core.model.errors import AuditError
from core.model.terms import Oracle, Principle
from core.model.written_order import declared_preferences
from core.storage.store import Store

ALL: Final = "all principles"


@dataclass(frozen=True, slots=True)
class OracleComparison:
    """How oracles are to be compared: whose rankings, with how many replicates; the options of the report."""

    annotators: Sequence[str]
    replicates: int = 1000
    seed: int = 0
    include_flagged: bool = False
    original_votes: bool = False


def compare_oracles(store: Store, standing: Standing, data: AuditData, how: OracleComparison) -> OraclesReport | None:
    """Compare the oracle of the data with every other one of the store; None where there is no other.

    Agreement is of the oracles' own votes; rankings are by the votes as reviewers correct them unless `original_votes`.
    Both are of the votes that both oracles cast.
    Raises AuditError rather than give a number that is not the estimate.
    """
    oracles = store.oracles()
    if len(oracles) < 2:
        return None
    resamples = Resamples.draw(len(data.votes), how.replicates, how.seed)
    names = tuple(principle.name for principle in data.principles)
    consistency = tuple(_consistency(store, oracle, len(names), resamples) for oracle in oracles)
    try:
        pairs = tuple(
            _pair(store, standing, data, other, how, resamples) for other in oracles if other.n != data.oracle.n
        )
    except NotConverged as error:
        raise AuditError(f"{error} Report it with the output of `discretion export supremacy`.") from error
    return OraclesReport(data.oracle.name, names, consistency, pairs)


def _consistency(store: Store, oracle: Oracle, principles: int, resamples: Resamples) -> Consistency:
    both, differing = store.ordered(oracle, principles)
    cases = int(both.any(axis=1).sum())
    shares = _shares(resamples.count(both & ~differing), resamples.count(both), cases, resamples)
    return Consistency(oracle.name, shares[-1], shares[:-1])


def _pair(
    store: Store, standing: Standing, data: AuditData, oracle: Oracle, how: OracleComparison, resamples: Resamples
) -> OraclePair:
    size = len(data.principles)
    other = _with_oracle(store, standing, data, oracle, how)
    both = store.voted(data.oracle, size) & store.voted(oracle, size)
    tables = pair_tables(_own_votes(data), _own_votes(other), both, resamples)
    agreements = _agreements(data.principles, tables, int(both.any(axis=1).sum()), resamples)
    apart = data.voted is not None or other.voted is not None
    if apart:
        data, other = _shared(data, other, how.annotators)
    changes = tuple(_change(name, data, other, how, resamples) for name in how.annotators)
    cases = len(data.votes) if data.voted is None else int(np.count_nonzero(turnout(data.voted).any_vote))
    return OraclePair(data.oracle.name, oracle.name, agreements[-1], agreements[:-1], changes, cases, apart)


def _shared(data: AuditData, other: AuditData, names: Sequence[str]) -> tuple[AuditData, AuditData]:
    """Both with the votes alone that both have: no oracle is blamed for what it never saw.

    Of the annotators the named ones; whoever follows an order follows it by those votes.
    """
    both, found = np.ones(data.votes.shape, dtype=np.bool_), []
    for mask in (data.voted, other.voted):
        both &= True if mask is None else mask
    for each in (data, other):
        votes = np.where(both, each.votes, np.int8(0))
        annotators = tuple(
            replace(one, preference=declared_preferences(votes, each.orders[one.name]))
            if one.name in each.orders
            else one
            for one in map(each.annotator, names)
        )
        found.append(replace(each, votes=votes, voted=both, annotators=annotators))
    return found[0], found[1]


def _with_oracle(store: Store, standing: Standing, data: AuditData, oracle: Oracle, how: OracleComparison) -> AuditData:
    """The same data by the votes of another oracle, with whoever was added to follow an order."""
    other = load(store, standing, original_votes=how.original_votes, oracle=oracle.name)
    for name, order in data.orders.items():
        if name not in other.names:
            other = with_order(other, name, order)
    return other


def _own_votes(data: AuditData) -> NDArray[np.int8]:
    """What the oracle itself said, 0 where it cast no vote: (cases, principles)."""
    votes = data.votes.copy()
    for cell, original in data.corrected.items():
        votes[cell] = original or 0
    return votes


def _agreements(
    principles: Sequence[Principle], tables: NDArray[np.int64], cases: int, resamples: Resamples
) -> tuple[PrincipleAgreement, ...]:
    """One for each principle, and at last one for all of them together, over so many cases."""
    tables = np.concatenate([tables, tables.sum(axis=1, keepdims=True)], axis=1)
    drawn = resamples.totals(tables)
    point = tables.sum(axis=0)
    held, apart = disagreements(point), disagreements(drawn)
    shares, sides = (_told(of(point), of(drawn), cases) for of in (same, same_side))
    names = [(each.name, each.id) for each in principles] + [(ALL, None)]
    alphas = [
        coefficient(
            (float(held[0][p]), float(held[1][p])),
            (apart[0][:, p], apart[1][:, p]),
            cases if key is None else shares[p].whole,
        )
        for p, (_, key) in enumerate(names)
    ]
    return tuple(
        PrincipleAgreement(name, key, shares[p], sides[p], alphas[p].value, alphas[p].interval)
        for p, (name, key) in enumerate(names)
    )


def _shares(part: NDArray[np.int64], whole: NDArray[np.int64], cases: int, resamples: Resamples) -> tuple[Share, ...]:
    """One for each column of counts (S, P), and at last one for all of them together, over so many cases."""
    part, whole = (np.concatenate([each, each.sum(axis=1, keepdims=True)], axis=1) for each in (part, whole))
    drawn = resamples.totals(part), resamples.totals(whole)
    return _told((part.sum(axis=0), whole.sum(axis=0)), drawn, cases)


def _told(
    point: tuple[NDArray[np.int64], NDArray[np.int64]],
    drawn: tuple[NDArray[np.int64], NDArray[np.int64]],
    cases: int,
) -> tuple[Share, ...]:
    """Shares of counts (P,) each, with what came of their resamples (B, P) each; the last is of all principles."""
    samples = ratio(*drawn)
    last = len(point[1]) - 1
    return tuple(
        Share(int(part), int(whole), share_interval(int(part), int(whole), cases if p == last else None, samples[:, p]))
        for p, (part, whole) in enumerate(zip(*point, strict=True))
    )


def _change(name: str, data: AuditData, other: AuditData, how: OracleComparison, resamples: Resamples) -> RankingChange:
    """How far an annotator's rankings by two oracles are apart, with both on the same resamples of the cases."""
    signs, decided = [], []
    for each in (data, other):
        used = each.annotator(name).counted(include_flagged=how.include_flagged)
        decided.append(int(np.count_nonzero(_decided(each.votes, used))))
        ranking = rank_principles(win_matrix(each.votes, used))
        drawn = resamples.totals(_wins_by_group(each.votes, used, resamples))
        fitted = fit_batch(drawn, ranking.weights) if len(drawn) else None
        signs.append((ranking.signs, None if fitted is None else fitted.signs))
    value = discrepancy(signs[0][0], signs[1][0])
    return RankingChange(name, value, _apart(value, signs[0][1], signs[1][1]), min(decided))


def _apart(value: float | None, first: NDArray[np.int8] | None, second: NDArray[np.int8] | None) -> Interval:
    if value is None or first is None or second is None:
        return NO_INTERVAL
    return apart_interval(value, discrepancy_matrix(np.stack([first, second], axis=1))[:, 0, 1])


def _decided(votes: NDArray[np.int8], used: NDArray[np.int8]) -> NDArray[np.bool_]:
    """The conflict cases on which there is a preference: (cases,)."""
    found: NDArray[np.bool_] = (votes > 0).any(axis=1) & (votes < 0).any(axis=1) & (used != 0)
    return found


def _wins_by_group(votes: NDArray[np.int8], used: NDArray[np.int8], resamples: Resamples) -> NDArray[np.int64]:
    """The win matrix of each group of cases: int64 (S, P, P)."""
    counted = np.flatnonzero(_decided(votes, used))
    shard = resamples.shard[counted]
    by_group = counted[np.argsort(shard, kind="stable")]
    ends = np.cumsum(np.bincount(shard, minlength=resamples.groups))
    size = votes.shape[1]
    wins = np.zeros((resamples.groups, size, size), dtype=np.int64)
    for place, members in enumerate(np.split(by_group, ends[:-1])):
        if len(members):
            wins[place] = win_matrix(votes[members], used[members])
    return wins
