"""The live ranking beside the case."""

from collections.abc import Sequence

from core.metrics.agreement import Arbitrariness
from core.metrics.priority import Ranking
from core.metrics.tally import Tally
from core.model.number_words import percent
from core.model.safe_text import inert_line
from core.model.terms import FEW_CONFLICTS, Principle, Status
from core.review.session import ReviewSession
from tui.screens.review.ranking_panel import RankingShown, RankRow


def ranking_shown(session: ReviewSession) -> RankingShown:
    """The ranking of the annotator under review, the reviewer's own beside it, and what it rests on."""
    reviewed = session.reviewed()
    own = session.live.own.ranking() if session.live.own_count() else None
    rows = rank_rows(session.data.principles, reviewed.tally, reviewed.start, own)
    footer = [arbitrary_text(reviewed.tally.arbitrariness)]
    if not reviewed.tally.ranking().identified:
        footer.append("no single scale: see ?")
    footer.append(_mine(session))
    return RankingShown(f"what {inert_line(session.annotator)} follows", rows, tuple(footer))


def _mine(session: ReviewSession) -> str:
    apart = percent(session.live.own_discrepancy(session.annotator))
    return f"mine: {session.live.own_count()} of {len(session.data.votes)}, DD {apart}"


def arbitrary_text(found: Arbitrariness) -> str:
    """Arbitrariness in words."""
    return f"arbitrary {percent(found.value)} of {found.cases}"


def rank_rows(
    principles: Sequence[Principle], tally: Tally, start: Ranking | None, own: Ranking | None = None
) -> tuple[RankRow, ...]:
    """A ranking's rows, best first, with the movement since `start` and the rank in the reviewer's own ranking."""
    ranking = tally.ranking()
    wins = tally.wins
    conflicts = wins.sum(axis=0) + wins.sum(axis=1)
    rows = []
    for index in ranking.order:
        rank = int(ranking.rank[index])
        before = int(start.rank[index]) if start is not None else 0
        status = ranking.status[index]
        rows.append(
            RankRow(
                rank=rank or None,
                moved=before - rank if rank and before else 0,
                principle=inert_line(principles[index].name),
                priority=float(ranking.weights[index]) if status is Status.RANKED else None,
                status=status.value,
                conflicts=int(conflicts[index]),
                few=bool(rank) and int(conflicts[index]) < FEW_CONFLICTS,
                own=None if own is None else int(own.rank[index]) or None,
            )
        )
    return tuple(rows)
