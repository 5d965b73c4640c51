"""Makes beforehand, while nobody waits, what another screen would need all at once."""

from typing import Final

from textual.app import App

from core.session import ReviewSession

AT_ONCE: Final = 200_000
"""Votes up to which a screen has all annotators counted at once; beyond, one is drawn between two of them."""
BREATH: Final = 0.005
"""Seconds left to keys and repaints between two annotators that a screen waits for."""
BETWEEN: Final = 0.2
"""Seconds between two annotators: each takes a few hundredths of a second at a million cases."""


class Warming:
    """Counts the wins of one annotator after the other, in the thread that gives verdicts: none is ever missed."""

    def __init__(self, app: App[None], session: ReviewSession) -> None:
        self._app, self._session = app, session

    def start(self) -> None:
        """Begin a little later."""
        self._app.set_timer(BETWEEN, self._next)

    def _next(self) -> None:
        left = self._session.uncounted
        if left:
            self._session.desk(left[0])
            self._app.set_timer(BETWEEN, self._next)
