"""All annotators' rankings as the rankings screen shows them."""

from collections.abc import Sequence
from dataclasses import replace

from core.audit.measuring import Measurement, Uncertainty
from core.metrics.intervals import NO_INTERVAL
from core.metrics.priority import Ranking
from core.metrics.tally import Tally
from core.metrics.written_order import orders_apart
from core.model.number_words import percent
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind, Principle, Status, rough
from core.review.order_in_hand import declared_in
from core.review.session import ReviewSession
from core.review.together_now import together_now
from tui.presenting.parties import Party, apart, parties, party, population_parties
from tui.presenting.ranked import RankedPrinciple, ranked_principles
from tui.presenting.shares import apart_text, arbitrariness_text
from tui.presenting.written import order_name
from tui.screens.rankings.cells import WRITTEN, RankingColumn


def ranked_annotators(session: ReviewSession) -> tuple[Party, ...]:
    """All annotators, the one under review first, then the reviewer as soon as there is an own preference.

    Of many the one under review, the reviewer, and then those of each kind together.
    """
    found = tuple(sorted(parties(session), key=lambda each: each.name != session.annotator))
    if not session.data.many:
        return found
    names = {each.name for each in found}
    together = population_parties(session.data.votes, together_now(session).populations)
    return (*found, *(each for each in together if each.name not in names))


def rankings_shown(
    session: ReviewSession, annotators: Sequence[Party], found: Measurement | None = None, *, stale: bool = False
) -> tuple[RankingColumn, ...]:
    """The order in hand, then the rankings of annotators with the intervals that were computed.

    Discrepancy is to the reference; that to a population is computed with the intervals.
    """
    name = reference_name(session, annotators)
    reference = None if session.data.many else party(session, name)
    columns = []
    for each in annotators:
        far = apart(each, reference) if reference is not None else found.pair(each.name, name) if found else None
        spread = found.of(each.name) if found else None
        columns.append(_column(session, each, "…" if far is None else apart_text(far), spread, stale=stale))
    written = written_column(session)
    return tuple(columns) if written is None else (written, *columns)


def written_column(session: ReviewSession) -> RankingColumn | None:
    """The order in hand as it is written, and how far it is from the declared one; None where there is none."""
    order, declared = session.order, declared_in(session.data)
    if order is None:
        return None
    rows = tuple(
        RankedPrinciple(
            *(n, inert_line(session.data.principles[n].name), place, WRITTEN, None),
            *(0, 0, 0, 0),
            few=False,
        )
        for place, n in enumerate(order.order, 1)
    )
    far = "" if declared is None else percent(orders_apart(order.order, declared.order))
    same = declared is not None and declared.order == order.order
    return RankingColumn(
        order_name(order), "the written order", "" if same or not far else f"{far} from declared", "", rows
    )


def reference_name(session: ReviewSession, annotators: Sequence[Party]) -> str:
    """Whom the rankings are compared with: where annotators are many, a population."""
    if not session.data.many:
        return session.data.reference().name
    kinds = session.data.kinds
    practised = [kind for kind in dict.fromkeys(kinds) if kind is not AnnotatorKind.DECLARED]
    kind = AnnotatorKind.HUMAN if AnnotatorKind.HUMAN in kinds else (*practised, *kinds)[0]
    if kinds.count(kind) == 1:
        return session.data.called[kinds.index(kind)]
    return next(each.name for each in annotators if each.kind is kind and each.members > 1)


def _column(
    session: ReviewSession, each: Party, discrepancy: str, found: Uncertainty | None, *, stale: bool
) -> RankingColumn:
    arbitrariness = each.tally.arbitrariness
    return RankingColumn(
        title=each.title,
        kind=each.kind.value,
        arbitrariness=arbitrariness_text(arbitrariness),
        discrepancy=discrepancy,
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
