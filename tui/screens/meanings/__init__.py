"""What the numbers on each screen mean, in two sentences each."""

from typing import Final

from tui.screens.meanings.annotators import ANNOTATORS
from tui.screens.meanings.history import HISTORY
from tui.screens.meanings.rankings import RANKINGS
from tui.screens.meanings.review import REVIEW
from tui.screens.meanings.runs import RAW_ANSWERS, RUNS
from tui.screens.meanings.supremacy import SUPREMACY
from tui.screens.meanings.team import TEAM
from tui.screens.meanings.votes import VOTE_CHECK, VOTES

MEANINGS: Final = {
    "review": REVIEW,
    "rankings": RANKINGS,
    "supremacy": SUPREMACY,
    "annotators": ANNOTATORS,
    "team": TEAM,
    "history": HISTORY,
    "votes": VOTES,
    "vote_check": VOTE_CHECK,
    "runs": RUNS,
    "raw_answers": RAW_ANSWERS,
}

__all__ = [
    "ANNOTATORS",
    "HISTORY",
    "MEANINGS",
    "RANKINGS",
    "RAW_ANSWERS",
    "REVIEW",
    "RUNS",
    "SUPREMACY",
    "TEAM",
    "VOTES",
    "VOTE_CHECK",
]
