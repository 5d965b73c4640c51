"""From the numbers on the review screen to their cases."""

from collections.abc import Callable

from textual.app import App

from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.query.editing import FLAGGED, PREFERS, UNFLAGGED, joined, parts
from core.query.kinds import View
from core.query.names import Name
from core.query.terms import Judged, Kind, Mine, Voted
from core.query.tree import Not, Query
from core.query.words import Role
from core.review.session import ReviewSession
from tui.screens.review.ranking_shown import arbitrary_text
from tui.widgets.dialogs.choice import Choice, ChoiceDialog


def conflicts_of(principle: str) -> Query:
    """The conflicts in which a principle takes part, as the live ranking counts them."""
    voted = Voted(Name(Role.PRINCIPLE, principle))
    return joined((Kind(View.CONFLICT), voted, PREFERS, UNFLAGGED))


def ask_lead(app: App[None], session: ReviewSession, held: Query, then: Callable[[str], None]) -> None:
    """Ask which number to follow; `held` is the filter whose cases are counted above the list."""
    leads = counted(session, held)
    if not session.blind:
        leads += _ranked(session)
    queries = {choice.value: query for choice, query in leads}
    dialog = ChoiceDialog("go to the cases of", [choice for choice, _ in leads])
    app.push_screen(dialog, lambda value: None if value is None else then(str(queries[value])))


def query_of(session: ReviewSession, held: Query, number: str) -> str | None:
    """The filter for the cases of a number that was clicked; None where it has none, as in blind review."""
    return next((str(query) for choice, query in counted(session, held) if choice.value == number), None)


def counted(session: ReviewSession, held: Query) -> list[tuple[Choice, Query]]:
    """The numbers in the header and below the ranking."""
    within = parts(held)
    left = Judged(None)
    out = "flagged by me" if session.blind else "that are left out"
    arbitrariness = arbitrary_text(session.reviewed().tally.arbitrariness)
    found = [
        (Choice("reviewed", "r", "reviewed", "those with a verdict of mine"), joined((*within, Not(left)))),
        (Choice("flagged", "f", "flagged", f"those {out}"), joined((*within, FLAGGED))),
        (Choice("left", "l", "left", "those without a verdict of mine"), joined((*within, left))),
        (Choice("mine", "m", "mine", f"{session.live.own_count()} with a preference of mine"), Not(Mine(None))),
    ]
    if not session.blind:
        against = joined((Kind(View.ARBITRARY), UNFLAGGED))
        found.append((Choice("arbitrary", "a", "arbitrary", arbitrariness), against))
    return found


def _ranked(session: ReviewSession) -> list[tuple[Choice, Query]]:
    tally = session.reviewed().tally
    wins = tally.wins
    pairs = (wins.sum(axis=0) + wins.sum(axis=1)).tolist()
    conflicts = tally.sides.sum(axis=0).tolist()
    principles = session.data.principles
    return [
        (
            Choice(
                f"principle {index}",
                "",
                inert_line(principles[index].name),
                f"{plural(conflicts[index], 'conflict')}, {plural(pairs[index], 'pair')}",
            ),
            conflicts_of(principles[index].name),
        )
        for index in tally.ranking().order.tolist()
    ]
