"""Makes beforehand, while nobody waits, what another screen would need all at once."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from textual.app import App
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from core.model.safe_text import inert_line
from core.review.session import ReviewSession

AT_ONCE: Final = 200_000
"""Votes up to which a screen has all annotators counted at once; beyond, one is drawn between two of them."""
BREATH: Final = 0.005
"""Seconds left to keys and repaints between two annotators that a screen waits for."""
BETWEEN: Final = 0.2
"""Seconds between two annotators: each takes a few hundredths of a second at a million cases."""


class Preparing:
    """Loads the modules of dialogs and other screens, then counts the wins of one annotator after the other.

    It does so in the thread that gives verdicts: no tally ever misses one.
    """

    def __init__(self, app: App[None], session: ReviewSession, modules: tuple[str, ...]) -> None:
        self._app, self._session = app, session
        self._modules = list(modules)

    def start(self) -> None:
        """Begin a little later."""
        self._app.set_timer(BETWEEN, self._next)

    def _next(self) -> None:
        left = self._session.live.uncounted
        if self._modules:
            import_module(self._modules.pop(0))
        elif left:
            self._session.reviewed(left[0])
        else:
            return
        self._app.set_timer(BETWEEN, self._next)


def counts_first(screen: Screen[Any], session: ReviewSession, table: Widget, then: Callable[[], None]) -> bool:
    """Count an annotator whose wins are wanted, with a screen drawn before that; False where all may be had at once.

    A table says meanwhile whose they are, and `then` is called where the screen is still the one looked at. It is done
    in the thread that gives verdicts, as a tally must never miss one.
    """
    uncounted = session.live.uncounted
    if not uncounted or session.data.votes.size <= AT_ONCE:
        return False

    def count() -> None:
        left = session.live.uncounted
        if left:
            session.reviewed(left[0])
        if screen.is_current:
            then()

    table.border_title = Content(f"Counting the wins of {inert_line(uncounted[0])} …")
    screen.set_timer(BREATH, count)
    return True
