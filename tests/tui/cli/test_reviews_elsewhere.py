"""Journals that do not lie beside their store."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.model.errors import JournalError
from core.model.terms import Reason, Verdict
from core.review.session import ReviewSession
from core.storage.append_only import AppendOnlyFile
from tui.cli import cli


def test_journals_are_kept_and_read_where_one_says(store: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    session, _ = ReviewSession.open(store, "r1", reviews=elsewhere)
    with session:
        session.judge(0, session.store.case(0).id, Verdict.FLAG, Reason.ARBITRARY)
        assert session.store.cursor().reviews == elsewhere
    assert [each.name for each in elsewhere.glob("*.jsonl")] == ["r1.jsonl"]
    assert not store.with_suffix(".reviews").exists()

    def told(*arguments: str) -> str:
        result = CliRunner().invoke(cli, [*arguments, "-s", str(store)], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    where = ["--reviews", str(elsewhere)]
    assert json.loads(told("info", "--json", *where))["reviews"] == 1
    assert json.loads(told("info", "--json"))["reviews"] == 0
    assert json.loads(told("report", "--json", "--bootstrap", "0", *where))["dataset"]["flagged"] == 1
    assert json.loads(told("report", "--json", "--bootstrap", "0"))["dataset"]["flagged"] == 0
    told("export", "flags", "-o", str(tmp_path / "f.json"), *where)
    assert len(json.loads((tmp_path / "f.json").read_text())) == 1


def test_a_folder_that_is_named_and_not_there_is_told(store: Path, tmp_path: Path) -> None:
    (tmp_path / "leads").symlink_to("nowhere")
    for where in (tmp_path / "mistaken", tmp_path / "leads"):
        for command in (["info"], ["report", "--bootstrap", "0"], ["export", "flags", "-o", str(tmp_path / "f.csv")]):
            done = CliRunner().invoke(cli, [*command, "-s", str(store), "--reviews", str(where)])
            assert done.exit_code == 0
            assert f"There is no folder {where}, so no reviews are counted" in done.stderr.replace("\n", "")
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(cli, ["info", "-s", str(store), "--reviews", str(tmp_path / "empty")])
    assert not done.stderr


def test_a_report_that_would_be_read_as_a_journal_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    where = [
        "-s",
        str(tmp_path / "gone.duckdb"),
        "--reviews",
        str(tmp_path / "said"),
        "-o",
        str(tmp_path / "said" / "r.jsonl"),
    ]
    refused = CliRunner().invoke(cli, ["report", *where])
    assert refused.exit_code == 1
    assert "r.jsonl has a name that is read in a folder of reviews (said), which no output replaces" in refused.stderr


def test_a_folder_that_takes_nothing_is_looked_at_all_the_same(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> AppendOnlyFile:
        raise OSError(30, os.strerror(30), str(path))

    monkeypatch.setattr(AppendOnlyFile, "open", refuse)
    session, warnings = ReviewSession.open(store, "r1")
    with session:
        assert session.progress(session.store.search("")).cases > 0
        with pytest.raises(JournalError, match="--reviews DIR"):
            session.judge(0, session.store.case(0).id, Verdict.UPHOLD)
        assert session.progress(session.store.search("")).reviewed == 0
    assert "nothing that you say is kept" in warnings[0]
