"""What follows a request that failed: whether it is tried again, and the wait before that."""

import asyncio
import random
from collections.abc import Callable
from typing import Final

from core.oracle.provider.problems import AskError
from core.oracle.run.outcome import Ending, Limits
from core.oracle.run.pacing import LONGEST_PAUSE, Pacer, backoff, paused

_LONG_WAIT: Final = 10.0
"""Seconds without a request that are worth a word."""
_A_WEEK: Final = 7 * 86_400.0


class Retries:
    """Says whether a request is tried again, and waits; `end` ends the run, `notice` gets a sentence on long waits."""

    def __init__(
        self,
        limits: Limits,
        pacer: Pacer,
        halt: asyncio.Event,
        end: Callable[[Ending, str], None],
        notice: Callable[[str], None],
    ) -> None:
        self._limits = limits
        self._pacer = pacer
        self._halt = halt
        self._end = end
        self._notice = notice
        self._told_until = 0.0
        self._chance = random.Random()  # noqa: S311 - jitter is no secret

    def worth(self, error: AskError, failures: int) -> bool:
        """Whether to try again after so many failures; ends the run if the error would meet every request."""
        if error.ends_run:
            self._end(Ending.REFUSED, error.message)
        return error.passing and failures < self._limits.attempts

    async def pause(self, error: AskError, failures: int) -> bool:
        """Wait before another try, with everybody else if the server asked for it; give whether the run is ending."""
        wait = backoff(failures, self._limits.backoff, error.retry_after, self._chance)
        if error.retry_after is not None:
            if error.retry_after > LONGEST_PAUSE:
                long = "more than a week" if error.retry_after > _A_WEEK else f"{error.retry_after:.0f} s"
                why = f"The server asks to be left alone for {long}: run the same command after that."
                self._end(Ending.REFUSED, why)
            self._pacer.hold(error.retry_after)
        self._tell_of(wait, error)
        return await paused(wait, self._halt)

    def _tell_of(self, wait: float, error: AskError) -> None:
        """Say that there will be a long wait, once for all who wait at the same time."""
        now = asyncio.get_running_loop().time()
        if wait < _LONG_WAIT or now < self._told_until or self._halt.is_set():
            return
        self._told_until = now + wait
        who = "The server asks to be left alone" if error.retry_after is not None else "A request is tried again"
        self._notice(f"{who}: {wait:.0f} s to wait ({error.message}).")
