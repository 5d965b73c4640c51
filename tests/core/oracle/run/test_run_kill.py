"""A run that is killed again and again while the server misbehaves: no answer is lost, and none paid for twice."""

import os
import random
import signal
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import orjson
import pytest

from core.model.ways import How
from core.oracle.journal.writer import read_answers
from core.oracle.run.outcome import Limits
from tests.core.oracle.asked import questions, rule, text
from tests.core.oracle.server import Behaviour, Server
from tests.core.oracle.sitting import sit

CASES = 120
FAULTS = {"429": 0.06, "500": 0.05, "reset": 0.05, "html": 0.04, "truncated": 0.04, "bare": 0.1, "stall": 0.01}
LIMITS = Limits(concurrency=8, rate=80, timeout=2.5, attempts=20, backoff=0.01)
KILLS = 6


@pytest.mark.slow
def test_a_run_killed_every_few_moments_ends_with_every_answer_once(server: Server, tmp_path: Path) -> None:
    server.behave(Behaviour(faults=FAULTS, delay=0.02, stall=10.0))
    chance = random.Random(20260131)
    kept: dict[str, int] = {}
    in_flight = 0
    for _ in range(KILLS):
        killed_after(tmp_path, server, chance.uniform(0.4, 1.2))
        time.sleep(0.3)  # what had reached the server is counted by now
        counts = server.counts()
        written = texts_in(tmp_path)
        assert len(written) == len(set(written))
        unwritten = counts.answered.keys() - set(written)
        assert len(unwritten) <= LIMITS.concurrency
        in_flight += len(unwritten)
        assert all(counts.asked[each] == times for each, times in kept.items()), "asked again after it was received"
        kept |= {each: counts.asked[each] for each in written}
    assert 0 < len(kept) < CASES * 4
    process = sit(tmp_path, server.base, CASES, LIMITS)
    process.join(60)
    assert process.exitcode == 0
    counts = server.counts()
    assert all(counts.asked[each] == times for each, times in kept.items()), "asked again after it was received"
    assert counts.answered.total() - len(counts.answered) <= in_flight <= KILLS * LIMITS.concurrency
    assert set(counts.faults) == set(FAULTS)
    check_answers(tmp_path)


def check_answers(folder: Path) -> None:
    """Every request is answered exactly once, as the rule says."""
    lines = [orjson.loads(line) for line in journal_of(folder).read_bytes().splitlines()]
    keys = [line["key"] for line in lines if line["event"] == "answer"]
    assert sorted(keys) == sorted(ask.key for ask, _ in questions(CASES, 2))
    answers = list(read_answers(journal_of(folder)))
    assert [each.key for each in answers] == keys
    for each in answers:
        implied = rule(text(each.case, each.principle or "", each.order))
        if each.how is How.LOGPROBS:
            assert (each.prob_a, each.prob_b, each.prob_na) == pytest.approx(implied)
        else:
            best = max(range(3), key=lambda place: implied[place])
            assert (each.prob_a, each.prob_b, each.prob_na) == tuple(float(place == best) for place in range(3))


def test_ctrl_c_keeps_what_came_and_the_same_command_goes_on_without_a_repetition(
    server: Server, tmp_path: Path
) -> None:
    server.behave(Behaviour(delay=0.1))
    limits = Limits(concurrency=8, timeout=20)
    process = sit(tmp_path, server.base, 40, limits)
    interrupt_after(process, server, 0, 0.8, signal.SIGINT)
    process.join(20)
    assert process.exitcode == 1
    first = texts_in(tmp_path)
    assert 0 < len(first) < 160
    assert set(server.counts().asked) == set(first)
    process = sit(tmp_path, server.base, 40, limits)
    process.join(30)
    assert process.exitcode == 0
    assert len(texts_in(tmp_path)) == 160
    assert set(server.counts().asked.values()) == {1}


def test_a_second_ctrl_c_drops_what_is_in_flight_at_once(server: Server, tmp_path: Path) -> None:
    server.behave(Behaviour(faults={"stall": 0.3}, stall=30.0))
    process = sit(tmp_path, server.base, 40, Limits(concurrency=8, timeout=60))
    interrupt_after(process, server, 0, 1.5, signal.SIGINT)
    process.join(0.5)
    assert process.is_alive(), "the first Ctrl-C waits for what is in flight"
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    process.join(5)
    assert process.exitcode == 1
    assert set(server.counts().answered) == set(texts_in(tmp_path))


def killed_after(folder: Path, server: Server, seconds: float) -> None:
    before = asked(server)
    process = sit(folder, server.base, CASES, LIMITS)
    interrupt_after(process, server, before, seconds, signal.SIGKILL)
    process.join(20)
    assert process.exitcode in {-signal.SIGKILL, 0}


def interrupt_after(
    process: ForkServerProcess, server: Server, before: int, seconds: float, by: signal.Signals
) -> None:
    """Send a signal so long after the first request, where it had been asked `before` that."""
    deadline = time.monotonic() + 30
    while asked(server) == before and process.is_alive():
        assert time.monotonic() < deadline
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
