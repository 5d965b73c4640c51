"""All votes on a case, as the dialog shows them."""

from collections.abc import Sequence

from core.model.safe_text import inert_line
from core.model.terms import Ballot, Case
from core.review.session import ReviewSession
from tui.presenting.ballots import inconsistent, sureness
from tui.screens.votes.table import VoteRow
from tui.widgets.case.words import SIDES


def votes_shown(session: ReviewSession, case: Case, ballots: Sequence[Ballot]) -> tuple[VoteRow, ...]:
    """Every principle's vote on a case, in the constitution's order, A and B as they stand on the screen."""
    sign = -1 if session.turned(case.id) else 1
    rows = []
    for principle in session.data.principles:
        answers = [ballot for ballot in ballots if ballot.principle == principle.n]
        vote, original = int(session.data.votes[case.n, principle.n]), session.live.votes.original(case.n, principle.n)
        own = session.standing.vote(session.reviewer, case.id, principle.id)
        rows.append(
            VoteRow(
                principle=inert_line(principle.name),
                side=SIDES[sign * vote],
                percent=sureness(answers, vote),
                position_inconsistent=inconsistent(answers),
                original=None if vote == original else SIDES[sign * original],
                own=None if own is None else SIDES[sign * own],
            )
        )
    return tuple(rows)
