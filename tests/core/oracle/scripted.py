"""A client that answers as scripted, and counts what it is asked."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from core.oracle.journal.writer import AnswerJournal
from core.oracle.provider.problems import AskError
from core.oracle.run.outcome import Limits, RunOutcome
from core.oracle.run.run import run
from core.oracle.terms import Messages, ModelReply, Token, Usage
from tests.core.oracle.asked import questions, read

Script = Callable[[str, int], ModelReply | AskError]
QUICK = Limits(concurrency=4, timeout=60, attempts=3, backoff=0.001)
SPENT = Usage(100, 1, 0.5, 0.0, "2026-01-01T00:00:00.000Z")


def good(_text: str, _time: int) -> ModelReply:
    return ModelReply("A", (Token("A", (("A", -0.1), ("B", -3.0))),), SPENT)


class Scripted:
    """A client that gives what the script says for a text and the how-manieth time it is asked.

    With `together` it answers all but its first request only once so many have been in flight at once.
    """

    def __init__(self, script: Script = good, delay: float = 0.0, most: float | None = 0.5, together: int = 1) -> None:
        self.changed: Callable[[Mapping[str, Any], str], None] = lambda *_: None
        self.asked: Counter[str] = Counter()
        self.most_at_once = 0
        self.closed = 0
        self._now = 0
        self._script = script
        self._delay = delay
        self._together, self._met = together, asyncio.Event()
        self._most = most

    async def ask(self, messages: Messages, principles: int) -> ModelReply:
        text = messages[0]["content"]
        self.asked[text] += 1
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            await self._meet()
            await asyncio.sleep(self._delay)
            said = self._script(text, self.asked[text])
        finally:
            self._now -= 1
        if isinstance(said, AskError):
            raise said
        return said

    async def _meet(self) -> None:
        if self._now >= self._together:
            self._met.set()
        elif self.asked.total() > 1:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._met.wait(), 30)

    def most(self, messages: Messages, principles: int) -> float | None:
        return self._most

    async def close(self) -> None:
        self.closed += 1


def settle(client: Scripted, journal: AnswerJournal, cases: int = 10, limits: Limits = QUICK) -> RunOutcome:
    """Run both orders of so many cases."""
    return run(questions(cases), client, journal, read, limits)
