"""Runs requests: a bounded number at once, paced, tried again where that helps, each on the disk before it counts.

A worker takes a request, and takes the next one only when the answer is in the journal: so at a kill no more requests
are in flight, and therefore asked again, than there are workers.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from core.model.times import utc_now
from core.oracle.journal.writer import AnswerJournal
from core.oracle.provider.client import Client
from core.oracle.provider.problems import AskError
from core.oracle.run.breaker import Breaker
from core.oracle.run.budget import Budget
from core.oracle.run.committing import Committer
from core.oracle.run.interrupts import interrupts
from core.oracle.run.outcome import Ending, Limits, RunOutcome, RunProgress
from core.oracle.run.pacing import Pacer, Stop
from core.oracle.run.retries import Retries
from core.oracle.run.understanding import understood
from core.oracle.terms import (
    Answer,
    Ask,
    Charge,
    Failure,
    FailureKind,
    Finish,
    Messages,
    ModelReply,
    Read,
    Record,
    Sent,
)

_BEYOND: Final = (
    "The server bills answers beyond the tokens that they may have: what others may cost is reckoned by that from now "
    "on, and the budget may be passed by what requests under way cost."
)


def run(
    asks: Iterable[tuple[Ask, Messages]],
    client: Client,
    journal: AnswerJournal,
    read: Read,
    limits: Limits,
    progress: Callable[[RunProgress], None] = lambda _: None,
    stop: Stop | None = None,
    *,
    notice: Callable[[str], None] = lambda _: None,
    rest: Callable[[Ask, Sequence[Answer]], tuple[Ask, Messages]] | None = None,
) -> RunOutcome:
    """Ask what the journal does not hold yet, and give what came of it; `asks` is read as it is needed.

    `notice` gets a sentence on whatever the user should hear of meanwhile. `rest` is the request about those principles
    of a request that were not clearly answered; without it the same is asked again.

    In the main thread, the first Ctrl-C ends the run once the requests in flight are answered, the second drops them.
    JournalError if an answer cannot be written.
    """
    sitting = _Sitting(asks, client, journal, read, limits, progress, notice, rest=rest)
    return asyncio.run(sitting.through(stop or Stop()))


class _Sitting:
    """One sitting of a run, from where the journal ends to where this process does."""

    def __init__(
        self,
        asks: Iterable[tuple[Ask, Messages]],
        client: Client,
        journal: AnswerJournal,
        read: Read,
        limits: Limits,
        progress: Callable[[RunProgress], None],
        notice: Callable[[str], None],
        *,
        rest: Callable[[Ask, Sequence[Answer]], tuple[Ask, Messages]] | None,
    ) -> None:
        self._asks: Iterator[tuple[Ask, Messages]] = iter(asks)
        self._client = client
        self._journal = journal
        self._read = read
        self._limits = limits
        self._progress = progress
        self._notice = notice
        self._rest = rest
        self._committer = Committer(journal, self._kept)
        self._pacer = Pacer(limits.rate)
        counts = journal.counts
        self._budget = Budget(limits.budget, counts.spent, counts.average, counts.unsure, counts.beyond)
        self._halt = asyncio.Event()
        self._retries = Retries(limits, self._pacer, self._halt, self._end, notice)
        self._begun, self._tried = False, asyncio.Event()  # the first goes alone: it shows what the server takes
        self._stopped: tuple[Ending, str] | None = None
        self._answered = self._skipped = 0
        self._breaker = Breaker(limits.concurrency, nothing_yet=not journal.counts.answered)
        self._failed: list[Failure] = []
        self._open: set[str] = set()

    async def through(self, stop: Stop) -> RunOutcome:
        """Go through all requests, and close the client whatever happens."""
        asked, dropped = stop.bind()
        self._client.changed = self._changed
        workers = [asyncio.create_task(self._work()) for _ in range(max(1, self._limits.concurrency))]
        watcher = asyncio.create_task(self._watch(asked, dropped, workers))
        try:
            with interrupts(stop):
                await self._all(workers)
        finally:
            watcher.cancel()
            stop.release()
            try:
                await self._committer.finish()
            finally:
                await self._client.close()
        so_far = self._journal.counts
        ending, why = self._stopped or (None, "")
        failed = tuple(self._failed)
        money = (so_far.spent, so_far.unpriced, so_far.estimated)
        return RunOutcome(self._answered, failed, self._skipped, *money, ending, why, (so_far.tokens_in, so_far.cached))

    async def _all(self, workers: list[asyncio.Task[None]]) -> None:
        """Wait for the workers; the first error of one of them ends the others and is raised."""
        try:
            await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            if not all(each.done() and (each.cancelled() or each.exception() is None) for each in workers):
                for each in workers:
                    each.cancel()
            ends = await asyncio.gather(*workers, return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError):
                raise end

    async def _watch(self, asked: asyncio.Event, dropped: asyncio.Event, workers: list[asyncio.Task[None]]) -> None:
        """Stop asking when told to, and drop what is in flight when told again."""
        await asked.wait()
        self._end(Ending.INTERRUPTED, "The run was interrupted.")
        await dropped.wait()
        for each in workers:
            each.cancel()

    async def _work(self) -> None:
        """Settle one request after the other."""
        if self._begun:
            await self._tried.wait()
        self._begun = True
        while (following := self._next()) is not None:
            try:
                record = await self._settle(*following)
                if record is not None:
                    await self._committer.keep(record, final=True)
            finally:
                self._open.discard(following[0].key)
                self._tried.set()
        self._tried.set()

    def _next(self) -> tuple[Ask, Messages] | None:
        """The next request that has no answer yet; None if there is none, or the run is ending."""
        while not self._halt.is_set():
            following = next(self._asks, None)
            if following is None:
                return None
            key = following[0].key
            if key not in self._open and not self._journal.counts.holds(key):
                self._open.add(key)
                return following
            self._skipped += 1
        return None

    async def _settle(self, ask: Ask, messages: Messages) -> Record | None:
        """Try a request until it is answered or has failed for good; None if the run ended before that.

        What is clear of an answer is kept, and from then on the rest of it is the request.
        """
        failures, reread = 0, False
        while await self._pacer.take(self._halt):
            try:
                said = await self._send(ask, messages)
            except AskError as error:
                failures += 1
                if not self._retries.worth(error, failures):
                    return None if error.ends_run else Failure.of(ask, error.kind, error.message)
                if await self._retries.pause(error, failures):
                    return None
                continue
            if said is None:
                return None
            record = understood(self._read, ask, said)
            if isinstance(record, Failure) and record.clear and self._rest is not None:
                await self._committer.keep(record.clear, final=False)
                (ask, messages), failures, reread = self._rest(ask, record.clear), 0, False
                continue
            unparsable = isinstance(record, Failure) and record.kind is FailureKind.UNPARSABLE
            if not unparsable or reread or _for_good(said):
                return record
            reread = True
            await self._committer.keep(record, final=False)
        return None

    async def _send(self, ask: Ask, messages: Messages) -> ModelReply | None:
        """Send a request once, as soon as the budget has room for it; None if the run ended before that."""
        budget = self._budget
        if budget.limit is None:
            try:
                return await self._ask(ask, messages)
            except AskError as error:
                await self._charge(ask, error, self._client.most(messages, len(ask.principles)))
                raise
        estimated = None if self._journal.counts.unpriced else self._client.most(messages, len(ask.principles))
        if estimated is None:
            self._end(Ending.BUDGET, "What the model costs is unknown, so the budget cannot be kept.")
            return None
        aside = await budget.take(estimated, self._halt)
        if aside is None:
            self._end(Ending.BUDGET, budget.used_up())
            return None
        cost, charged = None, False
        try:
            said = await self._ask(ask, messages)
            cost = said.usage.cost
        except AskError as error:
            charged = error.charged
            await self._charge(ask, error, estimated)
            raise
        finally:
            before = budget.billed_beyond
            budget.settle(aside, estimated, cost, charged=charged)
            if budget.billed_beyond and not before:
                self._notice(_BEYOND)
        return said

    async def _charge(self, ask: Ask, error: AskError, estimated: float | None) -> None:
        """Write down what a request may have cost that brought nothing: it counts in later sittings too."""
        if error.charged and estimated is not None:
            await self._committer.keep(Charge(ask.key, self._budget.likely(estimated), utc_now()), final=False)

    async def _ask(self, ask: Ask, messages: Messages) -> ModelReply:
        """Send a request, for no longer than the timeout."""
        try:
            async with asyncio.timeout(self._limits.timeout):
                return await self._client.ask(messages, len(ask.principles))
        except TimeoutError:
            raise AskError(FailureKind.TIMEOUT, f"no answer within {self._limits.timeout:g} s") from None
        finally:
            self._tried.set()

    def _changed(self, parameters: Mapping[str, Any], notice: str) -> None:
        """Write down what is sent from now on, and say so."""
        self._committer.add(Sent(parameters, utc_now()))
        self._notice(notice)

    def _end(self, ending: Ending, why: str) -> None:
        """Ask nothing more; the first reason stands."""
        if self._stopped is None:
            self._stopped = (ending, _sentence(why))
        self._halt.set()
        self._tried.set()

    def _kept(self, record: Record, final: bool) -> None:  # noqa: FBT001
        """Count what is on the disk now, and tell about it."""
        if not isinstance(record, Failure):
            self._breaker.answered()
        if not final:
            return
        if isinstance(record, Failure):
            self._failed.append(record)
            why = self._breaker.failed(record)
            if why is not None:
                self._end(Ending.FAILING, why)
        else:
            self._answered += 1
        journal = self._journal.counts
        counts = (self._answered, len(self._failed), self._skipped)
        self._progress(RunProgress(*counts, journal.spent, journal.unpriced, record, self._halt.is_set()))


def _for_good(said: ModelReply) -> bool:
    """Whether the same request would bring the same: nothing, an answer that was cut off, a call of a tool."""
    return said.unreadable is None and (not said.text.strip() or said.finish in {Finish.LENGTH, Finish.TOOL})


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
