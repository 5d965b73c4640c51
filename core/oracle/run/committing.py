"""Group commit: answers that are ready together go to the disk together, in a thread, while the others are asked."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from core.oracle.journal.writer import AnswerJournal
from core.oracle.terms import Charge, Line, Record, Sent


class Committer:
    """Writes records to a journal; `kept` is told of each once it is on the disk, in the event loop's thread."""

    def __init__(self, journal: AnswerJournal, kept: Callable[[Record, bool], None]) -> None:
        self._journal = journal
        self._kept = kept
        self._waiting: list[tuple[Line, bool]] = []
        self._came = self._written = 0
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, "answers")  # its own: the shared ones are busy asking

    async def keep(self, record: Record | Charge, *, final: bool) -> None:
        """Return once a record is on the disk; JournalError if it cannot be written.

        Whoever is cancelled meanwhile has its record written all the same.
        """
        self._enqueue(record, final=final)
        written = asyncio.ensure_future(self._written_to(self._came))
        written.add_done_callback(_read)
        await asyncio.shield(written)

    def add(self, line: Sent) -> None:
        """Have a line written with the next record, or at the end."""
        self._enqueue(line, final=False)

    async def finish(self) -> None:
        """Return once every record is on the disk; nothing can be kept after that."""
        try:
            await self._written_to(self._came)
        finally:
            self._thread.shutdown(wait=False)

    def _enqueue(self, line: Line, *, final: bool) -> None:
        self._waiting.append((line, final))
        self._came += 1

    async def _written_to(self, place: int) -> None:
        """Write until so many records are on the disk: the first to come writes for all who wait."""
        async with self._turn:
            while self._written < place:
                batch, self._waiting = self._waiting, []
                try:
                    lines = [line for line, _ in batch]
                    await asyncio.get_running_loop().run_in_executor(self._thread, self._journal.append, lines)
                except BaseException:
                    self._waiting = batch + self._waiting
                    raise
                self._written += len(batch)
                for line, final in batch:
                    if not isinstance(line, Sent | Charge):
                        self._kept(line, final)


def _read(written: asyncio.Future[None]) -> None:
    """Look at how a write ended: whoever waited for it may be gone, and the run hears of it from another one."""
    if not written.cancelled():
        written.exception()
