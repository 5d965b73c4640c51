"""How fast a run asks, beside bare litellm at the same concurrency; with `--memory N`, what N requests keep in memory.

python -m tests.benchmarks.oracle_throughput [--memory 20000]
"""

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from pathlib import Path

from core.oracle.provider.client import LitellmClient
from core.oracle.provider.litellm import litellm_quietly
from core.oracle.run.outcome import Limits, RunProgress
from core.oracle.run.run import run
from tests.core.oracle.asked import PARAMETERS, journal_at, questions, read, rule
from tests.core.oracle.server import Behaviour, Server, serving

MODEL = "openai/gpt-4o-mini"
CONCURRENCY = 32
REQUESTS = 1000
ROUNDS = 6
LEAST = 0.8


def bare(server: Server, requests: int) -> float:
    """Requests a second of litellm alone: as many workers, the same requests, nothing kept."""
    litellm = litellm_quietly()
    client = LitellmClient.open(MODEL, PARAMETERS, api_base=server.base)
    left = questions(requests // 2)

    async def work() -> None:
        for _, messages in left:
            await litellm.acompletion(
                model=MODEL,
                messages=messages,
                api_base=server.base,
                api_key="none",
                max_retries=0,
                num_retries=0,
                timeout=60,
                **client.parameters,
            )

    async def all_of_it() -> float:
        begun = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
        await client.close()
        return time.perf_counter() - begun

    return requests / asyncio.run(all_of_it())


def ours(server: Server, requests: int, watch: list[int] | None = None) -> float:
    """Requests a second of a run, each answer read and on the disk; `watch` gets the memory (KiB) at every 1000th."""

    def seen(at: RunProgress) -> None:
        if watch is not None and at.answered % 1000 == 0:
            watch.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024)

    client = LitellmClient.open(MODEL, PARAMETERS, api_base=server.base)
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, journal_at(Path(folder)) as journal:
        begun = time.perf_counter()
        outcome = run(questions(requests // 2), client, journal, read, Limits(concurrency=CONCURRENCY), seen)
        taken = time.perf_counter() - begun
    if outcome.answered != requests:
        raise SystemExit(f"{outcome.answered} of {requests} answered: {outcome.why}")
    return requests / taken


def _round(server: Server, *, ours_first: bool) -> tuple[float, float]:
    """The rates of litellm alone and of a run, taken one right after the other, in either order."""
    if ours_first:
        mine = ours(server, REQUESTS)
        return bare(server, REQUESTS), mine
    return bare(server, REQUESTS), ours(server, REQUESTS)


def main() -> None:
    """Run both in turn, and print the rates and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", type=int, metavar="N", help="measure memory over N requests instead")
    asked: int | None = parser.parse_args().memory
    with serving(rule, Behaviour(delay=0.02)) as server:
        bare(server, 200)
        ours(server, 200)
        if asked is not None:
            sizes: list[int] = []
            rate = ours(server, asked, sizes)
            print(f"{asked} requests at {rate:.0f} a second; resident MiB at every 1000th:")  # noqa: T201
            print(" ".join(f"{size / 1024:.0f}" for size in sizes))  # noqa: T201
            return
        rates = [_round(server, ours_first=bool(number % 2)) for number in range(ROUNDS)]
    print("each round:", ", ".join(f"{mine:.0f} of {its:.0f}" for its, mine in rates))  # noqa: T201
    alone, run_rate = (statistics.median(each) for each in zip(*rates, strict=True))
    ratio = statistics.median(mine / its for its, mine in rates)
    print(f"litellm alone {alone:.0f} requests/s, a run {run_rate:.0f}; a run reaches {ratio:.2f} of it")  # noqa: T201
    if ratio < LEAST:
        raise SystemExit(f"that is less than {LEAST}")


if __name__ == "__main__":
    main()
