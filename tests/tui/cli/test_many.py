"""The report on hundreds of annotators, in every form."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.core.crowd import crowded, drawn_votes, said_by
from tui.cli import cli

SAID = said_by(300, drawn_votes(500, 4), 16)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crowded(tmp_path_factory.mktemp("crowd") / "crowd.duckdb", drawn_votes(500, 4), SAID, models=1)


def report(store: Path, *options: str, width: int = 80) -> str:
    arguments = ["report", "-s", str(store), "--bootstrap", "40", *options]
    result = CliRunner().invoke(cli, arguments, env={"COLUMNS": str(width)})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_terminal_shows_it_in_few_lines(store: Path) -> None:
    text = report(store)
    assert len(text.splitlines()) < 200
    assert max(map(len, text.splitlines())) <= 80
    assert "What all humans (299) follows" in text
    assert "What w299 follows" in text, "the one reward model is as it is"
    assert "What w000 follows" not in text
    assert "the 60 of 299 with most annotations" in text
    assert "--annotator NAME" in " ".join(text.split())
    assert "too few" in text
    assert "annotators of a kind are taken together" in " ".join(text.lower().split())


def test_one_has_a_ranking_on_request(store: Path) -> None:
    text = report(store, "--annotator", "w007", width=120)
    assert "What w007 follows" in text
    assert "Everyone" not in text
    assert "DD to all humans (2" in text


def test_markdown_and_html_have_everyone(store: Path) -> None:
    lines = report(store, "--markdown").splitlines()
    assert sum(line.startswith("| w") for line in lines) == 1 + 299
    page = report(store, "--html")
    assert all(f">w{n:03d}</td>" in page for n in range(300))
    assert page.count('class="annotator"') == 2


def test_the_document_has_everyone_and_pairs_on_request(store: Path) -> None:
    document = json.loads(report(store, "--json"))
    assert len(document["annotators"]) == 1 + 300
    assert len(document["discrepancies"]) == 1
    assert {each["name"] for each in document["annotators"]} == {"all humans (299)", *SAID}
    some = report(store, "--json", "--pairs", "all", "--annotator", "w001", "--annotator", "w002")
    assert [each["annotators"] for each in json.loads(some)["discrepancies"]] == [["w001", "w002"]]


def test_what_needs_a_name_says_so(store: Path) -> None:
    result = CliRunner().invoke(cli, ["report", "-s", str(store), "--oracle-noise", "20"])
    assert result.exit_code == 1
    assert result.stderr.strip().endswith("There are 300 annotators: name some with --annotator for --oracle-noise.")


def test_info_names_the_first(store: Path) -> None:
    text = CliRunner().invoke(cli, ["info", "-s", str(store)]).output
    assert "w011" in text
    assert "w012" not in text
    assert "and 288 more" in text


def test_priorities_of_some_are_exported(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "priorities.csv"
    asked = ["--annotator", "w001", "--annotator", "w002", "--bootstrap", "40"]
    result = CliRunner().invoke(cli, ["export", "priorities", "-s", str(store), "-o", str(target), *asked])
    assert result.exit_code == 0, result.output
    rows = target.read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["annotator", *["w001"] * 4, *["w002"] * 4]


def test_the_option_is_explained_with_an_example() -> None:
    text = " ".join(CliRunner().invoke(cli, ["report", "--help"]).output.split())
    assert "--pairs [reference|all]" in text
    assert "--pairs all -o pairs.json" in text
