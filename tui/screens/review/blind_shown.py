"""What a blind reviewer sees: cases turned by lot, and their own ranking growing."""

from dataclasses import replace

import numpy as np

from core.metrics.sandwich import sandwich_errors
from core.metrics.wilson import interval
from core.model.number_words import percent
from core.model.safe_text import inert_line
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tui.screens.review.ranking_panel import RankingShown
from tui.screens.review.ranking_shown import rank_rows
from tui.widgets.case.parts import VoteShown
from tui.widgets.case.words import CaseShown

_OTHER = {"A": "B", "B": "A"}


def turned(case: CaseShown) -> CaseShown:
    """The same case with the two responses in each other's place."""
    return replace(
        case,
        response_a=case.response_b,
        response_b=case.response_a,
        preference=-case.preference,
        own=None if case.own is None else -case.own,
        sided=_other_side(case.sided),
        overruled=_other_side(case.overruled),
    )


def hidden(case: CaseShown) -> CaseShown:
    """The same case without who chose what, and without what anybody said of that."""
    return replace(case, annotator="", preference=0, flagged=False, verdict=None, note=None)


def fallen_back(wanted: Wanted) -> str:
    """What is shown in place of cases whose choice or order tells what is hidden."""
    return f"blind: {inert_line(str(wanted.query), 40)} in {wanted.queue} order, as what was here tells what is hidden"


def _other_side(votes: tuple[VoteShown, ...]) -> tuple[VoteShown, ...]:
    return tuple(replace(vote, side=_OTHER[vote.side]) for vote in votes)


def own_shown(session: ReviewSession) -> RankingShown:
    """The reviewer's own ranking with its standard errors, and how often it agreed with the annotator so far."""
    ranking = session.live.own.ranking()
    own = session.live.own_words()[0]
    given = np.flatnonzero(own)  # few of perhaps a million cases
    errors = sandwich_errors(session.data.votes[given], own[given], ranking)
    rows = rank_rows(session.data.principles, session.live.own, None)
    rows = tuple(replace(row, error=float(errors[row.key])) for row in rows)
    agreed, both = session.live.agreement(session.annotator)
    reach = interval(agreed, both)
    span = f", {percent(reach[0], 0)} to {percent(reach[1], 0)}" if reach else ""
    return RankingShown(
        f"what {inert_line(session.live.own_name)} follows",
        rows,
        (
            (f"mine: {session.live.own_count()} of {len(session.data.votes)}", "lead-mine"),
            (f"agreed {agreed} of {both}{span}", ""),
        ),
    )
