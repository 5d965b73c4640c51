"""A command that a signal ends leaves nothing half-written, and its exit code names the signal."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from tui.cli.ending import ended_as_by_ctrl_c


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_import_that_is_ended_leaves_nothing(tmp_path: Path, number: int) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(f'{{"prompt": "p {n}", "chosen": "yes", "rejected": "no"}}\n' for n in range(200_000)))
    place = tmp_path / "place"
    place.mkdir()
    heard = f"import signal; signal.signal({int(number)}, signal.SIG_DFL)"  # who runs the tests may ignore it
    program = [sys.executable, "-c", f"{heard}; from tui.cli import main; main()"]
    command = [*program, "import", str(rows), "-s", str(place / "s.duckdb")]
    with (tmp_path / "said").open("wb") as said, subprocess.Popen(command, stderr=said) as running:
        until = time.monotonic() + 60
        while not any(place.iterdir()) and time.monotonic() < until:
            time.sleep(0.01)
        assert any(place.iterdir()), "it is being written"
        time.sleep(0.3)  # the store is made in a moment, in which a signal leaves it as it is, empty
        running.send_signal(number)
        assert running.wait(60) == 128 + number
    assert b"Traceback" not in (tmp_path / "said").read_bytes()
    assert list(place.iterdir()) == []


def test_what_is_ignored_stays_ignored_and_handlers_come_back() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ended_as_by_ctrl_c():
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def test_ctrl_c_stays_what_it_is() -> None:
    for error in (KeyboardInterrupt, click.Abort):
        with pytest.raises(error), ended_as_by_ctrl_c():
            raise error
    with pytest.raises(click.exceptions.Exit) as ended, ended_as_by_ctrl_c():
        signal.raise_signal(signal.SIGTERM)
    assert ended.value.exit_code == 128 + signal.SIGTERM
