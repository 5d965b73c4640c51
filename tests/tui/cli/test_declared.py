"""Declared orders on the command line: one that is kept with the principles, and others to compare with."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sample_data import folder
from tui.cli import cli

NAMES = (folder() / "principles_short.txt").read_text().splitlines()
FIRST = ("cases.jsonl", "principles.txt", "votes.csv", "rm-small.csv")


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def report(store: Path, *arguments: str | Path) -> list[dict[str, Any]]:
    result = run("report", "-s", store, "--bootstrap", "0", "--json", *arguments)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["annotators"]
    return found


def order_file(tmp_path: Path, name: str, names: list[str]) -> Path:
    path = tmp_path / name
    path.write_text("\n".join(names))
    return path


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A store whose constitution declares no order."""
    store = tmp_path / "plain.duckdb"
    short = ("--short-names", folder() / "principles_short.txt")
    assert run("import", *(folder() / name for name in FIRST), *short, "-s", store).exit_code == 0
    return store


def test_an_order_is_kept_with_the_principles(plain: Path) -> None:
    assert [each["name"] for each in report(plain)] == ["rm-small"]
    said = run("import", folder() / "principles.txt", "--declared-order", "-s", plain)
    assert "and their declared order" in said.output
    again = run("import", folder() / "principles.txt", "--declared-order", "-s", plain)
    assert "nothing new" in again.output
    model, declared = report(plain)
    assert (declared["name"], declared["kind"]) == ("declared", "declared")
    assert declared["arbitrariness"]["value"] == 0
    assert declared["priorities"][0]["status"] == "always-wins"
    assert model["discrepancy"]["reference"] == declared["discrepancy"]["reference"] == "rm-small"
    assert declared["discrepancy"]["value"] == model["discrepancy"]["value"] + declared["discrepancy"]["value"]
    document = json.loads(run("info", "-s", plain, "--json").stdout)
    assert document["declared_order"] == document["principles"] == NAMES
    assert "declared    in this order" in run("info", "-s", plain).output


def test_orders_to_compare_with_are_not_kept(plain: Path, tmp_path: Path) -> None:
    forward = order_file(tmp_path, "forward.txt", NAMES)
    backward = order_file(tmp_path, "backward.txt", [str(n) for n in reversed(range(8))])
    before = plain.read_bytes()
    found = report(plain, "--declared-order", forward, "--declared-order", backward, "--annotator", "rm-small")
    assert [(each["name"], each["kind"]) for each in found] == [
        ("rm-small", "reward-model"),
        ("forward", "declared"),
        ("backward", "declared"),
    ]
    assert [each["priorities"][0]["principle"] for each in found[1:]] == ["Avoid harm", "Be helpful"]
    assert plain.read_bytes() == before
    run("import", folder() / "principles.txt", "--declared-order", "-s", plain)
    declared, same = report(plain, "--annotator", "declared", "--declared-order", forward, "--reference", "declared")
    assert same["discrepancy"]["value"] == 0
    assert same["priorities"] == declared["priorities"]


def test_an_order_of_other_principles_is_a_sentence(plain: Path, tmp_path: Path) -> None:
    short = order_file(tmp_path, "short.txt", NAMES[:-1])
    result = run("report", "-s", plain, "--declared-order", short)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.endswith("has 7 of 8 principles and leaves out Be helpful: name every principle once.\n")
