"""Which of a screen's numbers to follow to its cases."""

from collections.abc import Callable, Sequence

from textual.app import App

from tui.common.messages import Follow
from tui.presenting.leads import Lead
from tui.widgets.dialogs.choice import Choice, ChoiceDialog


def offer_leads(
    app: App[None], leads: Sequence[Lead], none: Callable[[], None], then: Callable[[Follow], object]
) -> None:
    """Ask which of a screen's numbers to follow, and then do so; or say that there is `none`."""
    if not leads:
        none()
        return
    choices = [Choice(str(place), lead.key, lead.label, lead.said) for place, lead in enumerate(leads)]

    def chosen(value: str | None) -> None:
        if value is not None:
            cases = leads[int(value)].cases
            then(Follow(cases.query, annotator=cases.annotator))

    app.push_screen(ChoiceDialog("go to the cases of", choices), chosen)
