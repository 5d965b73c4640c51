"""All votes on a case, as the panel shows them."""

from collections.abc import Sequence

from core.model.safe_text import inert_line
from core.model.terms import Ballot, Case
from core.review.session import ReviewSession
from tui.presenting.ballots import inconsistent, sureness
from tui.screens.review.votes_table import VoteRow
from tui.widgets.case.words import vote_side


def votes_shown(session: ReviewSession, case: Case, ballots: Sequence[Ballot]) -> tuple[VoteRow, ...]:
    """Every principle's vote on a case, in the constitution's order, A and B as they stand on the screen."""
    turned = session.turned(case.id)
    rows = []
    for principle in session.data.principles:
        answers = [ballot for ballot in ballots if ballot.principle == principle.n]
        vote, original = (of(case.n, principle.n) for of in (session.live.votes.at, session.live.votes.original))
        own = session.standing.vote(session.reviewer, case.id, principle.id)
        rows.append(
            VoteRow(
                principle=inert_line(principle.name),
                side=vote_side(vote, turned=turned),
                percent=None if vote is None else sureness(answers, vote),
                position_inconsistent=inconsistent(answers),
                original=None if vote == original else vote_side(original, turned=turned),
                own=None if own is None else vote_side(own, turned=turned),
                text=inert_line(principle.text),
            )
        )
    return tuple(rows)
