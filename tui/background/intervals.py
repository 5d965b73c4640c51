"""The intervals and tests of all annotators, computed beside the screens and shared by those that show them.

The application holds one `Intervals`; a screen asks for it with `intervals_of(self)` and then

- in `on_mount`:  `intervals_of(self).changed.subscribe(self, self._measured)`, which is called on start, progress, end;
- in `renew`:     `intervals_of(self).want()`, which begins to compute where something was flagged since, within
  about a second (at once the first time), and does nothing where the result still holds;
- in `on_screen_suspend`: `intervals_of(self).rest()`, which gives up what is under way unless another screen wants it.

What to show: `found` is the last result (its `of(name)` an annotator's `Uncertainty`, None for one it does not know),
`stale` says that it no longer matches what is flagged, `note` says in words what goes on.
"""

import threading
import time
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from textual.app import App
from textual.screen import Screen
from textual.signal import Signal
from textual.timer import Timer
from textual.worker import get_current_worker

from core.audit.counted import Counted
from core.model.errors import DiscretionError
from core.review.session import ReviewSession
from tui.common.messages import Refused

if TYPE_CHECKING:
    from core.audit.measuring import Measurement
    from core.review.together_now import CountedTogether

REPLICATES: Final = 1000
SEED: Final = 0
DEBOUNCE: Final = 1.0
"""Seconds for more changes to come before intervals are computed anew."""
GRACE: Final = 0.5
"""Seconds for another screen to want what this one no longer does."""
BEAT: Final = 0.25
"""Seconds between two reports of progress."""
SLOW: Final = 1.0
"""Seconds after which the time left is told too."""


class _Dropped(Exception):  # noqa: N818 - no error: nobody wants the result any more
    """Ends a computation from inside."""


class Intervals:
    """Holds what was measured, in a thread of its own and one computation at a time, and tells by `changed`."""

    def __init__(self, app: App[None], session: ReviewSession) -> None:
        self.changed: Signal[Intervals] = Signal(app, "intervals")
        self.found: Measurement | None = None
        self._app = app
        self._session = session
        self._key: int | None = None  # of `found`, or of what could not be computed
        self._now: int | None = None  # of the annotations as they stood when last asked for
        self._drop: threading.Event | None = None  # of what is under way
        self._timer: Timer | None = None
        self._giving_up: Timer | None = None
        self._gathered: tuple[tuple[int, str], Counted | CountedTogether] | None = None
        self._share = 0.0
        self._began = 0.0

    @property
    def stale(self) -> bool:
        """Whether what was found, if anything was, is not about the annotations as they stand."""
        return self.found is None or self._now != self._key

    @property
    def note(self) -> str:
        """What goes on, in words; empty where the result holds."""
        if self._drop is not None:
            spent = time.monotonic() - self._began
            left = spent / self._share - spent if self._share else 0.0
            told = f" · {left:.0f} s left" if spent > SLOW and left >= 1 else ""
            return f"computing intervals… {self._share:.0%}{told}"
        if self._timer is not None:
            return "intervals are stale: computing soon…"
        if self._key is not None and self._key == self._now:
            return "intervals could not be computed" if self.found is None else ""
        return "intervals are stale"

    def want(self) -> None:
        """See to it that intervals for the annotations as they stand come.

        What is under way is finished first, so that somebody else's steady flagging never keeps them from coming.
        """
        if self._giving_up is not None:
            self._giving_up.stop()
            self._giving_up = None
        self._now = self._counted().key
        if self._drop is None and self._timer is None and self._now != self._key:
            if self._key is None:
                self._begin()
            else:
                self._timer = self._app.set_timer(DEBOUNCE, self._begin)
        self._tell()

    def rest(self) -> None:
        """Give up what is under way unless it is wanted again at once."""
        if self._giving_up is None:
            self._giving_up = self._app.set_timer(GRACE, self._stop)

    def _stop(self) -> None:
        if self._drop is not None:
            self._drop.set()
            self._drop = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _counted(self) -> "Counted | CountedTogether":
        """The annotations that count, gathered anew only where something was said since."""
        version = self._session.live.version, self._session.annotator if self._session.data.many else ""
        if self._gathered is None or self._gathered[0] != version:
            from core.review.together_now import what_counts

            self._gathered = (version, what_counts(self._session))
        return self._gathered[1]

    def _begin(self) -> None:
        """Compute for the annotations as they stand now, whatever they were when this was asked for."""
        self._timer = None
        counted = self._counted()
        self._now = counted.key
        self._drop = drop = threading.Event()
        self._share, self._began = 0.0, time.monotonic()
        self._app.run_worker(lambda: self._compute(counted, drop), thread=True, group="intervals", name="intervals")
        self._tell()

    def _compute(self, counted: "Counted | CountedTogether", drop: threading.Event) -> None:
        """In the thread: compute, or end early where that is no longer wanted."""
        from core.review.together_now import measured

        worker, app = get_current_worker(), self._app
        # A copy: a corrected vote changes the votes in place, perhaps in the middle of a resample. One that comes
        # before this line is told of like all others, and makes the result stale.
        votes = self._session.data.votes.copy(order="K")

        def wanted() -> bool:
            return not drop.is_set() and not worker.is_cancelled

        told = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal told
            if not wanted():
                raise _Dropped
            if time.monotonic() - told >= BEAT:
                app.call_from_thread(self._advance, drop, done / total)
                told = time.monotonic()

        try:
            found = measured(votes, counted, REPLICATES, SEED, progress)
        except _Dropped:
            return
        except DiscretionError as error:
            if wanted():
                app.call_from_thread(self._end, drop, counted.key, None, error)
            return
        if wanted():
            app.call_from_thread(self._end, drop, counted.key, found, None)

    def _advance(self, drop: threading.Event, share: float) -> None:
        if not drop.is_set():
            self._share = share
            self._tell()

    def _end(self, drop: threading.Event, key: int, found: "Measurement | None", error: DiscretionError | None) -> None:
        if drop.is_set():
            return
        self._drop = None
        self._key = key
        self.found = found
        if error is not None:
            self._app.post_message(Refused(error))
        if self._now != key:
            self._timer = self._app.set_timer(DEBOUNCE, self._begin)
        self._tell()

    def _tell(self) -> None:
        self.changed.publish(self)


class _Holder(Protocol):
    """The application: it holds the one computation."""

    intervals: Intervals


def intervals_of(screen: Screen[Any]) -> Intervals:
    """The computation that all screens of an application share."""
    return cast("_Holder", screen.app).intervals
