"""Progress on stderr that only appears when the work takes longer than a second: a bar, or lines where it is a file."""

import sys
import time
from threading import Lock, Timer
from typing import TYPE_CHECKING

from core.model.closing import Closing

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE = 1.0
_PAUSE = 5.0
"""Seconds between lines where nobody watches a bar."""


class LateProgress(Closing):
    """Shows done of total with rate and time left; cheap to call often.

    With `at_once` a bar shows that something is done also before anybody can say how much of it.
    """

    def __init__(self, title: str, *, unit_bytes: bool = False, at_once: bool = False) -> None:
        self._title = title
        self._bytes = unit_bytes
        self._began = time.monotonic()
        self._told = self._began
        self._bar: Progress | None = None
        self._lock = Lock()
        self._timer = Timer(_PATIENCE, self._draw) if at_once and sys.stderr.isatty() else None
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """Take the bar away, where there is one."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._bar is not None:
            self._bar.stop()

    def update(self, done: int, total: int) -> None:
        """Say how far the work has come."""
        if not sys.stderr.isatty():
            self._tell(done, total)
            return
        if self._bar is None and time.monotonic() - self._began < _PATIENCE:
            return
        self._draw(done, total)

    def _draw(self, done: int = 0, total: int | None = None) -> None:
        with self._lock:
            if self._bar is None:
                from tui.cli.printing.bar import start_bar

                self._bar = start_bar(unit_bytes=self._bytes)
            if not self._bar.tasks:
                self._bar.add_task(self._title, total=total)
            if total is not None:
                self._bar.update(self._bar.tasks[0].id, completed=done, total=total)

    def _tell(self, done: int, total: int) -> None:
        """Write a line every few seconds."""
        now = time.monotonic()
        if now - self._told < _PAUSE or not 0 < done < total:
            return
        self._told = now
        rate = done / (now - self._began)
        share, left = 100 * done / total, (total - done) / rate
        speed = f"{rate / 1e6:.1f} MB/s" if self._bytes else f"{rate:.0f}/s"
        sys.stderr.write(f"{self._title}: {share:.0f} %, {speed}, {left:.0f} s left\n")
