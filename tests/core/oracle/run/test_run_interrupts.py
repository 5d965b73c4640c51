"""A run that is interrupted ends in good order; what happens when it is killed is tried in `tests/campaigns`."""

import os
import signal
from pathlib import Path

from core.oracle.run.outcome import Limits
from tests.core.oracle.server import Behaviour, Server
from tests.core.oracle.sitting import sit, texts_in


def test_ctrl_c_keeps_what_came_and_the_same_command_goes_on_without_a_repetition(
    server: Server, tmp_path: Path
) -> None:
    server.behave(Behaviour(held_after=20))
    limits = Limits(concurrency=8, timeout=600)
    process = sit(tmp_path, server.base, 40, limits)
    server.wait_for(28)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    server.let_go()
    process.join(300)
    assert process.exitcode == 1
    first = texts_in(tmp_path)
    assert 28 <= len(first) < 160
    assert set(server.counts().asked) == set(first)
    process = sit(tmp_path, server.base, 40, limits)
    process.join(300)
    assert process.exitcode == 0
    assert len(texts_in(tmp_path)) == 160
    assert set(server.counts().asked.values()) == {1}


def test_a_second_ctrl_c_drops_what_is_in_flight_at_once(server: Server, tmp_path: Path) -> None:
    server.behave(Behaviour(held_after=20))
    process = sit(tmp_path, server.base, 40, Limits(concurrency=8, timeout=600))
    server.wait_for(28)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    process.join(0.5)
    assert process.is_alive(), "the first Ctrl-C waits for what is in flight"
    os.kill(process.pid, signal.SIGINT)
    process.join(300)
    assert process.exitcode == 1
    assert len(texts_in(tmp_path)) == 20
    assert set(server.counts().answered) == set(texts_in(tmp_path))
