"""A run that is ended again and again while the server misbehaves: no answer is lost, and none paid for twice."""

import random
import signal
from pathlib import Path
from typing import Final

import orjson
import pytest

from core.model.ways import How
from core.oracle.journal.writer import read_answers
from core.oracle.run.outcome import Limits
from tests.core.oracle.asked import questions, rule, text
from tests.core.oracle.server import Behaviour, Server, serving
from tests.core.oracle.sitting import asked, interrupt_after, journal_of, sit, texts_in

CASES: Final = 30
FAULTS: Final = {"429": 0.06, "500": 0.05, "reset": 0.05, "html": 0.04, "truncated": 0.04, "bare": 0.1, "stall": 0.005}
LIMITS: Final = Limits(concurrency=8, rate=80, timeout=20.0, attempts=20, backoff=0.01)
"""An answer that a busy machine takes longer for is one that the run gave up, and so paid for twice."""
KILLS: Final = 4
SIGNALS: Final = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)


def nothing_is_paid_for_twice(place: Path, chance: random.Random, number: int) -> int:
    """One run to its end, ended four times on the way; as many trials."""
    behaviour = Behaviour(faults=FAULTS, delay=0.02, stall=40.0, seed=chance.randrange(1000))
    with serving(rule, behaviour) as server:
        kept: dict[str, int] = {}
        in_flight = 0
        for _ in range(KILLS):
            _ended_after(place, server, chance.uniform(0.1, 0.5), chance.choice(SIGNALS))
            counts, written = server.settled(), texts_in(place)
            assert len(written) == len(set(written)), "an answer stands twice"
            unwritten = counts.answered.keys() - set(written)
            assert len(unwritten) <= LIMITS.concurrency, "more were lost than were in flight"
            in_flight += len(unwritten)
            assert all(counts.asked[each] == times for each, times in kept.items()), "asked again after it was received"
            kept |= {each: counts.asked[each] for each in written}
        process = sit(place, server.base, CASES, LIMITS)
        process.join(240)
        assert process.exitcode == 0, f"the run ends with {process.exitcode} after 240 seconds"
        counts = server.counts()
        assert all(counts.asked[each] == times for each, times in kept.items()), "asked again after it was received"
        twice = counts.answered.total() - len(counts.answered)
        assert twice <= in_flight, f"{twice} were answered twice, {in_flight} were in flight"
    check_answers(place)
    return KILLS


def check_answers(folder: Path) -> None:
    """Every request is answered exactly once, as the rule says."""
    lines = [orjson.loads(line) for line in journal_of(folder).read_bytes().splitlines()]
    keys = [line["key"] for line in lines if line["event"] == "answer"]
    assert sorted(keys) == sorted(ask.key for ask, _ in questions(CASES, 2)), "not every request is answered once"
    answers = list(read_answers(journal_of(folder)))
    assert [each.key for each in answers] == keys
    for each in answers:
        implied = rule(text(each.case, each.principle or "", each.order))
        if each.how is How.LOGPROBS:
            assert (each.prob_a, each.prob_b, each.prob_na) == pytest.approx(implied)
        else:
            best = max(range(3), key=lambda at: implied[at])
            assert (each.prob_a, each.prob_b, each.prob_na) == tuple(float(at == best) for at in range(3))


def _ended_after(place: Path, server: Server, seconds: float, how: signal.Signals) -> None:
    before = asked(server)
    process = sit(place, server.base, CASES, LIMITS)
    interrupt_after(process, server, before, seconds, how)
    process.join(240)
    assert process.exitcode is not None, f"{how.name} does not end it"
