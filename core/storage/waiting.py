"""Waiting for a store that another program has open."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from core.model.errors import StoreInUseError

_PAUSE: Final = 0.25
_Opened = TypeVar("_Opened")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and whom to tell of it: once a wait, with the other program's process number."""

    seconds: float = 0.0
    tell: Callable[[int | None], None] = lambda _: None

    def wait(self, opening: Callable[[], _Opened]) -> _Opened:
        """Open a store as soon as nobody else has it; raises StoreInUseError when that takes too long."""
        until = time.monotonic() + self.seconds
        told = False
        while True:
            try:
                return opening()
            except StoreInUseError as error:
                if time.monotonic() >= until:
                    raise
                if not told:
                    self.tell(error.process)
                told = True
            time.sleep(_PAUSE)


NO_PATIENCE: Final = Patience()
