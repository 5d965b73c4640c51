"""Beginning and ending: where one stopped, who may write, what happens when the disk refuses, and changes of size."""

import gc
import os
import shlex
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.model.errors import JournalError
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk, assert_ranked, journal_of, read_events, until
from tests.tui.terminal import DISCRETION, Terminal
from tests.tui.warm import on_terminal
from tui.cli import cli
from tui.widgets.dialogs.choice import ChoiceDialog


async def test_q_leaves_with_everything_saved_and_the_place_kept(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("w", "2", "f", "v", "s", "v", "u", "n", "n", "u", "n")
        case = desk.case
        await desk.press("q")
        assert desk.app._exit
        said = desk.said()
    async with open_desk((80, 24)) as desk:
        assert desk.session.annotator == "tomas"
        assert str(desk.shown.wanted.query) == "consensus verdict:none"
        assert desk.case == case
        assert desk.said() == said
        await desk.press("z")
        assert desk.journal()[-1]["of"] == desk.journal()[-2]["id"], "undo reaches into the session before"


async def test_the_place_is_kept_when_one_only_looked(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("n", "n", "n", "2", "q")
    async with open_desk() as desk:
        assert desk.case == "love-02"
        assert desk.journal() == []


async def test_reopening_shows_what_was_flagged(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "n", "u", "n", "a")
    async with open_desk() as desk:
        assert_left_out(desk, {"love-01"})
        assert "reviewed 2 · flagged 1" in desk.status
        assert "mine: 1 of 120" in desk.text()


def assert_left_out(desk: Desk, flagged: set[str]) -> None:
    """The tally leaves out exactly these, whatever the session began with."""
    ids = {desk.session.store.case(int(n)).id for n in desk.session.reviewed().flagged.nonzero()[0]}
    assert ids == flagged


async def test_an_annotator_given_by_name_wins_over_the_place(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("w", "2", "q")
    async with open_desk(annotator="rm-small") as desk:
        assert desk.session.annotator == "rm-small"
        assert "what rm-small follows" in desk.text()


async def test_what_others_flag_is_left_out_until_one_says_otherwise(open_desk: Opener) -> None:
    async with open_desk(reviewer="other") as desk:
        await desk.press("f")
    async with open_desk() as desk:
        assert desk.row.startswith("▸⚐")
        assert "left out of the metrics" in desk.text()
        assert_left_out(desk, {"love-01"})
        assert "reviewed 0 · flagged 1" in desk.status
        await desk.press("u")
        assert_left_out(desk, set())
        assert_ranked(desk, set()) if not any(row.moved for row in desk.ranked) else None
        assert desk.row.startswith("▸✓")
        await desk.press("z")
        assert_left_out(desk, {"love-01"})


def test_a_second_session_of_the_same_reviewer_is_refused_in_one_sentence(store: Path) -> None:
    session, _ = ReviewSession.open(store, "r1")
    with session, on_terminal("review", "-s", store, "--reviewer", "r1") as terminal:
        assert terminal.wait() == 1
        told = bytes(terminal.output)
    assert told.count(b"\n") == 1
    assert b"already open" in told
    assert b"--reviewer NAME" in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--annotator", "nobody"], "nobody"),
        (["--reviewer", "../up"], "cannot be a reviewer's name"),
    ],
)
def test_what_cannot_be_reviewed_is_refused_before_the_screen(store: Path, options: list[str], words: str) -> None:
    with on_terminal("review", "-s", store, *options, size=(200, 24)) as terminal:
        assert terminal.wait() == 1
        told = terminal.output.decode()
    assert words in told
    assert told.count("\n") == 1
    assert not journal_of(store).exists()


async def test_two_reviewers_at_once_write_two_journals(open_desk: Opener, store: Path) -> None:
    async with open_desk(reviewer="r1") as first:
        with on_terminal("review", "-s", store, "--reviewer", "r2") as second:
            second.read_until(b"reviewed 0")
            second.send("nu")
            second.read_until(b"reviewed 1")
            await first.press("f")
            second.send("q")
            assert second.wait() == 0
    assert [(event["reviewer"], event["case"]) for event in read_events(journal_of(store, "r1"))] == [("r1", "love-01")]
    assert [(event["reviewer"], event["case"]) for event in read_events(journal_of(store, "r2"))] == [("r2", "med-01")]


def test_without_a_terminal_there_is_one_sentence(store: Path) -> None:
    told = CliRunner().invoke(cli, ["review", "-s", str(store)])
    assert told.exit_code == 1
    assert "needs a terminal" in told.stderr
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize("elsewhere", ["2>&-", "2>/dev/null", "2>err.log", "<&-", ">/dev/null"])
def test_nothing_is_taken_where_nothing_is_drawn(store: Path, tmp_path: Path, elsewhere: str) -> None:
    run = f"{shlex.join([*DISCRETION, 'review', '-s', str(store), '--reviewer', 'r1'])} {elsewhere}; echo ended $?"
    with Terminal(["sh", "-c", f"cd {shlex.quote(str(tmp_path))}; {run}"]) as terminal:
        terminal.read_until(b"ended 1")
        assert terminal.wait() == 0
    assert read_events(journal_of(store)) == []


async def test_a_crash_ends_with_an_exit_code(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "import tui.screens.review.screen as r; r.ReviewScreen.action_turn = lambda self, how: 1 / 0; "
    with Terminal([DISCRETION[0], "-c", broken + DISCRETION[2], "review", "-s", store]) as terminal:
        terminal.read_until(b"reviewed 0")
        terminal.send("z")
        assert terminal.wait() == 1
        assert b"ZeroDivisionError" in terminal.output


@pytest.mark.parametrize("keys", ["f", "u", "s", "a", "z", "F enter", "c"])
async def test_a_journal_that_cannot_be_written_changes_nothing(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    def refuse(**said: Any) -> None:
        raise JournalError("The disk is full [/nope]; make room and try again.")

    async with open_desk() as desk:
        await desk.press("n", "f", "a", "n", "n")
        before = (
            desk.said(),
            desk.status,
            desk.ranked,
            desk.row,
            desk.case,
            desk.session.live.own_count(),
            desk.shown.view.case,
        )
        monkeypatch.setattr(desk.session.journal, "append", refuse)
        await desk.press(*keys.split())
        if keys == "c":
            await desk.write("a note")
        kept = keys in {"F enter", "c"}
        if kept:
            assert "! The disk is full [/nope]; make room and try again." in desk.text(), "the dialog keeps the note"
            await desk.press("escape")
        after = (
            desk.said(),
            desk.status,
            desk.ranked,
            desk.row,
            desk.case,
            desk.session.live.own_count(),
            desk.shown.view.case,
        )
        assert after == before
        told = [("error", "The disk is full [/nope]; make room and try again.")]
        assert desk.toasts == ([] if kept else told)
        monkeypatch.undo()
        await desk.press("f")
        assert desk.said()[-1] == ("review", desk.case, "flag"), "and it goes on when the disk does"


async def test_a_journal_changed_by_another_program_is_told(open_desk: Opener, store: Path) -> None:
    async with open_desk() as desk:
        with journal_of(store).open("ab") as file:
            file.write(b"{}\n")
        await desk.press("f")
        ((severity, text),) = desk.toasts
        assert severity == "error"
        assert "changed or moved by another program" in text
        assert "reviewed 0" in desk.status


async def test_a_torn_journal_opens_with_a_warning(open_desk: Opener, store: Path) -> None:
    async with open_desk() as desk:
        await desk.press("f", "n", "f")
    journal = journal_of(store)
    os.truncate(journal, journal.stat().st_size - 9)
    async with open_desk() as desk:
        ((severity, text),) = desk.toasts
        assert severity == "warning"
        assert "set aside" in text
        assert "reviewed 1 · flagged 1" in desk.status


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_cannot_be_written_is_told(store: Path) -> None:
    store.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        told = CliRunner().invoke(cli, ["review", "-s", str(store)])
    finally:
        store.parent.chmod(stat.S_IRWXU)
    assert told.exit_code == 1
    assert "Traceback" not in told.output


async def resize(desk: Desk, width: int, height: int) -> None:
    """Change the terminal's size and wait until it has come to the screen."""
    await desk.pilot.resize_terminal(width, height)
    await desk.settle()


async def test_narrow_normal_and_wide_follow_the_terminal(open_desk: Opener) -> None:
    async with open_desk((120, 40)) as desk:
        flagged = set()
        for width, height in ((80, 24), (170, 45), (99, 24), (100, 24), (40, 12), (20, 6), (120, 40)):
            await resize(desk, width, height)
            assert desk.review.size == (width, height)
            assert desk.shown.ranking.display is (width >= 100)
            assert ("Discretion" in desk.status) is (width >= 100), "the status line is made for the width there is"
            assert all(len(line) <= width for line in desk.text().splitlines())
            flagged.add(desk.case)
            await desk.press("f", "n")
        assert_ranked(desk, flagged)
        assert "reviewed 7 · flagged 7" in desk.status


async def test_resizing_behind_a_dialog_keeps_it_in_sight(open_desk: Opener) -> None:
    async with open_desk((120, 40)) as desk:
        await desk.press("v")
        await resize(desk, 80, 24)
        assert isinstance(desk.app.screen, ChoiceDialog)
        frame = desk.app.screen.query_one(".dialog--frame").region
        assert desk.app.screen.region.contains_region(frame)
        await desk.press("s")
        assert "consensus 34" in desk.status


async def test_keys_in_a_burst_act_on_the_case_they_have_come_to(open_desk: Opener) -> None:
    async with open_desk() as desk:
        for key in ["f", "n", "u", "n", "f", "n", "a", "end", "s", "home", "u", "down", "f", "z"]:
            desk.app.simulate_key(key)
        await until(lambda: len(desk.journal()) == 8)
        love, med, civic, second = "love-01", "med-01", "civic-01", "love-02"
        last = desk.session.store.case(int(desk.session.select(Wanted())[-1])).id
        assert [event.get("case") for event in desk.journal()] == [love, med, civic, second, last, love, med, None]
        assert desk.journal()[-1]["of"] == desk.journal()[-2]["id"]


async def test_collecting_garbage_is_taken_up_again_at_the_first_frame(open_desk: Opener) -> None:
    gc.disable()
    try:
        async with open_desk() as desk:
            await until(gc.isenabled)
            assert gc.get_freeze_count() > 0
            await desk.press("f")
    finally:
        gc.enable()
        gc.unfreeze()
