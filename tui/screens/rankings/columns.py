"""All annotators' rankings as the rankings screen shows them."""

from collections.abc import Sequence

from core.audit.measuring import Measurement, Uncertainty
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import Ranking
from core.metrics.tally import Tally
from core.model.number_words import percent
from core.model.safe_text import inert_line
from core.model.terms import FEW_CONFLICTS, Principle, Status
from core.review.session import ReviewSession
from tui.presenting.parties import Party, parties
from tui.screens.rankings.cells import RankedPrinciple, RankingColumn, RankingsShown


def ranked_annotators(session: ReviewSession) -> tuple[Party, ...]:
    """All annotators, the one under review first, then the reviewer as soon as there is an own preference."""
    return tuple(sorted(parties(session), key=lambda each: each.name != session.annotator))


def rankings_shown(session: ReviewSession, found: Measurement | None = None, *, stale: bool = False) -> RankingsShown:
    """The rankings of all annotators with the intervals that were computed; discrepancy is to the reference."""
    reference = session.reviewed(session.data.reference().name).tally.ranking()
    return RankingsShown(
        tuple(
            _column(session.data.principles, each, reference, found.of(each.name) if found else None, stale=stale)
            for each in ranked_annotators(session)
        )
    )


def _column(
    principles: Sequence[Principle], each: Party, reference: Ranking, found: Uncertainty | None, *, stale: bool
) -> RankingColumn:
    arbitrariness = each.tally.arbitrariness
    return RankingColumn(
        title=inert_line(each.name),
        kind=each.kind.value,
        arbitrariness=f"{percent(arbitrariness.value)} of {arbitrariness.cases}",
        discrepancy=percent(discrepancy(each.tally.ranking().signs, reference.signs)),
        rows=ranked_principles(principles, each.tally, found),
        stale=stale and found is not None,
    )


def ranked_principles(
    principles: Sequence[Principle], tally: Tally, found: Uncertainty | None = None
) -> tuple[RankedPrinciple, ...]:
    """A ranking's principles, best first, with the intervals of what was computed."""
    ranking, wins = tally.ranking(), tally.wins
    won = wins.sum(axis=1)
    conflicts = won + wins.sum(axis=0)
    letters = _letters(ranking)
    rows = []
    for index in ranking.order.tolist():
        rank, status = int(ranking.rank[index]), ranking.status[index]
        interval = found.priorities[index] if found and status is Status.RANKED else None
        low, high = found.ranks[index] if found and rank else (None, None)
        rows.append(
            RankedPrinciple(
                key=index,
                principle=inert_line(principles[index].name),
                rank=rank or None,
                status=status.value,
                priority=float(ranking.weights[index]) if status is Status.RANKED else None,
                conflicts=int(conflicts[index]),
                won=int(won[index]),
                few=int(conflicts[index]) < FEW_CONFLICTS,
                group=letters.get(int(ranking.component[index]), "") if status is Status.RANKED else "",
                low=interval.low if interval else None,
                high=interval.high if interval else None,
                rank_low=low,
                rank_high=high,
            )
        )
    return tuple(rows)


def _letters(ranking: Ranking) -> dict[int, str]:
    """A letter for each component with numbers, best first, where there are several: only inside one do they compare.

    From the 27th on they are all `z`.
    """
    ranked = [int(ranking.component[n]) for n in ranking.order if ranking.status[n] is Status.RANKED]
    components = list(dict.fromkeys(ranked))
    return {each: chr(ord("a") + min(place, 25)) for place, each in enumerate(components) if len(components) > 1}
