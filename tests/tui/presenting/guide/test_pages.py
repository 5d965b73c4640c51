"""The guide is whole: its pages, what is generated in them, what is found in them, and every command they show."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from core.importers.formats.registry import FORMATS
from core.query.grammar import parse
from core.query.terms import HELP
from tui.cli import cli
from tui.cli.demo import build_sample
from tui.presenting.guide import pages
from tui.presenting.guide.pages import SCREEN_PAGES, found_in_guide, guide_page
from tui.presenting.guide.topics import TOPICS

FOLDER = Path(pages.__file__).parent
SCREENS = FOLDER.parents[1] / "screens"
RAW = {topic: (FOLDER / f"{topic}.md").read_text(encoding="utf-8") for topic in TOPICS}
ELSEWHERE = {
    "five commands": "tests/tui/cli/test_judge.py",
    "multipref commands": "tests/test_readme.py",
    "build commands": "tests/test_readme.py",
}
"""Blocks that another test runs: with a model's server, and with what they print."""


def test_every_page_beside_the_module_is_a_topic_and_every_help_of_a_screen_is_in_one() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(TOPICS)
    assert {path.relative_to(SCREENS).with_suffix("").as_posix() for path in SCREENS.rglob("*.md")} == set(SCREEN_PAGES)
    for topic in TOPICS:
        page = guide_page(topic)
        assert page.title
        assert page.summary.endswith("."), topic
        assert "\n" not in page.summary
        assert page.sections
        assert "<!--" not in page.markdown()


def test_what_is_generated_is_all_there() -> None:
    filters, formats, screens = (guide_page(topic).markdown() for topic in ("filters", "formats", "screens"))
    for example, meaning in HELP:
        assert f"| `{example}` | {meaning} |".replace("|", "") in filters.replace("\\|", "").replace("|", "")
    for known in FORMATS:
        said = {part: getattr(known.meaning, part) for part in ("case", "annotator", "principle", "vote")}
        told = [f"\n  - {part}: {words}" for part, words in said.items() if words != "-"]
        assert f"- `{known.name}`: {known.description}{''.join(told)}\n" in formats
    assert "## Review\n\n- `3:2`: three principles prefer A, two B\n" in screens
    assert "\n\n### The list\n\n3:2 says that three principles prefer A" in screens


def test_a_search_finds_paragraphs_items_and_rows_whatever_the_capitals() -> None:
    found = [(section.topic, section.title, pieces) for section, pieces in found_in_guide("NECTAR")]
    assert [(topic, title) for topic, title, _ in found] == [("formats", "Every format")]
    assert found[0][2][0].startswith("- `ranked-answers`: Nectar")
    assert len(found[0][2]) == 1
    rows = {section.title: pieces for section, pieces in found_in_guide("balance:", ("filters",))}["Every term"]
    assert rows[0] == "| filter | chooses |\n|---|---|\n| `balance:3:2` | 3 votes for A, 2 for B |"
    assert len(rows) == 3
    assert [section.title for section, _ in found_in_guide("median 95th")] == []
    assert "Blind review" in [section.title for section, _ in found_in_guide("own\nverdict", ("reviewing",))]


def test_filters_that_are_shown_are_filters() -> None:
    (shown,) = re.findall(r"```text\n(.*?)```", RAW["filters"], re.DOTALL)
    for line in shown.splitlines():
        parse(line)


def blocks() -> dict[str, str]:
    """Every block of commands by its marker; none is without one."""
    text = "\n".join(RAW.values())
    found = dict(re.findall(r"<!-- (.*?) -->\n```sh\n(.*?)```", text, re.DOTALL))
    assert text.count("```sh") == len(found)
    return found


def test_every_command_of_the_guide_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_sample(tmp_path / "hh.duckdb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCRETION_STORE", raising=False)
    ran = 0
    for name, script in blocks().items():
        if name in ELSEWHERE:
            continue
        for line in script.replace("\\\n", " ").splitlines():
            program, *given = shlex.split(line.replace(" human", " mara"))
            if program == "export":
                variable, _, value = given[0].partition("=")
                monkeypatch.setenv(variable, value)
                continue
            assert program == "discretion"
            done = CliRunner().invoke(cli, given)
            assert done.exit_code == 0, (line, done.output, done.exception)
            ran += 1
    assert ran >= 13
    assert (tmp_path / "w.duckdb").is_file()


def test_commands_and_options_in_the_prose_exist() -> None:
    known: dict[str, set[str]] = {}
    for name, command in cli.commands.items():
        below = command.commands.values() if isinstance(command, click.Group) else ()
        known[name] = {
            option
            for each in (command, *below)
            for given in each.params
            for option in (*given.opts, *given.secondary_opts)
        }
    every = {"--help"}.union(*known.values())
    for topic in TOPICS:
        for span in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", guide_page(topic).markdown(), flags=re.DOTALL)):
            options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", span))
            named = re.match(r"discretion (\w+)", span)
            if named is not None:
                assert named[1] in known, span
            assert options <= (every if named is None else known[named[1]] | {"--help"}), (topic, span)
