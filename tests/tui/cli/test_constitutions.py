"""The constitutions that ship, on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.importers.constitutions.shipped import NAMES, constitution
from sample_data import folder
from tui.cli import cli
from tui.cli.judge import CONSTITUTIONS


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_choices_are_those_that_ship() -> None:
    assert CONSTITUTIONS == NAMES


def test_the_list_names_each_with_its_size() -> None:
    lines = run("principles", "list").stdout.splitlines()
    for name, line in zip(NAMES, lines, strict=False):
        assert line.startswith(name)
        assert f"{len(constitution(name).rules)} principles" in line
    rows = json.loads(run("principles", "list", "--json").stdout)
    assert [row["name"] for row in rows] == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_shown_with_source_licence_and_every_principle(name: str) -> None:
    shown, found = run("principles", "show", name).stdout, constitution(name)
    for text in (found.title, found.source, found.source_licence, found.licence):
        assert text in shown
    for rule in found.rules:
        assert rule.name in shown
        assert rule.text in shown
    document = json.loads(run("principles", "show", name, "--json").stdout)
    assert document["principles"][0] == {"name": found.rules[0].name, "text": found.rules[0].text}
    assert document["source_licence"] == found.source_licence
    said = ("title", "about", "source", "source_licence", "licence")
    assert list(document) == ["name", "declared", *said, "principles"]


def test_one_is_imported_by_name_beside_files(tmp_path: Path) -> None:
    store = tmp_path / "s.duckdb"
    result = run("import", folder() / "cases.jsonl", "--constitution", "ordered-spec", "-s", store, "--json")
    assert result.exit_code == 0, result.output
    assert {each["format"]: each["kept"] for each in json.loads(result.stdout)["files"]} == {
        "pairs": 120,
        "principles": 10,
    }
    information = json.loads(run("info", "-s", store, "--json").stdout)
    assert information["declared_order"] == [rule.name for rule in constitution("ordered-spec").rules]
    again = run("import", "--constitution", "ordered-spec", "-s", store)
    assert "nothing new" in again.output
    other = run("import", "--constitution", "human-rights", "-s", store)
    assert other.exit_code == 1
    assert len(other.stderr.splitlines()) == 1


def test_without_a_file_or_a_constitution_there_is_nothing_to_import() -> None:
    result = run("import")
    assert result.exit_code == 2
    assert "--constitution" in result.stderr
    assert run("principles", "show", "robots").exit_code == 2


@pytest.mark.parametrize(
    "more",
    [
        ("--generic", "--oracle", "x"),
        ("--generic", "--batch-principles", "2"),
        ("--annotator", "x"),
        ("--orders", "second"),
        ("--samples", "0"),
    ],
)
def test_options_of_judge_that_contradict_each_other_are_wrong_usage(more: tuple[str, ...]) -> None:
    assert run("judge", "--model", "openai/m", *more).exit_code == 2


def test_judge_without_a_store_says_so(tmp_path: Path) -> None:
    result = run("judge", "--model", "openai/m", "-s", tmp_path / "none.duckdb")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
