"""Keeps a run below its budget: what a request may cost is set aside before it is sent, and settled when it is back."""

import asyncio
from typing import Final

_NOTHING: Final = 1e-12
"""Dollars by which sums of fractions are off."""
_CAUTION: Final = 8.0
"""How far off an estimate may be as long as no request has come back."""


class Budget:
    """Dollars spent, and dollars set aside for requests in flight; together never above `limit` (None for none).

    For a request is set aside what it is estimated at, and by how much others have cost more than their estimates: the
    most, and by how much that is above their average; at least the average cost. `unsure` counts what may have been
    charged although no answer came. A request that does not fit waits for others to come back; one that does not fit
    though nothing is in flight never will.
    """

    def __init__(
        self, limit: float | None, spent: float, average: float, unsure: float = 0.0, beyond: float = 0.0
    ) -> None:
        self.limit: Final = limit
        self.spent = spent
        self._average = average
        self.unsure = unsure
        self._aside, self._miss = 0.0, beyond
        self._misses, self._missed = beyond, int(beyond > 0)
        self._out = self._back = 0
        self._turn = asyncio.Event()

    async def take(self, estimated: float, halt: asyncio.Event) -> float | None:
        """Set aside what a request may cost and give it, as soon as it fits; None if it never will.

        None also once `halt` is set, and what is in flight begins to come back.
        """
        while not halt.is_set():
            aside = self._priced(estimated)
            if aside is not None:
                self._aside += aside
                self._out += 1
                return aside
            if not self._out:
                return None
            await self._turn.wait()
        return None

    def settle(self, aside: float, estimated: float, cost: float | None, *, charged: bool = False) -> None:
        """Count what a request cost, and let go of what was set aside for it.

        None is a request that brought nothing; `charged` says that it may have been charged all the same.
        """
        self._aside -= aside
        self._out -= 1
        if not self._out:
            self._aside = 0.0  # sums of differences drift
        if cost is not None:
            self.spent += cost
            self._back += 1
            miss = max(0.0, cost - estimated)
            self._miss = max(self._miss, miss)
            self._misses += miss
            self._missed += 1
        elif charged:
            self.unsure += self.likely(estimated)
        self._turn.set()
        self._turn = asyncio.Event()  # for those who wait from now on

    def used_up(self) -> str:
        """Say in a sentence that nothing more fits."""
        unsure = f", and at most ${self.unsure:.4f} for requests whose answers never came" if self.unsure else ""
        beyond = " Answers were billed beyond the tokens that they may have, which no budget can foresee."
        left = "leaves no room for another request" if self.spent <= (self.limit or 0.0) else "has been passed"
        return f"The budget of ${self.limit:g} {left} (${self.spent:.4f} spent{unsure}).{beyond * self.billed_beyond}"

    @property
    def billed_beyond(self) -> bool:
        """Whether a request cost more than it was estimated at from above."""
        return self._miss > _NOTHING

    def likely(self, estimated: float) -> float:
        """What a request may cost, going by the others as well."""
        spread = self._miss - self._misses / max(1, self._missed)
        return max(estimated + self._miss + max(0.0, spread), self._average)

    def _priced(self, estimated: float) -> float | None:
        """What to set aside for a request now; None where it does not fit."""
        aside = self.likely(estimated)
        if self.limit is None:
            return 0.0
        left = self.limit - self.spent - self.unsure - self._aside
        if not self._back and not self._average:
            cautious = aside * _CAUTION
            aside = cautious if self._out else max(aside, min(cautious, left))
        return aside if aside <= left else None
