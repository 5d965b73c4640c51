"""Makes beforehand, while nobody waits, what another screen would need all at once."""

from typing import Final

from textual.app import App

from core.session import ReviewSession

BETWEEN: Final = 0.2
"""Seconds between two annotators: each takes a few hundredths of a second at a million cases."""


class Warming:
    """Counts the wins of one annotator after the other, in the thread that gives verdicts: none is ever missed."""

    def __init__(self, app: App[None], session: ReviewSession) -> None:
        self._app, self._session = app, session
        self._left = [each.name for each in session.data.annotators]

    def start(self) -> None:
        """Begin a little later."""
        self._app.set_timer(BETWEEN, self._next)

    def _next(self) -> None:
        known = {each.name for each in self._session.data.annotators}
        while self._left:
            name = self._left.pop()
            if name in known and not self._session.has_desk(name):
                self._session.desk(name)
                self._app.set_timer(BETWEEN, self._next)
                return
