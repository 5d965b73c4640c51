"""The token bucket, against its definition; backing off; and waits that a stop cuts short."""

import asyncio
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.oracle.run.pacing import LONGEST_PAUSE, Pacer, Stop, backoff, paused


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@given(
    rate=st.floats(0.1, 1000),
    burst=st.integers(1, 20),
    gaps=st.lists(st.floats(0, 10), min_size=1, max_size=60),
)
def test_no_window_holds_more_than_the_burst_and_what_the_rate_gives(
    rate: float, burst: int, gaps: list[float]
) -> None:
    clock = Clock()
    pacer = Pacer(rate, burst, clock)
    went = []
    for gap in gaps:
        clock.now += gap
        went.append(clock.now + pacer.reserve())
    went.sort()
    for begin in range(len(went)):
        for end in range(begin, len(went)):
            allowed = burst + rate * (went[end] - went[begin])
            assert end - begin + 1 <= allowed + 1e-6 * (1 + allowed)


def test_an_idle_bucket_lets_the_burst_pass_and_no_limit_lets_everything_pass() -> None:
    clock = Clock()
    pacer = Pacer(2.0, 3, clock)
    assert [pacer.reserve() for _ in range(5)] == pytest.approx([0, 0, 0, 0.5, 1.0])
    unlimited = Pacer(None, 1, clock)
    assert [unlimited.reserve() for _ in range(5)] == [0.0] * 5


def test_a_pause_that_the_server_asks_for_holds_everybody() -> None:
    clock = Clock()
    pacer = Pacer(None, 1, clock)
    pacer.hold(30)
    pacer.hold(10)
    assert pacer.reserve() == pytest.approx(30)
    clock.now += 31
    assert pacer.reserve() == 0


@given(
    failures=st.integers(1, 2000), base=st.floats(0.001, 10), seed=st.integers(), asked=st.floats(0, 250) | st.none()
)
def test_backing_off_doubles_stays_bounded_and_honours_what_the_server_asks(
    failures: int, base: float, seed: int, asked: float | None
) -> None:
    wait = backoff(failures, base, asked, random.Random(seed))
    assert 0 < wait <= LONGEST_PAUSE
    assert wait >= min(LONGEST_PAUSE, base * 2 ** min(failures - 1, 16) / 2)
    assert asked is None or wait >= asked


async def test_a_stop_from_another_thread_cuts_a_wait_short_and_a_second_one_is_told_apart() -> None:
    stop = Stop()
    asked, dropped = stop.bind()
    waiting = asyncio.create_task(paused(600, asked))
    await asyncio.to_thread(stop.ask)
    assert await asyncio.wait_for(waiting, 60)
    assert not dropped.is_set()
    await asyncio.to_thread(stop.ask)
    await asyncio.wait_for(dropped.wait(), 60)
    stop.release()
    stop.ask()


async def test_a_stop_asked_for_before_the_run_counts_and_a_wait_nobody_cuts_ends_by_itself() -> None:
    stop = Stop()
    stop.ask()
    asked, dropped = stop.bind()
    assert asked.is_set()
    assert not dropped.is_set()
    assert not await paused(0.01, dropped)
    pacer = Pacer(1.0)
    assert not await pacer.take(asked)
