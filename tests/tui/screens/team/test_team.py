"""The fifth screen: what reviewers did, how far they agree, and the cases on which they do not."""

from pathlib import Path

import pytest

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.storage.store import Store
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk, found
from tui.screens.review.screen import ReviewScreen
from tui.screens.team.screen import TeamScreen
from tui.screens.team.table import TeamCell


def let(store: Path, reviewer: str, *said: tuple[str, str, str | int]) -> None:
    """Have a reviewer say something of cases: verdicts on an annotator, own preferences where that is empty."""
    with Journal.open(reviews_folder(store), reviewer) as journal:
        for case, annotator, value in said:
            if isinstance(value, int):
                journal.append(event="preference", case=case, preference=value)
            else:
                journal.append(event="review", case=case, annotator=annotator, verdict=value)


@pytest.fixture
def shared(store: Path) -> Path:
    """A store on which three have worked."""
    ids = case_ids(store)
    let(store, "r1", (ids[0], "mara", "flag"), (ids[1], "mara", "flag"), (ids[2], "mara", "uphold"), (ids[0], "", 1))
    let(store, "r2", (ids[0], "mara", "uphold"), (ids[1], "mara", "flag"), (ids[3], "mara", "skip"), (ids[0], "", -1))
    let(store, "r3", (ids[5], "tomas", "flag"), (ids[2], "mara", "uphold"), (ids[2], "tomas", "uphold"))
    return store


def case_ids(store: Path) -> list[str]:
    with Store.open(store) as opened:
        return [opened.case(n).id for n in range(8)]


def table(desk: Desk) -> list[str]:
    assert isinstance(desk.app.screen, TeamScreen)
    team = desk.app.screen.table
    return ["".join(text for text, _ in team.draw(n, 76)).rstrip() for n in range(team.virtual_size.height)]


def cursor(desk: Desk) -> TeamCell:
    assert isinstance(desk.app.screen, TeamScreen)
    assert desk.app.screen.table.current is not None
    return desk.app.screen.table.current


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_everybody_has_a_line(open_desk: Opener, shared: Path, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        await desk.press("5")
        lines = [line.split() for line in table(desk)]
        assert [line[:7] for line in lines[1:6]] == [
            ["r1", "(you)", "3", "2", "1", "0", "1"],
            ["r2", "3", "1", "1", "1", "1", "0"],
            ["r3", "2", "1", "1", "0", "0", "0"],
            ["on", "mara", "1", "0", "1", "0"],
            ["on", "tomas", "2", "1", "1", "0"],
        ]
        assert lines[8][:6] == ["verdicts", "on", "mara", "3", "3", "1"]
        assert lines[8][6] == "alpha"
        assert lines[9][:5] == ["own", "preferences", "2", "1", "1"]
        assert "contested 1 · r1" in desk.text()
        assert "2026" in table(desk)[1] or ":" in table(desk)[1]


async def test_each_number_leads_to_its_cases_and_back(open_desk: Opener, shared: Path) -> None:
    ids = case_ids(shared)
    async with open_desk() as desk:
        await desk.press("5")
        cells = [cell for line in desk.on(TeamScreen).table._lines for cell in line.cells if cell.query]
        assert [len(found(desk, cell.query, cell.annotator)) for cell in cells] == [int(cell.text) for cell in cells]
        assert {"reviewer:r2=flag", "contested:yes", "contested:own", "reviewer:r1=own"} <= {c.query for c in cells}
        whose = []
        for keys in (("home",), ("down", "right"), ("down",) * 3, ("end", "right"), ("right",)):
            await desk.press(*keys)
            cell = cursor(desk)
            whose.append(cell.annotator)
            await desk.press("enter")
            assert isinstance(desk.app.screen, ReviewScreen)
            assert desk.shown.queued.ids.tolist() == found(desk, cell.query, cell.annotator)
            assert len(desk.shown.queued.ids) == int(cell.text), cell
            await desk.press("escape")
            assert cursor(desk) == cell, "back where the reviewer was"
        assert "tomas" in whose, "one whose annotations were not under review"
        await desk.press("end")
        await desk.press("right", "right", "enter")
        assert desk.case == ids[0]


async def test_an_interval_of_few_cases_is_doubtful(open_desk: Opener, store: Path) -> None:
    ids = case_ids(store)
    let(store, "r1", (ids[0], "mara", "flag"), (ids[1], "mara", "uphold"))
    let(store, "r2", (ids[0], "mara", "flag"), (ids[1], "mara", "uphold"))
    async with open_desk((80, 24)) as desk:
        await desk.press("5")
        assert table(desk)[-1].split()[-5:] == ["kappa", "+1.00", "−1.00", "to", "+1.00?"]


async def test_agreement_needs_two(open_desk: Opener) -> None:
    async with open_desk((80, 50)) as desk:
        await desk.press("5")
        assert "Nobody has reviewed anything yet." in desk.text()
        await desk.press("enter", "down", "right", "home")
        await desk.press("1", "f", "5")
        assert "r1 (you)" in desk.text()
        assert "Two reviewers who looked at the same cases are needed" in desk.text()
        await desk.press("question_mark")
        assert "The reviewers" in desk.text()


async def test_the_mouse_follows_a_number_too(open_desk: Opener, shared: Path) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("5")
        x = next(line for line in desk.text().splitlines() if "(you)" in line).index(" 2 ")
        await desk.pilot.click("#team", offset=(x + 1, 2))
        await desk.settle()
        assert cursor(desk).query == "reviewer:r1=flag"
        await desk.pilot.click("#team", offset=(x + 1, 2))
        await desk.settle()
        assert len(desk.shown.queued.ids) == 2


async def test_names_of_reviewers_and_annotators_are_inert(open_desk: Opener, store: Path) -> None:
    folder = reviews_folder(store)
    folder.mkdir()
    line = (
        '{"id":"1","seq":1,"at":"\\u001b]0;x","reviewer":"[red]\\u001b[31m r9","event":"preference",'
        f'"case":"{case_ids(store)[0]}","preference":1}}\n'
    )
    (folder / "r9.jsonl").write_text(line)
    async with open_desk() as desk:
        await desk.press("5")
        assert "\x1b" not in desk.text()
        assert "[red]␛[31m r9" in desk.text()
        await desk.press("right", "enter")
        assert len(desk.shown.queued.ids) == 1
