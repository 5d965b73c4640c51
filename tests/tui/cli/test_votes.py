"""Corrected votes on the command line."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.storage.store import Store
from tui.cli import cli


def document(store: Path, *options: str) -> dict[str, Any]:
    result = CliRunner().invoke(cli, ["report", "-s", str(store), "--bootstrap", "0", "--json", *options])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def correct(store: Path) -> None:
    """Turn one principle's votes on ten conflicts round."""
    with Store.open(store) as opened, Journal.open(reviews_folder(store), "r1") as journal:
        votes = opened.votes(opened.oracles()[0], len(opened.principles()))
        ids, turned = opened.ids(), [n for n in range(len(votes)) if votes[n, 1]][:10]
        for n in turned:
            journal.append(event="vote", case=ids[n], principle="1", preference=-int(votes[n, 1]))


def test_the_report_follows_corrections_unless_told_not_to(store: Path) -> None:
    before = document(store)
    assert before["dataset"]["corrected_votes"] == 0
    assert document(store, "--original-votes") == before
    correct(store)
    after = document(store)
    assert after["dataset"]["corrected_votes"] == 10
    assert after["annotators"] != before["annotators"]
    assert any("10 votes are counted as reviewers correct" in note for note in after["notes"])
    assert document(store, "--original-votes") == before


def test_every_form_of_the_report_tells_of_corrections(store: Path, tmp_path: Path) -> None:
    correct(store)
    for name in ("report.md", "report.html", "report.txt"):
        target = tmp_path / name
        result = CliRunner().invoke(cli, ["report", "-s", str(store), "--bootstrap", "0", "-o", str(target)])
        assert result.exit_code == 0, result.output
        text = target.read_text(encoding="utf-8").replace("\\", "")
        assert "10 votes are counted as reviewers" in " ".join(text.split()), name


def test_corrections_are_exported(store: Path, tmp_path: Path) -> None:
    correct(store)
    target = tmp_path / "corrections.json"
    result = CliRunner().invoke(cli, ["export", "corrections", "-s", str(store), "-o", str(target)])
    assert result.exit_code == 0, result.output
    rows = json.loads(target.read_text())
    assert len(rows) == 10
    assert list(rows[0]) == ["case", "principle", "name", "original", "corrected", "reviewers"]
    assert all(row["corrected"] == -row["original"] and row["reviewers"] == "r1" for row in rows)
