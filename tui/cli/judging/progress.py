"""How a run of `judge` is going, on stderr: a bar, or lines where nobody watches."""

import sys
import time
from typing import TYPE_CHECKING, Final, Self

from core.model.closing import Closing
from core.model.number_words import percent
from core.model.safe_text import inert_line
from core.oracle.answers.consistency import OrderConsistency
from core.oracle.run.outcome import RunProgress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_PAUSE: Final = 5.0
"""Seconds between lines where nobody watches a bar."""
_PLACES: Final = 4
_LONGEST: Final = 400


class JudgeProgress(Closing):
    """Shows done of total, rate, time left, dollars spent, failures and position consistency; cheap to call often."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._consistency = OrderConsistency()
        self._began = self._told = time.monotonic()
        self._bar: Bar | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from tui.cli.printing.bar import start_bar

            self._bar = start_bar(noted=True)
            self._bar.add_task("judge", total=self._total, note="")
        return self

    def close(self) -> None:
        """Take the bar away, where there is one."""
        if self._bar is not None:
            self._bar.stop()

    def update(self, progress: RunProgress) -> None:
        """Say how far the run has come, and what the last request came to."""
        if isinstance(progress.latest, tuple):
            self._consistency.add(progress.latest)
        done = progress.answered + progress.failed
        if self._bar is not None:
            self._bar.update(self._bar.tasks[0].id, completed=done, note=self._note(progress))
            return
        now = time.monotonic()
        if now - self._told < _PAUSE or done >= self._total:
            return
        self._told = now
        rate = done / (now - self._began)
        left = (self._total - done) / rate
        share = percent(done / self._total, 0)
        sys.stderr.write(f"judge: {share}, {rate:.1f}/s, {left:.0f} s left, {self._note(progress)}\n")

    def tell(self, notice: str) -> None:
        """Say something beside the progress: a line above the bar, or on its own."""
        line = inert_line(notice, _LONGEST)
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False)
        else:
            sys.stderr.write(f"{line}\n")

    def _note(self, progress: RunProgress) -> str:
        said = [f"${progress.spent:.{_PLACES}f}" if not progress.unpriced else "cost unknown"]
        if progress.failed:
            said.append(f"{progress.failed} failed")
        if self._consistency.pairs:
            said.append(f"same in both orders {percent(self._consistency.share, 0)}")
        if progress.finishing:
            said.append("finishing what is under way")
        return ", ".join(said)
