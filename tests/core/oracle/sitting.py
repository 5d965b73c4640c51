"""A run in a process of its own, to be killed: started from a server process that has litellm imported already."""

from multiprocessing.context import ForkServerProcess
from pathlib import Path

from core.oracle.provider.client import LitellmClient
from core.oracle.run.outcome import Limits
from core.oracle.run.run import run
from tests.core.oracle.asked import PARAMETERS, journal_at, questions, read
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
