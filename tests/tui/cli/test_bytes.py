"""Bytes that are not UTF-8: a name of a file like others, and wrong usage in anything else that is typed."""

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tui.cli import cli

BAD = "a\udcffb"


def every_text(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    """Every option of every command that takes any text."""
    if isinstance(command, click.Group):
        return [each for name, inner in command.commands.items() for each in every_text(inner, (*path, name))]
    texts = [each for each in command.params if isinstance(each, click.Option) and each.type.name == "text"]
    return [(path, each.opts[0]) for each in texts]


TEXTS = every_text(cli)


def test_every_command_with_names_is_tried() -> None:
    assert {path[0] for path, _ in TEXTS} >= {"demo", "review", "report", "export", "judge", "import"}


@pytest.mark.parametrize(("path", "option"), TEXTS, ids=lambda each: each if isinstance(each, str) else each[0])
def test_no_option_takes_them(path: tuple[str, ...], option: str) -> None:
    done = CliRunner().invoke(cli, [*path, option, BAD])
    assert done.exit_code == 2
    assert f"Invalid value for '{option}': it has bytes that are not UTF-8." in done.output


def test_a_reviewer_of_the_environment_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DISCRETION_REVIEWER", BAD)
    assert "it has bytes that are not UTF-8." in CliRunner().invoke(cli, ["review"]).output


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet", "dataset"])
def test_files_may_be_called_so(sample: Path, tmp_path: Path, ending: str) -> None:
    """What is exported under such a name is imported again from it."""
    file, store = tmp_path / f"{BAD}.{ending}", tmp_path / "s.duckdb"
    written = CliRunner().invoke(cli, ["export", "dataset", "-s", str(sample), "-o", str(file)])
    assert (written.exit_code, file.exists()) == (0, True), written.output
    read = CliRunner().invoke(cli, ["import", str(file), "-s", str(store), "--json"])
    assert read.exit_code == 0, read.output
    shown = CliRunner().invoke(cli, ["info", "-s", str(store)])
    assert f"a\ufffdb.{ending}" in shown.output


@pytest.mark.parametrize("command", [["import"], ["-s"], ["info", "-s"]])
def test_a_name_that_the_system_refuses_is_a_sentence(tmp_path: Path, command: list[str]) -> None:
    done = CliRunner().invoke(cli, [*command, str(tmp_path / ("x" * 300))])
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert "(File name too long)" in done.output
