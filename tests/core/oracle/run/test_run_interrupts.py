"""A run that is interrupted ends in good order; what happens when it is killed is tried in `tests/campaigns`."""

import os
import signal
from pathlib import Path

from core.oracle.run.outcome import Limits
from tests.core.oracle.server import Behaviour, Server
from tests.core.oracle.sitting import interrupt_after, sit, texts_in


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
