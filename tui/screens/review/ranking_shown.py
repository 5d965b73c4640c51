"""The live ranking beside the case."""

from collections.abc import Sequence
from dataclasses import replace

from core.metrics.agreement import Arbitrariness
from core.metrics.priority import Ranking
from core.metrics.tally import Tally
from core.model.terms import Principle
from core.review.session import ReviewSession
from tui.presenting.changed import changed_text
from tui.presenting.parties import annotator_title
from tui.presenting.ranked import RankedPrinciple, ranked_principles
from tui.presenting.shares import apart_text, arbitrariness_text
from tui.screens.review.ranking_panel import RankingShown
from tui.widgets.painting import Piece


def ranking_shown(session: ReviewSession) -> RankingShown:
    """The ranking of the annotator under review, the reviewer's own beside it, and what it rests on."""
    reviewed = session.reviewed()
    own = session.live.own.ranking() if session.live.own_count() else None
    rows = rank_rows(session.data.principles, reviewed.tally, reviewed.start, own)
    footer: list[Piece] = [(arbitrary_text(reviewed.tally.arbitrariness), "lead-arbitrary")]
    if not reviewed.tally.ranking().identified:
        footer.append(("no single scale: see ?", ""))
    flagged, corrected = reviewed.count_flagged(), len(session.data.corrected)
    if flagged or corrected:
        footer.append((changed_text(flagged, corrected), ""))
    footer.append((_mine(session), "lead-mine"))
    return RankingShown(_title(session), rows, tuple(footer))


def _title(session: ReviewSession) -> str:
    name = annotator_title(session, session.annotator, short=True)
    return f"what the {name} does" if session.annotator in session.data.orders else f"what {name} follows"


def _mine(session: ReviewSession) -> str:
    apart = apart_text(session.live.own_apart(session.annotator))
    return f"mine: {session.live.own_count()} of {len(session.data.votes)}, DD {apart}"


def arbitrary_text(found: Arbitrariness) -> str:
    """Arbitrariness in words."""
    return f"arbitrary {arbitrariness_text(found)}"


def rank_rows(
    principles: Sequence[Principle], tally: Tally, start: Ranking | None, own: Ranking | None = None
) -> tuple[RankedPrinciple, ...]:
    """A ranking's rows, best first, with the movement since `start` and the rank in the reviewer's own ranking."""
    rows = []
    for row in ranked_principles(principles, tally):
        before = int(start.rank[row.key]) if start is not None else 0
        moved = before - row.rank if row.rank and before else 0
        rows.append(replace(row, moved=moved, own=None if own is None else int(own.rank[row.key]) or None))
    return tuple(rows)
