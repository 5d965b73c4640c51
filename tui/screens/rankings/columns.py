"""All annotators' rankings as the rankings screen shows them."""

from collections.abc import Sequence
from dataclasses import replace

from core.audit.measuring import Measurement, Uncertainty
from core.metrics.intervals import NO_INTERVAL
from core.metrics.priority import Ranking
from core.metrics.tally import Tally
from core.model.safe_text import inert_line
from core.model.terms import Principle, Status, rough
from core.review.session import ReviewSession
from tui.presenting.parties import Party, apart, parties, party
from tui.presenting.ranked import RankedPrinciple, ranked_principles
from tui.presenting.shares import apart_text, arbitrariness_text
from tui.screens.rankings.cells import RankingColumn


def ranked_annotators(session: ReviewSession) -> tuple[Party, ...]:
    """All annotators, the one under review first, then the reviewer as soon as there is an own preference."""
    return tuple(sorted(parties(session), key=lambda each: each.name != session.annotator))


def rankings_shown(
    session: ReviewSession, found: Measurement | None = None, *, stale: bool = False
) -> tuple[RankingColumn, ...]:
    """The rankings of all annotators with the intervals that were computed; discrepancy is to the reference."""
    reference = party(session, session.data.reference().name)
    return tuple(
        _column(session, each, reference, found.of(each.name) if found else None, stale=stale)
        for each in ranked_annotators(session)
    )


def _column(
    session: ReviewSession, each: Party, reference: Party, found: Uncertainty | None, *, stale: bool
) -> RankingColumn:
    arbitrariness = each.tally.arbitrariness
    return RankingColumn(
        title=inert_line(each.name),
        kind=each.kind.value,
        arbitrariness=arbitrariness_text(arbitrariness),
        discrepancy=apart_text(apart(each, reference)),
        rows=measured_rows(session.data.principles, each.tally, found),
        stale=stale and found is not None,
    )


def measured_rows(
    principles: Sequence[Principle], tally: Tally, found: Uncertainty | None = None
) -> tuple[RankedPrinciple, ...]:
    """A ranking's principles, best first, with the intervals of what was computed."""
    ranking = tally.ranking()
    letters = _letters(ranking)
    rows = []
    for row in ranked_principles(principles, tally):
        interval = found.priorities[row.key] if found is not None and row.priority is not None else NO_INTERVAL
        low, high = found.ranks[row.key] if found is not None and row.rank is not None else (None, None)
        group = letters.get(int(ranking.component[row.key]), "") if row.priority is not None else ""
        few = row.few or (row.rank is not None and rough(row.conflicts, interval.sd))
        rows.append(
            replace(
                row,
                group=group,
                few=few,
                low=interval.low,
                high=interval.high,
                rank_low=low,
                rank_high=high,
                sd=interval.sd,
                share=interval.share,
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
