"""The seventh screen: runs of models followed live, their answers, and what was returned on a case."""

import errno
import shutil
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from core.model.errors import OracleError
from core.oracle.journal import runs
from core.oracle.journal.writer import runs_folder
from core.oracle.terms import Failure, FailureKind, ask_key
from core.storage.staged import BallotColumns, objects
from core.storage.store import Store
from core.storage.tail import Tail
from core.storage.writing import StoreWriter
from tests.tui.conftest import Opener
from tests.tui.piloting import until
from tests.tui.run_journals import EVIL, NA, A, B, answer, first_cases, open_run, usage
from tui.screens.review.screen import ReviewScreen
from tui.screens.runs import screen as runs_screen
from tui.screens.runs.raw_answers import RawAnswersScreen
from tui.screens.runs.screen import RunsScreen


@pytest.fixture
def store(one_oracle: Path, tmp_path: Path) -> Path:
    """A private copy of the sample without its noisy oracle."""
    return Path(shutil.copy(one_oracle, tmp_path / "sample.duckdb"))


@pytest.fixture
def run(store: Path) -> Path:
    """A run that asked about two principles of the first three cases, with one failure."""
    cases = first_cases(store)
    with open_run(store, "judge") as journal:
        for n, case in enumerate(cases):
            journal.append([answer(case, "0", 0, A, f"raw {n} {EVIL}"), answer(case, "0", 1, B, "B")])
            journal.append([answer(case, "1", 0, NA, "NA"), answer(case, "1", 1, A, second=9)])
        refused = ask_key(cases[0], "2", 0)
        journal.append([Failure(refused, cases[0], FailureKind.REFUSAL, f"It declined {EVIL}.", "No.", usage(10))])
    return store


