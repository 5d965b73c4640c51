"""The numbers of the annotators screen that lead to cases."""

from core.review.session import ReviewSession
from tui.presenting.leads import (
    Lead,
    arbitrary_leads,
    difference_leads,
    discrepancy_leads,
    flagged_leads,
    weight_leads,
)
from tui.presenting.parties import Party


def annotator_leads(session: ReviewSession, whose: Party, pair: tuple[Party, Party]) -> list[Lead]:
    """The numbers of the annotators screen, with the cursor on an annotator and a pair on show."""
    return [
        *arbitrary_leads(session, whose),
        *weight_leads(session, whose),
        *discrepancy_leads(session, *pair),
        *difference_leads(*pair),
        *flagged_leads(session, whose.name),
    ]
