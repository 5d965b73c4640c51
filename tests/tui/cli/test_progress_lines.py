"""Progress where stderr is a file: a line now and then, with rate and time left."""

import re
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.storage.store import Store
from tui.cli import cli
from tui.cli.printing import late_progress
from tui.cli.printing.late_progress import LateProgress


def test_a_line_every_few_seconds_says_how_long_it_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(late_progress, "_PAUSE", 5.0)
    with LateProgress("bootstrap") as shown:
        for done in range(0, 1001, 100):
            shown.update(done, 1000)
            now[0] += 2
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "bootstrap: 30 %, 50/s, 14 s left",
        "bootstrap: 60 %, 50/s, 8 s left",
        "bootstrap: 90 %, 50/s, 2 s left",
    ]


def test_quick_work_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with LateProgress("bootstrap") as shown:
        shown.update(1, 2)
        shown.update(2, 2)
    assert not re.search(r"\S", capsys.readouterr().err)


def test_on_a_terminal_it_is_shown_before_anybody_can_say_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late_progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with LateProgress("open", at_once=True) as shown:
        assert shown._timer is not None
        shown._timer.join()
        assert shown._bar is not None
        assert [(task.description, task.total) for task in shown._bar.tasks] == [("open", None)]
        shown.update(1, 2)
        assert [(task.completed, task.total) for task in shown._bar.tasks] == [(1, 2)]


def test_stopping_while_the_database_works_is_told_as_ever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def stopped(*_: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(Store, "open", stopped)
    told = CliRunner().invoke(cli, ["info", "-s", str(tmp_path / "s.duckdb")])
    assert (told.exit_code, told.output.strip()) == (1, "Aborted!")
