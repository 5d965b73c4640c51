"""The `guide` command prints topics, pages and what holds a word, plain where no terminal is."""

import io
import re

import pytest
from click.testing import CliRunner

from tui.cli import cli
from tui.cli.guide import guide_command
from tui.presenting.guide.pages import guide_page
from tui.presenting.guide.topics import TOPICS


def test_topics_pages_and_words() -> None:
    run = CliRunner().invoke
    listed = run(cli, ["guide"])
    assert [line.split()[0] for line in listed.stdout.splitlines()[: len(TOPICS)]] == list(TOPICS)
    assert run(cli, ["guide", "numbers"]).stdout == guide_page("numbers").markdown() + "\n"
    found = run(cli, ["guide", "filters", "--search", "missing"]).stdout
    assert found.startswith("## filters: Writing a filter\n\n")
    assert "reviewing" not in found


def test_what_is_nowhere_is_one_sentence() -> None:
    for given, code, said in (
        (["guide", "--search", "zebra\x1b[31m"], 1, "The guide does not have zebra"),
        (["guide", "trust", "--search", "zebra"], 1, "The page trust does not have zebra: try another word"),
        (["guide", "--search", " "], 2, "Give --search a word to look for."),
        (["guide", "zebra"], 2, "'zebra' is not one of 'start'"),
    ):
        done = CliRunner().invoke(cli, given)
        assert done.exit_code == code, given
        assert said in done.stderr
        assert "\x1b" not in done.output


@pytest.mark.parametrize("width", [60, 200])
def test_a_terminal_gets_it_laid_out_in_its_width(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    guide_command("filters", None)
    lines = re.sub(r"\x1b\[[\d;]*m", "", terminal.getvalue()).splitlines()
    assert 50 < max(map(len, lines)) <= min(width, 100)
    assert not any("|---" in line or line.startswith("## ") for line in lines)
    assert any("both signs" in line or "principle:" in line for line in lines)
