"""Several oracles in one store: the reviewer turns to another one's votes, and everything follows."""

import shutil
from pathlib import Path
from threading import Event

import numpy as np
import orjson
import pytest

from core.audit import load
from core.audit.data import AuditData
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from core.storage.staged import BallotColumns, objects
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk, recomputed, until
from tui.app import switching_oracle
from tui.screens.rankings.screen import RankingsScreen
from tui.screens.review.screen import ReviewScreen
from tui.widgets.dialogs.choice import ChoiceDialog


@pytest.fixture
def store(one_oracle: Path, tmp_path: Path) -> Path:
    """A private copy of the sample without its noisy oracle."""
    return Path(shutil.copy(one_oracle, tmp_path / "sample.duckdb"))


@pytest.fixture
def two(store: Path) -> Path:
    """The sample with the votes of a second oracle, who says the opposite on every third case."""
    with Store.open(store) as opened:
        oracle, principles = opened.oracles()[0], opened.principles()
        votes, ids = opened.votes(oracle, len(principles)), opened.ids()
    votes[::3] *= -1
    cells = list(np.ndindex(votes.shape))
    nothing = np.full(len(cells), np.nan)
    with StoreWriter.open(store) as writer:
        columns = BallotColumns(
            objects(str(ids[n]) for n, _ in cells),
            objects(principles[p].id for _, p in cells),
            np.zeros(len(cells), dtype=np.int8),
            np.array([votes[cell] for cell in cells], dtype=np.int8),
            *(nothing, nothing, nothing),
        )
        writer.add_ballots("contrary [red]\x1b[31m", columns)
    return store


async def turn(desk: Desk, key: str) -> None:
    await desk.press("O")
    assert isinstance(desk.app.screen, ChoiceDialog)
    await desk.press(key)
    await desk.settle()
    await desk.settle()


async def test_everything_follows_the_oracle_chosen(two: Path, open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("slash")
        await desk.write("conflict verdict:none")
        await desk.press("n", "f", "n", "n")
        case, before = desk.case, desk.ranked
        assert "votes by sample-oracle" in desk.status
        old = desk.review
        await turn(desk, "2")
        assert desk.review is not old
        assert desk.review is desk.app.review
        assert desk.session.data.oracle.name.startswith("contrary")
        assert "votes by contrary [red]␛[31m" in desk.status
        assert (desk.case, desk.filter) == (case, "conflict verdict:none")
        with Store.open(two) as opened:
            expected = load(opened, oracle=desk.session.data.oracle.name)
        assert (desk.session.data.votes == expected.votes).all()
        assert desk.ranked != before
        flagged = {each["case"] for each in desk.journal() if each["event"] == "review"}
        assert len(flagged) == 1
        now, names = recomputed(desk.session, flagged), [each.name for each in desk.session.data.principles]
        assert [(row.principle, row.rank) for row in desk.ranked] == [(names[i], now.rank[i]) for i in now.order]
        await desk.press("f", "2")
        annotations = desk.session.reviewed()
        found = rank_principles(
            win_matrix(expected.votes, annotations.annotations.standing_without(annotations.flagged))
        )
        assert np.allclose(annotations.tally.ranking().weights, found.weights, equal_nan=True)


async def test_corrections_stand_for_every_oracle(two: Path, open_desk: Opener) -> None:
    async with open_desk() as desk:
        n = desk.shown.case.n if desk.shown.case else -1
        await desk.press("t", "equals_sign")
        assert desk.session.data.votes[n, 0] == 0
        await turn(desk, "2")
        assert desk.session.data.votes[n, 0] == 0
        await desk.press("z")
        with Store.open(two) as opened:
            assert desk.session.data.votes[n, 0] == opened.votes(opened.oracles()[1], 8)[n, 0]
        await turn(desk, "1")
        with Store.open(two) as opened:
            assert (desk.session.data.votes == opened.votes(opened.oracles()[0], 8)).all()


async def test_it_works_on_every_screen_and_is_found_again(two: Path, open_desk: Opener) -> None:
    async with open_desk() as desk:
        for key in "23456":
            await desk.press(key)
        await desk.press("2")
        await turn(desk, "2")
        assert isinstance(desk.app.screen, RankingsScreen)
        for key in "34561":
            await desk.press(key)
        assert isinstance(desk.app.screen, ReviewScreen)
        await desk.press("n")
    async with open_desk() as desk:
        assert desk.session.data.oracle.name.startswith("contrary")
    async with open_desk(oracle="sample-oracle") as desk:
        assert desk.session.data.oracle.name == "sample-oracle"


async def test_what_is_exported_is_by_the_oracle_in_use(two: Path, open_desk: Opener, tmp_path: Path) -> None:
    async with open_desk() as desk:
        await turn(desk, "2")
        await desk.press("e", "p", "a")
        await desk.write(str(tmp_path / "priorities.json"))
        await desk.settle()
        ranking = desk.session.reviewed("tomas").tally.ranking()
        names = [each.name for each in desk.session.data.principles]
    written = orjson.loads((tmp_path / "priorities.json").read_bytes())
    found = [row["principle"] for row in written if row["annotator"] == "tomas"]
    assert found == [names[index] for index in ranking.order]
    with Store.open(two) as opened:
        first = load(opened)
    other = rank_principles(win_matrix(first.votes, first.annotator("tomas").preference))
    assert found != [names[index] for index in other.order]


async def test_one_oracle_leaves_nothing_to_choose(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("O")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert any("no other oracle" in text for _, text in desk.toasts)
        assert "votes by" not in desk.status


async def test_a_note_being_written_is_not_thrown_away(
    two: Path, open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = Event()

    def slow(store: Store, *, oracle: str) -> AuditData:
        assert ready.wait(120)
        return load(store, oracle=oracle)

    monkeypatch.setattr(switching_oracle, "load", slow)
    monkeypatch.setattr(switching_oracle, "RETRY", 0.01)
    async with open_desk() as desk:
        await desk.press("O")
        desk.app.screen.dismiss("contrary [red]\x1b[31m")
        await desk.pilot.press("c", "h", "i")
        ready.set()
        await desk.settle()
        await desk.pilot.pause(0.1)
        assert desk.session.data.oracle.name == "sample-oracle"
        await desk.press("enter")
        await until(lambda: desk.session.data.oracle.name.startswith("contrary"))
        await desk.settle()
        assert [each["note"] for each in desk.journal() if each["event"] == "comment"] == ["hi"]
