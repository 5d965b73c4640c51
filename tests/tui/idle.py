"""Whether all has been done that follows from a key: told by what is called, not by the time or processor it takes."""

import asyncio
from asyncio.events import Handle
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final

import pytest
import textual.app
import textual.pilot

LOOK: Final = 0.005
"""Seconds in which nothing may be called."""
OWN: Final = 2
"""Calls that looking takes itself: its timer, and going on."""
LONGEST: Final = 30.0
"""Seconds after which it goes on all the same."""


@contextmanager
def watched() -> Iterator[None]:
    """Have pilots wait until the event loop has nothing more to call, however slow the machine is.

    What goes on in threads is waited for by `Desk.settle`.
    """
    calls, run = 0, Handle._run

    def counted(handle: Handle) -> None:
        nonlocal calls
        calls += 1
        run(handle)

    async def nothing_to_call(*_: float) -> None:
        loop: Any = asyncio.get_running_loop()
        until = monotonic() + LONGEST
        while monotonic() < until:
            before = calls
            await asyncio.sleep(LOOK)
            if calls - before <= OWN and not loop._ready:
                return

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Handle, "_run", counted)
        patched.setattr(textual.app, "wait_for_idle", nothing_to_call)
        patched.setattr(textual.pilot, "wait_for_idle", nothing_to_call)
        yield
