"""Two reviewers at once: what the other says is on the screen within two seconds, and nothing under the hand moves."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk, reviewing
from tui.background import other_reviewers

PATIENCE = 120.0
"""Seconds, however slow the machine: how often the others are looked at is asserted by itself."""

SAY = """
import sys
from pathlib import Path
from core.journal.writer import Journal
with Journal.open(Path(sys.argv[1]), "r2") as journal:
    journal.append(event="review", case=sys.argv[2], annotator="mara", verdict="flag")
"""


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    assert other_reviewers.PERIOD <= 1.0, "within two seconds, and reading takes less than one"
    monkeypatch.setattr(other_reviewers, "PERIOD", 0.1)


async def within(desk: Desk, seconds: float, happened: Callable[[], bool]) -> bool:
    """Wait until something is so, at most so long."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.02)
    await desk.settle()
    return True


def contested(desk: Desk) -> list[str]:
    """The cases that one flags and another upholds."""
    found = desk.session.live.reviews("mara", own=False).contested
    return [desk.session.store.case(int(n)).id for n in found]


async def test_another_process_is_on_the_screen_within_two_seconds(open_desk: Opener, store: Path) -> None:
    async with open_desk() as desk:
        await desk.press("n", "n")
        case, cursor = desk.case, desk.shown.list.cursor
        assert "⚐" not in desk.row
        subprocess.run([sys.executable, "-c", SAY, str(reviews_folder(store)), case], check=True)
        assert await within(desk, PATIENCE, lambda: "⚐" in desk.row)
        assert (desk.case, desk.shown.list.cursor) == (case, cursor)
        assert "flagged 1" in desk.status
        assert desk.session.journal.events == (), "nothing is said in the reviewer's own name"


async def test_the_place_in_a_long_text_stays(open_desk: Opener, store: Path) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("m", "space")
        offset = desk.shown.view.scroll_offset
        with Journal.open(reviews_folder(store), "r2") as journal:
            journal.append(event="review", case=desk.case, annotator="mara", verdict="flag")
        assert await within(desk, PATIENCE, lambda: bool(desk.session.standing.events))
        assert desk.shown.view.scroll_offset == offset


async def test_team_and_history_follow_too(open_desk: Opener, store: Path) -> None:
    async with open_desk() as desk, reviewing(store, reviewer="r2") as other:
        for key, shown in (("5", "r2"), ("6", "comment")):
            await desk.press("1", key, *(["v", "v"] if key == "6" else []))
            assert shown not in desk.text()
            if key == "5":
                await other.press("f")
            else:
                other.session.comment(0, other.session.store.case(0).id, "look")
            assert await within(desk, PATIENCE, lambda shown=shown: shown in desk.text()), key  # type: ignore[misc]


async def test_both_see_each_other_and_an_own_verdict_wins(open_desk: Opener, store: Path) -> None:
    async with open_desk() as desk, reviewing(store, reviewer="r2") as other:
        assert desk.case == other.case
        await other.press("f")
        assert await within(desk, PATIENCE, lambda: bool(desk.session.reviewed().flagged.any()))
        await desk.press("u")
        assert not desk.session.reviewed().flagged.any()
        assert await within(other, PATIENCE, lambda: contested(other) == [desk.case])
        assert other.session.reviewed().flagged.any()
        await other.press("z")
        assert await within(desk, PATIENCE, lambda: not contested(desk))


async def test_what_cannot_be_read_is_told_once_and_the_work_goes_on(open_desk: Opener, store: Path) -> None:
    async with open_desk() as desk:
        (reviews_folder(store) / "r2.jsonl").write_bytes(b"nonsense\n")
        assert await within(desk, PATIENCE, lambda: bool(desk.toasts))
        assert desk.toasts[0][0] == "warning"
        assert "r2.jsonl" in desk.toasts[0][1]
        await asyncio.sleep(0.5)
        assert len(desk.toasts) == 1
        await desk.press("f")
        assert desk.said()[0][2] == "flag"
