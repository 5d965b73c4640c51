"""Choosing which cases to view."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from textual.app import App

from core.filters import Filter, Reviewed, View
from core.session import ReviewSession
from tui.widgets.choice_dialog import Choice, ChoiceDialog

_VIEWS: Final = (
    (View.CONFLICT, "c", "principles prefer different responses"),
    (View.CONSENSUS, "s", "all votes prefer the same response"),
    (View.ARBITRARY, "a", "the annotation opposes a consensus"),
    (View.INDIFFERENT, "i", "no principle cares"),
    (View.ALL, "l", "every case"),
)
_REVIEWED: Final = (
    (Reviewed.ANY, "y", "reviewed or not"),
    (Reviewed.UNREVIEWED, "u", "without a verdict of mine"),
    (Reviewed.FLAGGED, "f", "flagged, so left out of the metrics"),
)


def choose_filter(app: App[None], session: ReviewSession, held: Filter, then: Callable[[Filter], None]) -> None:
    """Ask for a kind of case or a state of review; the one not asked for stays as it is."""
    counts = session.counts()
    choices = [Choice(view.value, key, f"{view.value} {counts[view]}", why) for view, key, why in _VIEWS]
    choices += [Choice(state.value, key, state.value, why) for state, key, why in _REVIEWED]
    explanation = (
        f"Now: {held.view.value}, {held.reviewed.value}. Kind of case and state of review are chosen one by one."
    )

    def chosen(value: str | None) -> None:
        if value is None:
            return
        if value in set(View):
            then(replace(held, view=View(value)))
        else:
            then(replace(held, reviewed=Reviewed(value)))

    app.push_screen(ChoiceDialog("view", choices, current=held.view.value, explanation=explanation), chosen)
