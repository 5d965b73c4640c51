"""Rankings as the live panel and the rankings screen show them."""

from collections.abc import Sequence

from core.desk import Desk
from core.inert import inert_line
from core.metrics.agreement import Arbitrariness
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import Ranking
from core.model import Principle, Status
from core.report import FEW_CONFLICTS
from core.session import ReviewSession
from core.tally import Tally
from tui.format import percent
from tui.widgets.ranking import RankingShown, RankRow
from tui.widgets.ranking_table import RankingColumn, RankingsShown


def ranking_shown(session: ReviewSession) -> RankingShown:
    """The ranking of the annotator under review, the reviewer's own beside it, and what it rests on."""
    desk = session.desk()
    own = session.own.ranking() if session.own_count() else None
    rows = rank_rows(session.data.principles, desk.tally, desk.start, own)
    footer = [arbitrary_text(desk.tally.arbitrariness)]
    if not desk.tally.ranking().identified:
        footer.append("no single scale: see ?")
    footer.append(_mine(session))
    return RankingShown(f"what {inert_line(session.annotator)} follows", rows, tuple(footer))


def _mine(session: ReviewSession) -> str:
    return f"mine: {session.own_count()} of {len(session.data.votes)}, DD {percent(session.own_discrepancy())}"


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


def rankings_shown(session: ReviewSession) -> RankingsShown:
    """The rankings of all annotators, the one under review first, the reviewer's own last; DD is to the reference."""
    reference = session.desk(session.data.reference().name).tally.ranking()
    names = [each.name for each in session.data.annotators if each.name != session.annotator]
    columns = [_column(session, session.desk(name), reference) for name in (session.annotator, *names)]
    if session.own_count():
        own = session.own
        columns.append(
            RankingColumn(
                title=inert_line(session.own_name),
                kind="reviewer",
                arbitrariness=f"{percent(own.arbitrariness.value)} of {own.arbitrariness.cases}",
                discrepancy=percent(discrepancy(own.ranking().signs, reference.signs)),
                rows=rank_rows(session.data.principles, own, None),
            )
        )
    return RankingsShown(tuple(columns))


def _column(session: ReviewSession, desk: Desk, reference: Ranking) -> RankingColumn:
    tally = desk.tally
    return RankingColumn(
        title=inert_line(desk.annotations.name),
        kind=desk.annotations.kind.value,
        arbitrariness=f"{percent(tally.arbitrariness.value)} of {tally.arbitrariness.cases}",
        discrepancy=percent(discrepancy(tally.ranking().signs, reference.signs)),
        rows=rank_rows(session.data.principles, tally, desk.start),
    )
