"""Export over the real screens: what is asked, what is written, and what is told."""

import csv
import os
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from textual.worker import WorkerFailed

import tui.screens.dialogs.export
from core.exporters.export import ExportRequest
from core.journal.writer import Journal
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.cli import cli
from tui.screens.review.screen import ReviewScreen


async def export(desk: Desk, key: str, path: Path, cases: str = "a") -> None:
    """Export a subject, of all cases or (f) those of the filter, to a path through the dialogs."""
    await desk.press("e", key, cases)
    await desk.write(str(path))
    await desk.settle()


async def test_flags_are_exported_as_they_stand(open_desk: Opener, tmp_path: Path) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("f", "n", "f", "n", "u", "z", "z")
        await export(desk, "f", tmp_path / "flags.csv")
        assert ("information", f"Wrote 1 row of flags to {tmp_path / 'flags.csv'}") in desk.toasts
        with (tmp_path / "flags.csv").open(newline="", encoding="utf-8-sig") as file:
            (row,) = csv.DictReader(file)
        assert (row["case"], row["annotator"]) == ("love-01", "mara")


async def test_reviews_that_an_export_leaves_out_are_told(open_desk: Opener, tmp_path: Path) -> None:
    async with open_desk() as desk:
        folder = desk.session.store.reviews
        with Journal.open(folder, "r2", desk.session.store.identity) as journal:
            journal.append(event="review", case=desk.case, annotator="mara", verdict="flag")
        await desk.settle()
        path = folder / "r2.jsonl"
        path.write_bytes(path.read_bytes().replace(b"{", b"#", 1))
        await export(desk, "f", tmp_path / "flags.csv")
        heard = [each for each in desk.toasts if "has new lines" not in each[1]]  # as the follower may say meanwhile
        assert heard[-2:] == [
            ("warning", "r2.jsonl has unreadable lines (line 1): they stay in the file, but count for nothing."),
            ("information", f"Wrote 0 rows of flags to {tmp_path / 'flags.csv'}"),
        ]


async def test_priorities_are_exported_without_what_is_flagged(
    open_desk: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = partial(ExportRequest, bootstrap=20)  # ranks and conflicts are without intervals
    monkeypatch.setattr(tui.screens.dialogs.export, "ExportRequest", few)
    async with open_desk() as desk:
        await desk.press(*["f", "n"] * 6)
        await export(desk, "p", tmp_path / "priorities.json")
        rows = orjson.loads((tmp_path / "priorities.json").read_bytes())
        mara = {row["principle"]: row for row in rows if row["annotator"] == "mara"}
        assert {row.principle: (row.rank, row.conflicts) for row in desk.ranked} == {
            name: (row["rank"], row["conflicts"]) for name, row in mara.items()
        }


@pytest.mark.parametrize(("key", "name"), [("s", "x.md"), ("r", "x.jsonl"), ("d", "x.parquet"), ("d", "x.csv")])
async def test_every_subject_can_be_exported_from_here(open_desk: Opener, tmp_path: Path, key: str, name: str) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("f")
        await export(desk, key, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 0
        assert desk.toasts[-1][0] == "information"
        await desk.press("u")
        assert len(desk.journal()) == 2, "the reviewer goes on afterwards"


@pytest.mark.parametrize(
    ("key", "what", "picked", "filtered"),
    [
        ("p", "priorities", "f", "conflict flagged:yes"),
        ("f", "flags", "f", "conflict flagged:yes"),
        ("d", "dataset", "s", "consensus"),
    ],
)
async def test_the_cases_of_the_filter_are_what_the_command_exports(
    open_desk: Opener, tmp_path: Path, key: str, what: str, picked: str, filtered: str
) -> None:
    async with open_desk() as desk:
        await desk.press("w", "2", "f", "n", "f", "n", "n", "f", "v", picked)
        await desk.settle()
        held, store = str(desk.shown.wanted.query), desk.session.store.path
        assert held == filtered
        await desk.press("n", "u")
        await export(desk, key, tmp_path / "here.json", "f")
        assert desk.toasts[-1][0] == "information"
        whose = desk.session.annotator
        assert whose != desk.session.data.reference().name
    arguments = ["export", what, "-s", store, "-o", tmp_path / "there.json", "--where", held]
    arguments += ["--annotator", whose] if what == "dataset" else []
    told = CliRunner().invoke(cli, [str(each) for each in arguments])
    assert told.exit_code == 0, told.output
    here, there = (orjson.loads((tmp_path / f"{name}.json").read_bytes()) for name in ("here", "there"))
    assert here == there
    assert 2 <= len(here) < len(desk.session.data.votes)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("", "Give the name of a file."),
        ("flags.duckdb", "End the name in one of"),
        ("no/such/folder/flags.csv", "There is no folder"),
        ("a\x1b[31mb\u202e\x07c.csv", "The name has characters that are not shown"),
        ("~nobody-of-that-name/flags.csv", "There is no folder ~nobody-of"),
        (f"{'n' * 300}.csv", "cannot be written (File name too"),
        (f"{'n' * 300}/flags.csv", "cannot be written (File name too"),
    ],
)
async def test_a_path_that_cannot_be_written_is_told_in_the_dialog(open_desk: Opener, path: str, sentence: str) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("e", "f", "a")
        await desk.write(path)
        assert sentence in desk.text()
        await desk.press("escape")
        assert isinstance(desk.app.screen, ReviewScreen)


async def test_an_export_that_fails_is_told_and_nothing_is_lost(open_desk: Opener, tmp_path: Path) -> None:
    (tmp_path / "taken.csv").mkdir()
    async with open_desk((80, 24)) as desk:
        await desk.press("f")
        await export(desk, "f", tmp_path / "taken.csv")
        ((severity, text),) = desk.toasts
        assert severity == "error"
        assert "taken.csv" in text
        await desk.press("n", "f")
        assert len(desk.journal()) == 2


async def test_a_pipe_that_is_not_read_to_its_end_is_told(
    open_desk: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    async with open_desk() as desk:
        await export(desk, "f", tmp_path / "pipe.csv")
        assert any("Nobody reads the pipe" in told for _, told in desk.toasts)

        def had_enough(*_: Any) -> None:
            raise BrokenPipeError

        monkeypatch.setattr(tui.screens.dialogs.export, "export", had_enough)
        await export(desk, "f", tmp_path / "pipe.csv")
        assert any("stopped before its end" in told for _, told in desk.toasts)


async def test_a_fault_of_ours_in_an_export_is_not_hidden(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: Any) -> str:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(tui.screens.dialogs.export, "export", broken)
    with pytest.raises(WorkerFailed, match="a fault of ours"):
        async with open_desk() as desk:
            await export(desk, "f", tmp_path / "flags.csv")


async def test_a_file_that_is_there_is_asked_about_first(open_desk: Opener, tmp_path: Path) -> None:
    path = tmp_path / "flags.csv"
    path.write_text("mine")
    async with open_desk((80, 24)) as desk:
        for key in ("k", "escape"):
            await export(desk, "f", path)
            await desk.press(key)
            assert path.read_text() == "mine"
        await export(desk, "f", path)
        await desk.press("r")
        await desk.settle()
        assert path.read_text() != "mine"


async def test_the_store_is_refused_in_the_dialog(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        store = desk.app.session.store.path
        before, link = store.read_bytes(), store.with_suffix(".csv")
        link.symlink_to(store)
        await export(desk, "f", link)
        assert "is a store" in desk.text()
        assert store.read_bytes() == before
