"""What `judge` says on stderr while it runs, with a bar and without."""

import sys

import pytest

from tui.cli.judging.progress import JudgeProgress


@pytest.mark.parametrize("watched", [True, False])
def test_a_notice_is_told_at_once_and_is_inert(
    watched: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: watched)
    with JudgeProgress(10) as progress:
        progress.tell("The server asks: 250 s to wait ([red]busy\x1b]52;c;x\x07).")
    told = capsys.readouterr().err
    assert "The server asks: 250 s to wait ([red]busy␛]52;c;x␇)." in told
    assert "\x1b]52" not in told
