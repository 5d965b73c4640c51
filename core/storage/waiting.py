"""Waiting for a store that another program has open."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from core.model.errors import StoreInUseError

_PAUSE: Final = 0.25
_Opened = TypeVar("_Opened")


def wait_for_store(
    opening: Callable[[], _Opened], seconds: float = 0.0, tell: Callable[[int | None], object] = lambda _: None
) -> _Opened:
    """Open a store as soon as nobody else has it; raises StoreInUseError when that takes more than so many seconds.

    `tell` hears once that this waits, with the other program's process number where it is known.
    """
    until = time.monotonic() + seconds
    told = False
    while True:
        try:
            return opening()
        except StoreInUseError as error:
            if time.monotonic() >= until:
                raise
            if not told:
                tell(error.process)
            told = True
        time.sleep(_PAUSE)
