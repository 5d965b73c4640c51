"""One line that greets: what to look at, and three keys."""

from typing import Any, Final

from textual import events
from textual.app import App

from core.model.safe_text import inert_line
from tui.app.bound_keys import bound_key, shown_key
from tui.screens.review.screen import ReviewScreen

_KEYS: Final = (
    ("review.move(1)", "next case"),
    ("review.judge('flag')", "flag it"),
    ("app.switch_mode('rankings')", "all rankings"),
)
_LONG: Final = 3600.0
"""Seconds for which it stays where nobody presses anything."""


class Greeting:
    """Stands in the status line, in place of where one is, until the first key."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._screen: ReviewScreen | None = None

    def begin(self) -> None:
        """Greet on the screen of cases."""
        screen = self._app.screen
        if isinstance(screen, ReviewScreen):
            self._screen = screen
            screen.desk.status.tell(self._words(screen.desk.spot.annotator), _LONG)

    def meant(self, event: events.Key) -> events.Key:
        """Go with the first key, which does what it always does."""
        if self._screen is not None:
            self._screen.desk.status.untell()
            self._screen = None
        return event

    def _words(self, annotator: str) -> str:
        keys = ((bound_key(self._app, binding), does) for binding, does in _KEYS)
        shown = ", ".join(f"{shown_key(self._app, key)} {does}" for key, does in keys if key is not None)
        return f" Look at what {inert_line(annotator, 16)} overruled: {shown}"
