"""Progress where stderr is a file: a line now and then, with rate and time left."""

import re
import time

import pytest

from tui.cli.printing.late_progress import LateProgress


def test_a_line_every_few_seconds_says_how_long_it_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
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
