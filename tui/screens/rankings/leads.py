"""The numbers of the rankings screen that lead to cases."""

from functools import partial

from core.model.safe_text import inert_line
from core.review.session import ReviewSession
from tui.common.format import cut
from tui.presenting.annotator_cases import Conflicts
from tui.presenting.leads import NAME, Lead, arbitrary_leads, conflict_leads, discrepancy_leads, flagged_leads
from tui.presenting.parties import Party, party
from tui.screens.rankings.words import conflicts_in, counted_query


def ranking_leads(session: ReviewSession, annotator: Party, key: int) -> list[Lead]:
    """The numbers of the rankings screen, with the cursor on a principle of an annotator."""
    return [
        *arbitrary_leads(session, annotator),
        *discrepancy_leads(session, annotator, party(session, session.data.reference().name)),
        *principle_leads(session, annotator, key),
        *flagged_leads(session, annotator.name),
    ]


def principle_leads(session: ReviewSession, annotator: Party, key: int) -> list[Lead]:
    """The conflicts that a principle's place rests on."""
    found = conflicts_in(session, annotator, key)
    counts = {Conflicts.ALL: found.sided + found.opposed, Conflicts.WON: found.sided, Conflicts.LOST: found.opposed}
    name = cut(inert_line(session.data.principles[key].name), 2 * NAME)
    query = partial(counted_query, session, annotator, key)
    return conflict_leads(name, None if annotator.own else annotator.name, counts, query)
