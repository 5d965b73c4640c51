"""When the next request may go out: a token bucket, backing off with jitter, and waits that a stop cuts short."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Final

LONGEST_PAUSE: Final = 300.0
"""No pause is longer, in seconds, whatever a server asks for."""

_MOST_DOUBLINGS: Final = 16


class Stop:
    """Asks a run to end, from any thread or signal handler: once to finish what is in flight, twice to drop it."""

    def __init__(self) -> None:
        self._times = 0
        self._bound: tuple[asyncio.AbstractEventLoop, tuple[asyncio.Event, asyncio.Event]] | None = None

    def ask(self) -> None:
        """Ask the run to stop; a second time: to stop at once."""
        self._times += 1
        if self._bound is not None:
            self._bound[0].call_soon_threadsafe(self._tell)

    def bind(self) -> tuple[asyncio.Event, asyncio.Event]:
        """Tie the stop to the running event loop, and give what is set when it was asked once, and twice."""
        self._bound = (asyncio.get_running_loop(), (asyncio.Event(), asyncio.Event()))
        self._tell()
        return self._bound[1]

    def release(self) -> None:
        """Let go of the event loop, which is about to end."""
        self._bound = None

    def _tell(self) -> None:
        if self._bound is not None:
            for event in self._bound[1][: self._times]:
                event.set()


class Pacer:
    """A token bucket that every request passes: at most `rate` a second, `burst` of them at once; None is no limit."""

    def __init__(self, rate: float | None, burst: int = 1, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 0.0 if rate is None else 1 / rate
        self._slack = self._gap * (burst - 1)
        self._clock = clock
        self._due = self._open_at = clock()

    def reserve(self) -> float:
        """Take the next place, and give how many seconds to wait for it."""
        now = self._clock()
        self._due = max(self._due, now, self._open_at)
        at = max(self._due - self._slack, self._open_at)
        self._due += self._gap
        return max(at - now, 0.0)

    def hold(self, seconds: float) -> None:
        """Let nothing pass for so long: the server asked for it."""
        self._open_at = max(self._open_at, self._clock() + seconds)

    async def take(self, halt: asyncio.Event) -> bool:
        """Wait for a place and give True; False as soon as `halt` is set."""
        wait = self.reserve()
        while wait > 0:
            if await paused(wait, halt):
                return False
            wait = self._open_at - self._clock()  # somebody may have been told to wait while we waited
        return not halt.is_set()


def backoff(failures: int, base: float, asked: float | None, chance: random.Random) -> float:
    """How many seconds to wait after so many failures in a row: doubling from `base`, with jitter.

    At least as long as the server asked for, with some jitter on top, so that not all come back at once.
    """
    doubled = base * 2.0 ** min(failures - 1, _MOST_DOUBLINGS)
    jittered = doubled * chance.uniform(0.5, 1.0)
    if asked is not None:
        jittered = max(jittered, asked + base * chance.uniform(0.0, 0.5))
    return min(jittered, LONGEST_PAUSE)


async def paused(seconds: float, halt: asyncio.Event) -> bool:
    """Wait so long, or until `halt` is set; give whether it is."""
    try:
        async with asyncio.timeout(seconds):
            await halt.wait()
    except TimeoutError:
        return False
    return True
