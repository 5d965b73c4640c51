"""The fourth screen over very many annotators, and the second beside it."""

from pathlib import Path

import numpy as np
import pytest

from core.audit.people import people
from core.model.number_words import hundredths
from core.model.terms import FEW_SHARED, Verdict
from core.review.together_now import together_now
from tests.core.building import case_id
from tests.core.crowd import crowded, drawn_votes, said_by
from tests.tui.piloting import Desk, reviewing, until
from tui.background import intervals
from tui.screens.annotators import many_screen
from tui.screens.annotators.many_screen import ManyAnnotatorsScreen
from tui.screens.annotators.people_table import By
from tui.screens.rankings.screen import RankingsScreen
from tui.screens.review.screen import ReviewScreen

VOTES = drawn_votes(200, 4)
SAID = said_by(40, VOTES, 18)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intervals, "REPLICATES", 40)
    monkeypatch.setattr(many_screen, "REPLICATES", 40)
    monkeypatch.setattr(intervals, "DEBOUNCE", 0.05)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crowded(tmp_path_factory.mktemp("crowd") / "crowd.duckdb", VOTES, SAID, models=2)


def screen(desk: Desk) -> ManyAnnotatorsScreen:
    assert isinstance(desk.app.screen, ManyAnnotatorsScreen), desk.app.screen
    return desk.app.screen


def names(desk: Desk) -> list[str]:
    return [row.name for row in screen(desk).table.rows]


async def computed(desk: Desk) -> None:
    """Wait for all intervals of the screen on show, and of those together."""
    of = desk.app.intervals
    await until(lambda: of.found is not None and not of.stale)
    await desk.settle()


@pytest.mark.parametrize("size", [(80, 24), (130, 40)])
async def test_kinds_stand_together_above_everyone(crowd: Path, size: tuple[int, int]) -> None:
    async with reviewing(crowd, size) as desk:
        await desk.press("4")
        await computed(desk)
        counts = together_now(desk.session)
        found = people(VOTES, counts.said, counts.reference)
        assert names(desk)[:2] == ["all humans (38)", "all reward models (2)"]
        assert sorted(names(desk)[2:]) == list(SAID)
        for row in screen(desk).table.rows[2:]:
            place = list(SAID).index(row.name)
            assert row.given == "18"
            few = found.both[place] < FEW_SHARED
            assert (row.discrepancy == "few") is bool(few and not np.isnan(found.apart[place]))
            assert row.arbitrary_interval
            assert bool(row.discrepancy_interval) is bool(not few and not np.isnan(found.apart[place]))
        humans = found.opposed[:38].sum() / found.consensus[:38].sum()
        assert screen(desk).table.rows[0].arbitrary == hundredths(humans)
        assert max(len(line) for line in desk.text().splitlines()) <= size[0]
        assert "discrepancy is to all humans (38)" in desk.text()


async def test_it_is_sorted_by_any_column_either_way(crowd: Path) -> None:
    async with reviewing(crowd, (100, 30)) as desk:
        await desk.press("4")
        assert names(desk)[2:] == list(SAID), "all gave as much: the order of the store"
        found = screen(desk)._found
        assert found is not None
        await desk.press("S")
        assert screen(desk).table.by is By.CONFLICTS
        decided = [int(row.conflicts) for row in screen(desk).table.rows[2:]]
        assert decided == sorted(found.decided.tolist(), reverse=True)
        await desk.press("exclamation_mark")
        assert [int(row.conflicts) for row in screen(desk).table.rows[2:]] == decided[::-1]
        await desk.press("S", "S")
        assert screen(desk).table.by is By.DISCREPANCY
        shown = [row.discrepancy for row in screen(desk).table.rows[2:]]
        known = [float(text) for text in shown if text not in {"few", "–"}]
        assert known == sorted(known)
        assert all(text in {"few", "–"} for text in shown[len(known) :])
        assert names(desk)[:2] == ["all humans (38)", "all reward models (2)"]
        assert "discrepancy %▲" in desk.text()


async def test_one_is_reviewed_and_then_ranked(crowd: Path) -> None:
    async with reviewing(crowd, (120, 40)) as desk:
        await desk.press("4")
        await desk.press("enter")
        assert "choose one below" in desk.text()
        rows = screen(desk).table.rows
        place = next(n for n, row in enumerate(rows) if n > 1 and float(row.arbitrary.replace("–", "0")) > 0)
        screen(desk).table.move_to(place)
        name = rows[place].name
        await desk.pilot.pause()
        assert f"{name}: " in desk.text()
        assert f"{200 - 18} missing" in desk.text()
        await desk.press("enter")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert desk.session.annotator == name
        await desk.press("2")
        assert isinstance(desk.app.screen, RankingsScreen)
        titles = [column.title for column in desk.rankings.table._columns]
        assert titles == [name, "all humans (38)", "all reward models (2)"]
        await desk.press("right", "enter")
        assert "Several annotators together" in desk.text()
        await desk.press("4", "w", "enter")
        assert rows[screen(desk).table.cursor].name == name, "the one under review is marked, and so gone to"
        await desk.press("g", "d")
        assert desk.filter == "conflict (chose:a or chose:b) flagged:no"
        assert desk.session.annotator == name


async def test_a_flag_counts_at_once(crowd: Path, tmp_path: Path) -> None:
    store = tmp_path / "copy.duckdb"
    store.write_bytes(crowd.read_bytes())
    async with reviewing(store, (120, 40), annotator="w003") as desk:
        n = min(SAID["w003"])
        desk.session.judge(n, case_id(n), Verdict.FLAG)
        await desk.press("4")
        row = next(row for row in screen(desk).table.rows if row.name == "w003")
        assert row.given == "17"
        assert "1 flagged left out" in desk.text()