async def test_without_runs_it_says_how_to_start_one(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("7")
        await desk.settle()
        assert "No model was asked for this store yet" in desk.text()
        assert "discretion judge --model" in desk.text()
        await desk.press("enter", "enter", "g", "v", "tab")
        assert desk.on(RunsScreen).run is None
        await desk.press("C")
        assert "there is no other oracle" in desk.text()
        await desk.press("escape", "escape")
        assert isinstance(desk.app.screen, ReviewScreen)


async def test_journals_that_cannot_be_read_are_told_beside_those_that_can(
    run: Path, open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = Tail.poll
    closed = {"other.jsonl", "judge.jsonl"}

    def refuse(tail: Tail, *given: Any, **more: Any) -> Any:
        if Path(tail._path).name in closed:
            raise PermissionError(errno.EACCES, "Permission denied")
        return poll(tail, *given, **more)

    monkeypatch.setattr(Tail, "poll", refuse)
    with open_run(run, "other") as journal:
        journal.append([answer(first_cases(run)[0], "0", 0, A, "A")])
    async with open_desk((120, 40)) as desk:
        await desk.press("7")
        await desk.settle()
        assert "0 runs, 2 not readable" in desk.text()
        assert desk.text().replace("│", "").replace("\n", " ").count("Permission denied.") == 2
        assert "No model was asked" not in desk.text()
        assert len(desk.toasts) == len({*desk.toasts}) == 2
        closed.remove("judge.jsonl")
        await until(lambda: desk.on(RunsScreen).run is not None)
        await desk.settle()
        assert "1 run" in desk.text()
        assert ", 1 not readable" in desk.text()
        assert len(desk.toasts) == 2
        shutil.rmtree(runs_folder(run))
        await until(lambda: desk.on(RunsScreen).run is None)
        assert "0 runs" in desk.text()
        assert "No model was asked" in desk.text()


async def test_a_folder_of_runs_that_cannot_be_read_is_told(
    run: Path, open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> NoReturn:
        raise OracleError(f"The folder of runs {folder} cannot be read: Permission denied.")

    monkeypatch.setattr(runs, "run_paths", refuse)
    async with open_desk((120, 40)) as desk:
        await desk.press("7")
        await until(lambda: "Permission denied." in desk.text())
        assert "Reading the journals" not in desk.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_run_is_told_in_numbers(
    run: Path, open_desk: Opener, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "FRESH", 3600.0)  # however slow the machine, it is under way
    async with open_desk(size) as desk:
        await desk.press("7")
        await desk.settle()
        row = " ".join("".join(text for text, _ in desk.on(RunsScreen).table.draw(1, size[0] - 3)).split())
        assert row.startswith("▶ judge openai/")
        assert " 12 1 27 $0.0013 " in row
        assert " 50 %" in row
        assert "oracle judge" in desk.text()
        assert "\x1b" not in desk.text()
        assert len(desk.on(RunsScreen).records.rows) == 13


async def test_a_growing_run_is_followed(run: Path, open_desk: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs_screen.PERIOD <= 1.0
    monkeypatch.setattr(runs_screen, "PERIOD", 0.1)
    async with open_desk() as desk:
        with open_run(run, "other", requests=3) as journal:
            await desk.press("7")
            await desk.settle()
            assert [row.name for row in desk.on(RunsScreen).table.rows] == ["judge", "other"]
            await desk.press("down", "enter")
            for n, case in enumerate(first_cases(run)):
                journal.append([answer(case, "0", 0, A, second=20 + n)])
                await until(lambda n=n: len(desk.on(RunsScreen).records.rows) == n + 1)  # type: ignore[misc]
                await desk.settle()
                assert desk.on(RunsScreen).run is not None
                assert [row.answered for row in desk.on(RunsScreen).table.rows if row.name == "other"] == [str(n + 1)]
                table = desk.on(RunsScreen).table
                assert table.rows[table.cursor].name == "other", "the cursor stays on its run"
                assert desk.on(RunsScreen).focused is desk.on(RunsScreen).records


async def test_answers_lead_to_the_case_and_back(run: Path, open_desk: Opener) -> None:
    cases = first_cases(run)
    async with open_desk() as desk:
        await desk.press("7")
        await desk.settle()
        await desk.press("enter", *["down"] * 5)
        await desk.press("enter")
        await desk.settle()
        shown = desk.on(RawAnswersScreen)
        rows = [(row.principle, row.shown, row.side) for row in shown.list.rows]
        names = [each.name for each in desk.session.data.principles]
        assert rows == [
            *((names[0], "A, B", "A"), (names[0], "B, A", "A")),
            *((names[1], "A, B", "neither"), (names[1], "B, A", "B")),
        ]
        assert "raw 1 [red]␛[31m" in shown.text.text
        assert "shown first 90.0 %" in shown.text.text
        await desk.press("down")
        assert shown.text.text.startswith("B\n\n")
        await desk.press("escape", "g")
        await desk.settle()
        assert desk.case == cases[1]
        await desk.press("escape")
        assert desk.on(RunsScreen).records.cursor == 5


async def test_failures_can_be_listed_alone(run: Path, open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("7")
        await desk.settle()
        await desk.press("v")
        assert [row.failed for row in desk.on(RunsScreen).records.rows] == [True]
        assert "refusal: It declined [red]␛[31m" in desk.text()
        await desk.press("v")
        assert len(desk.on(RunsScreen).records.rows) == 13


async def test_votes_lead_to_what_was_returned(run: Path, open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("slash")
        await desk.write(f'case:"{first_cases(run)[0]}"')
        await desk.press("t", "tab", "R")
        await desk.settle()
        shown = desk.on(RawAnswersScreen)
        assert shown.list.rows[shown.list.cursor].principle == desk.session.data.principles[1].name
        assert len(shown.list.rows) == 5, "the failure too"
        assert shown.list.rows[-1].failed
        await desk.press("end")
        assert "failed, refusal" in shown.text.text
        await desk.press("escape")
        assert desk.shown.votes_apart


async def test_a_case_nobody_was_asked_about_says_so(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("R")
        await desk.settle()
        assert "its votes were imported" in desk.text()


async def test_blind_hides_what_an_annotator_chose(run: Path, open_desk: Opener) -> None:
    case = first_cases(run)[0]
    with open_run(run, "asked", role="annotator") as journal:
        journal.append([answer(case, None, 0, A, "secret")])
    async with open_desk(blind=True) as desk:
        await desk.press("slash")
        await desk.write(f'case:"{case}"')
        await desk.press("R")
        await desk.settle()
        assert "secret" not in desk.text()
        assert "blind: choose first" in desk.text()
        turned = desk.session.turned(case)
        first, rows = desk.session.data.principles[0].name, desk.on(RawAnswersScreen).list.rows
        of_first = [row.side for row in rows if row.principle == first]
        assert of_first == ["B" if turned else "A"] * 2
        await desk.press("escape", "a", "R")
        await desk.settle()
        assert "secret" in desk.text()


async def test_oracles_are_compared_here(store: Path, open_desk: Opener) -> None:
    with Store.open(store) as opened:
        votes, ids, principles = opened.votes(opened.oracles()[0], 8), opened.ids(), opened.principles()
    cells = list(np.ndindex(votes.shape))
    nothing = np.full(len(cells), np.nan)
    given = np.array([votes[cell] for cell in cells], dtype=np.int8)
    names = objects(str(ids[n]) for n, _ in cells), objects(principles[p].id for _, p in cells)
    with StoreWriter.open(store) as writer:
        writer.add_ballots(
            f"twin {EVIL}", BallotColumns(*names, np.zeros(len(cells), np.int8), given, nothing, nothing, nothing)
        )
    async with open_desk() as desk:
        await desk.press("7", "C")
        await desk.settle()
        text = desk.text()
        assert "How sample-oracle and twin [red]␛[31m" in text
        assert "all principles" in text
        assert "100.0 %" in text
        assert "\x1b" not in text
        assert "What twin" in text
        await desk.press("pagedown", "up", "C")
        assert desk.on(RunsScreen).records.display
