"""What several runs returned on a case is told apart, and a run that is not in the store yet is not called complete."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from core.oracle.journal.runs import FORMAT, FRESH, RunJournal
from core.oracle.journal.writer import run_path
from core.storage.writing import StoreWriter
from tests.core.building import provenance
from tests.tui.conftest import Opener
from tests.tui.run_journals import A, B, answer, first_cases, open_run
from tui.screens.runs.raw_answers import RawAnswersScreen
from tui.screens.runs.screen import RunsScreen

SIZES = [(80, 24), (120, 40), (200, 60)]
LONG = "openai-gpt-4o-mini-2024-07-18"


@pytest.mark.parametrize("size", SIZES)
async def test_each_answer_is_told_with_its_run(store: Path, open_desk: Opener, size: tuple[int, int]) -> None:
    case = first_cases(store)[0]
    names = [f"{LONG}-{end}" for end in ("1a2b3c", "4d5e6f")]
    for name, shares in zip(names, (A, B), strict=True):
        with open_run(store, name) as journal:
            journal.append([answer(case, "0", 0, shares), answer(case, "0", 1, shares)])
    evil = run_path(store, "x").with_name("[red]\x1b[31m.jsonl")
    evil.write_bytes(run_path(store, names[0]).read_bytes())
    async with open_desk(size) as desk:
        await desk.press("slash")
        await desk.write(f'case:"{case}"')
        await desk.press("R")
        await desk.settle()
        shown = desk.on(RawAnswersScreen)
        assert [row.run for row in shown.list.rows] == ["[red]␛[31m"] * 2 + [names[0]] * 2 + [names[1]] * 2
        width = shown.list.content_size.width
        lines = ["".join(text for text, _ in shown.list.draw(line, width)) for line in range(7)]
        assert all(cell_len(line) <= width for line in lines)
        assert lines[0].index("run") < lines[0].index("principle")
        assert "case" not in lines[0]
        column = slice(lines[0].index("run"), lines[0].index("principle"))
        assert [line[column].strip()[-6:] for line in lines[1:]] == ["]␛[31m"] * 2 + ["1a2b3c"] * 2 + ["4d5e6f"] * 2
        assert "\x1b" not in desk.text()
        assert "1a2b3c" in desk.text()


def test_answers_are_counted_by_principle_and_once_a_request(store: Path) -> None:
    case = first_cases(store)[0]
    with open_run(store, "judge") as journal:
        one, other = (answer(case, principle, 0, A) for principle in "01")
        assert isinstance(one, tuple)
        assert isinstance(other, tuple)
        journal.append([(*one, *other), one, answer(case, "0", 1, A)])
    run = RunJournal(run_path(store, "judge")).poll()
    assert run is not None
    assert (run.answered, run.votes) == (2, 3)


def taken(store: Path, file: str, read: int) -> None:
    """Note that a journal's answers came into the store, when it had so many."""
    with StoreWriter.open(store) as writer:
        writer.record(replace(provenance(str(read) * 64), file=file, format=FORMAT, read=read))


@pytest.mark.parametrize("size", SIZES)
async def test_a_run_that_is_not_in_the_store_says_so(store: Path, open_desk: Opener, size: tuple[int, int]) -> None:
    case = first_cases(store)[0]
    for name in ("done", "lost", "part"):
        with open_run(store, name, requests=2) as journal:
            journal.append([answer(case, "0", 0, A), answer(case, "0", 1, A)])
        before = run_path(store, name).stat().st_mtime - FRESH - 1  # its last growth is no sign of a writer any more
        os.utime(run_path(store, name), (before, before))
    taken(store, "done.jsonl", 2)
    taken(store, "part.jsonl", 1)
    async with open_desk(size) as desk:
        await desk.press("7")
        await desk.settle()
        rows = desk.on(RunsScreen).table.rows
        assert {row.name: row.state for row in rows} == {
            "done": "complete",
            "lost": "not imported",
            "part": "not imported",
        }
        assert "3 runs, 2 not imported" in desk.text()
        marks = {
            row.name: "".join(t for t, _ in desk.on(RunsScreen).table.draw(n, size[0] - 4))[0]
            for n, row in enumerate(rows, 1)
        }
        assert marks == {"done": "✓", "lost": "!", "part": "!"}
        for place, row in enumerate(rows):
            await desk.press("home", *["down"] * place)
            told = "not imported yet: quit, then run judge again as before" in desk.text()
            assert told == (row.state == "not imported"), row


async def test_blind_an_annotators_run_is_not_named(store: Path, open_desk: Opener) -> None:
    case = first_cases(store)[0]
    with open_run(store, "voter") as journal:
        journal.append([answer(case, "0", 0, A)])
    with open_run(store, "chooser", role="annotator") as journal:
        journal.append([answer(case, None, 0, A)])
    async with open_desk(blind=True) as desk:
        await desk.press("slash")
        await desk.write(f'case:"{case}"')
        await desk.press("R")
        await desk.settle()
        assert sorted(row.run for row in desk.on(RawAnswersScreen).list.rows) == ["voter", "…"]
        assert "chooser" not in desk.text()
