"""A run in a process of its own, to be killed: started from a server process that has litellm imported already."""

import os
import signal
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from core.oracle.journal.writer import read_answers
from core.oracle.provider.client import LitellmClient
from core.oracle.run.outcome import Limits
from core.oracle.run.run import run
from tests.core.oracle.asked import PARAMETERS, journal_at, questions, read, text
from tests.core.oracle.server import Server
from tests.forking import started


def sit(folder: Path, base: str, cases: int, limits: Limits) -> ForkServerProcess:
    """Start a run, or take it up again where its journal ends; it exits with 0 if every request was answered."""
    return started(_sit, folder, base, cases, limits)


def _sit(folder: Path, base: str, cases: int, limits: Limits) -> None:
    client = LitellmClient.open("openai/gpt-4o-mini", PARAMETERS, api_base=base)
    with journal_at(folder) as journal:
        outcome = run(questions(cases, 2), client, journal, read, limits)
    if outcome.stopped is not None:
        raise SystemExit(outcome.stopped.value)
    raise SystemExit(1 if outcome.failed else 0)


def interrupt_after(
    process: ForkServerProcess, server: Server, before: int, seconds: float, by: signal.Signals
) -> None:
    """Send a signal so long after the first request, where it had been asked `before` that."""
    deadline = time.monotonic() + 300
    while asked(server) == before and process.is_alive():
        assert time.monotonic() < deadline, "nothing was asked within 300 seconds"
        time.sleep(0.01)
    time.sleep(seconds)
    assert process.pid is not None
    os.kill(process.pid, by)


def asked(server: Server) -> int:
    """How many requests it has been sent."""
    return server.counts().asked.total()


def journal_of(folder: Path) -> Path:
    return folder / "store.runs" / "run.jsonl"


def texts_in(folder: Path) -> list[str]:
    """What was asked to get the answers that a reader finds in the journal, in their order."""
    return [text(each.case, each.principle or "", each.order) for each in read_answers(journal_of(folder))]
