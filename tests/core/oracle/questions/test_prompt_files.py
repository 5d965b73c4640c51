"""Prompts of the user's own: read with their settings, or refused in a sentence, and kept with the run."""

from importlib.resources import files
from pathlib import Path

import pytest

from core.model.errors import OracleError
from core.oracle.questions.choosing_prompts import template_kept, template_named
from core.oracle.questions.prompt_files import prompt_file
from core.oracle.terms import ReadingRule

TURN = "[user]\n$prompt $response_a $response_b $principle\nSay A, B or N. It costs $$5.\n"
GENERIC = TURN.replace(" $principle", "")


def test_a_file_is_its_settings_and_its_turns(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_bytes(
        ('temperature = 0.5\nmax_tokens = 2\nreading = "first-token"\n[system]\nBe brief.\n' + TURN)
        .replace("\n", "\r\n")
        .encode()
    )
    mine = template_named(str(file), 1)
    assert (mine.name, mine.called, mine.ships) == ("mine.txt", "mine.txt", False)
    assert (mine.file.temperature, mine.file.max_tokens) == (0.5, 2)
    assert mine.file.reading is ReadingRule.FIRST_TOKEN
    assert [role for role, _ in mine.parts] == ["system", "user"]
    kept = template_kept(mine.digest, {"name": mine.name, "text": mine.file.text})
    assert kept == mine
    assert template_kept("0" * 64, {"name": mine.name, "text": mine.file.text}) is None
    ours = template_named("discretion.v2", 1)
    assert template_kept(ours.digest, None) == ours


def test_the_example_of_the_guide_is_a_prompt() -> None:
    example = (files("tui.presenting") / "guide" / "oracles.md").read_text().split("```\n")[1]
    assert prompt_file(example.encode(), "example").asks_of == "principle"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff", "is not UTF-8"),
        ("", r"needs one line \[user\]"),
        ("Ask $prompt", r"needs one line \[user\]"),
        (TURN + "[system]\nx", r"needs one line \[user\]"),
        (TURN + TURN, r"needs one line \[user\]"),
        ("temperature: 1\n" + TURN, "settings that are no TOML"),
        (f"max_tokens = {'9' * 5000}\n" + TURN, "settings that are no TOML"),
        (f"max_tokens = {'[' * 50_000}\n" + TURN, "settings that are no TOML"),
        ("temprature = 1\n" + TURN, "has a setting temprature, which no prompt has: use temperature, max_tokens"),
        ("temperature = 3\n" + TURN, "sets temperature to what it cannot be: give a number from 0 to 2"),
        ("temperature = true\n" + TURN, "give a number from 0 to 2"),
        ("max_tokens = 1.5\n" + TURN, "give a whole number from 1"),
        ("max_tokens = 0\n" + TURN, "give a whole number from 1"),
        ('reading = "loosely"\n' + TURN, 'give "declared" or "first-token"'),
        ("reading = []\n" + TURN, 'give "declared" or "first-token"'),
        (TURN.replace("$$5", "$5"), "has a \\$ that begins no blank: write \\$\\$ for a dollar sign"),
        (TURN.replace("$prompt", "$promt"), "has the blank \\$promt: there are \\$prompt"),
        (TURN.replace("$response_b", "$response_a"), "does not show \\$response_b"),
        (TURN + "$principles", "has both \\$principle and \\$principles"),
        (TURN.replace("Say A, B or N.", "Say 1, 2 or 0."), "does not name the answers"),
        (TURN.replace("B or N", "B"), "does not name the answers"),
    ],
)
def test_what_is_no_prompt_is_refused_in_one_sentence(text: str | bytes, said: str) -> None:
    with pytest.raises(OracleError, match=said) as refused:
        prompt_file(text if isinstance(text, bytes) else text.encode(), "mine.txt")
    assert str(refused.value).startswith("The prompt mine.txt ")
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "together", "said"),
    [
        (TURN, 0, "has \\$principle, but --generic asks about none"),
        (GENERIC, 1, "has no \\$principle: put it in"),
        (TURN.replace("$principle", "$principles"), 1, "asks about several \\$principles: pass --batch-principles N"),
        (TURN, 2, "asks about one \\$principle at a time: leave --batch-principles out"),
    ],
)
def test_a_prompt_that_asks_something_else_is_refused(tmp_path: Path, text: str, together: int, said: str) -> None:
    file = tmp_path / "mine.txt"
    file.write_text(text)
    with pytest.raises(OracleError, match=said):
        template_named(str(file), together)


def test_a_prompt_that_is_not_there_or_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OracleError, match=r"There is no prompt paper: give discretion.v2, paper.v1, or a file"):
        template_named("paper", 1)
    with pytest.raises(OracleError, match="cannot be read: Is a directory"):
        template_named(str(tmp_path), 1)
    (tmp_path / "long.txt").write_bytes(b" " * 300_000)
    with pytest.raises(OracleError, match="is longer than 256 KiB"):
        template_named(str(tmp_path / "long.txt"), 1)
