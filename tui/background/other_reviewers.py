"""Other reviewers at work: their verdicts reach the screen while both review."""

from typing import Final, Protocol, runtime_checkable

from textual.app import App

from core.journal.events import Event
from core.model.safe_text import inert_line
from core.review.session import ReviewSession

PERIOD: Final = 1.0
"""Seconds between two looks at the journals."""
CHUNK: Final = 500
"""Events taken in between two keys at most."""


@runtime_checkable
class Renewing(Protocol):
    """A screen whose numbers others may change."""

    def renew(self) -> None:
        """Show the numbers as they are now."""


class Following:
    """Reads the journals in a thread, one look at a time, and lets the session and the screen on show know."""

    def __init__(self, app: App[None], session: ReviewSession) -> None:
        self._app = app
        self._session = session
        self._looking = False

    def start(self) -> None:
        """Begin to look, once a second."""
        self._app.set_interval(PERIOD, self._look)

    def _look(self) -> None:
        if not self._looking:
            self._looking = True
            self._app.run_worker(self._poll, thread=True, group="following")

    def _poll(self) -> None:
        """Read what is new; everything else happens where the screens are, which nothing here waits for."""
        follower = self._session.follower
        events = follower.poll()
        warnings, follower.warnings = follower.warnings, []
        for warning in warnings:
            self._app.call_later(self._warn, warning)
        for start in range(0, len(events), CHUNK):
            self._app.call_later(self._take, events[start : start + CHUNK], last=start + CHUNK >= len(events))
        self._looking = False

    def _take(self, events: list[Event], *, last: bool) -> None:
        self._session.hear(events)
        screen = self._app.screen_stack[0]
        if last and isinstance(screen, Renewing):
            screen.renew()

    def _warn(self, warning: str) -> None:
        self._app.notify(inert_line(warning), severity="warning", markup=False, timeout=20)
