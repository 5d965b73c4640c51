"""Keys in the order in which they were typed, however quickly they come, as over a slow line."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

from textual.app import App
from textual.events import Event
from textual.message_pump import MessagePump

PATIENCE: Final = 1.0
"""Seconds after which a key is taken for done: whatever had it may be gone."""
_ROUNDS: Final = 2
"""Once for what a key does, once more for what follows from it, such as that a dialog closes."""


class KeyOrder:
    """Hands out one key or paste at a time, the next once all that the one before it did is done.

    The library hands them to what has the focus without waiting. What is text is taken there at once, while all else
    goes up to the application first: of keys that come together, those that correct a text came after all of it, and
    what was typed into a dialog that was about to open was lost.
    """

    def __init__(self, app: App[Any], take: Callable[[Event], Awaitable[None]]) -> None:
        """Have keys of the application taken by `take`, which forwards them."""
        self._app, self._take = app, take
        self._waiting: deque[Event] = deque()
        self._under_way: asyncio.TimerHandle | None = None
        self._screen: object = None

    async def add(self, event: Event) -> None:
        """Take a key or a paste when it is its turn."""
        self._waiting.append(event)
        if self._under_way is None:
            await self._next()

    async def _next(self) -> None:
        if not self._waiting:
            return
        screen = self._app.screen
        turn = asyncio.get_running_loop().call_later(PATIENCE, self._give_up)
        self._under_way = turn
        if screen is not self._screen:  # which is given time to find out what has the focus
            self._screen = screen
            self._follow(screen, turn, 1)
            return
        target = self._app.focused or screen
        try:
            await self._take(self._waiting.popleft())
        finally:
            self._follow(target, turn, _ROUNDS)

    def _follow(self, target: MessagePump, turn: asyncio.TimerHandle, rounds: int) -> None:
        """Go the way of a key: from what has it up to the application, behind it in every queue."""
        if not target.call_later(self._up, target, target, turn, rounds):
            self._app.call_later(self._arrived, target, turn, rounds)

    def _up(self, node: MessagePump, target: MessagePump, turn: asyncio.TimerHandle, rounds: int) -> None:
        above = node._parent
        if above is None or above is self._app or not above.call_later(self._up, above, target, turn, rounds):
            self._app.call_later(self._arrived, target, turn, rounds)

    async def _arrived(self, target: MessagePump, turn: asyncio.TimerHandle, rounds: int) -> None:
        if turn is not self._under_way:
            return
        if rounds > 1:
            self._follow(target, turn, rounds - 1)
            return
        turn.cancel()
        self._under_way = None
        await self._next()

    def _give_up(self) -> None:
        self._under_way = None
        self._app.call_later(self._next_if_idle)

    async def _next_if_idle(self) -> None:
        if self._under_way is None:
            await self._next()
