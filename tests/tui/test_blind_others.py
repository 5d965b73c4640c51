"""What others said and chose, wherever a blind reviewer might come upon it: lists, history, runs, summary."""

from pathlib import Path

import pytest

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from tests.tui.blinded import FIRST, SECOND, assert_untold, build_shared, open_shared
from tui.presenting.summary import summary


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """See `build_shared`."""
    return build_shared(tmp_path)


async def test_flagged_means_by_me(shared: Path) -> None:
    async with open_shared(shared) as desk:
        assert "flagged 2" in desk.status
        assert "⚐" in desk.text()
        await desk.press("i")
        assert "flagged 0" in desk.status
        assert "⚐" not in desk.text()
        await desk.press("v")
        assert any("flagged by me" in line for line in desk.options)
        await desk.press("f")
        assert desk.shown.queued.ids.tolist() == []
        await desk.press("v", "y", "b", "f", "v", "f")
        assert desk.shown.queued.ids.tolist() == [6]
        assert "flagged 1" in desk.status
        await desk.press("g")
        assert any("those flagged by me" in line for line in desk.options)
        await desk.press("f")
        assert desk.shown.queued.ids.tolist() == [6]


async def test_others_words_come_with_one_s_own_verdict(shared: Path) -> None:
    async with open_shared(shared, blind=True) as desk:
        assert desk.case == "c6"
        await desk.press("a")
        assert FIRST in desk.text(), "the annotation is shown"
        assert "SECRET" not in desk.text()
        assert "left out" not in desk.text()
        await desk.press("s")
        assert "SECRET" in desk.text()
        assert "left out of the metrics" in desk.text()


async def test_history_names_no_annotator_and_leads_to_none(shared: Path) -> None:
    with Journal.open(reviews_folder(shared), "ra") as journal:
        journal.append(event="review", case="c8", annotator=SECOND, verdict="flag")
    with Journal.open(reviews_folder(shared), "r1") as journal:
        journal.append(event="review", case="c9", annotator=FIRST, verdict="flag")
    async with open_shared(shared, blind=True) as desk:
        await desk.press("6", "v", "v")
        assert "r1" in desk.text()
        assert_untold(desk, "6")
        for _ in range(6):
            await desk.press("enter")
            assert desk.app.session.annotator == FIRST
            assert_untold(desk, "enter in the history")
            await desk.press("escape", "down")


async def test_runs_of_annotators_have_no_name(shared: Path) -> None:
    async with open_shared(shared) as desk:
        await desk.press("7")
        assert FIRST in desk.text()
        assert "openai/" in desk.text()
        await desk.press("C", "1", "i", "7")
        assert_untold(desk, "7")
        assert "openai/" not in desk.text(), "the model"
        assert desk.app.screen.query_one("#records").display, "nor what hangs on the oracle for each annotator"
        await desk.press("C")
        assert "who the annotators are" in desk.toasts[-1][1]
        await desk.press("enter")
        for key in ("enter", "down", "escape", "v"):
            await desk.press(key)
            assert_untold(desk, f"{key} in the runs")
        await desk.press("v", "1", "a", "7", "enter", "enter")
        assert "SECRET" in desk.text(), "one has chosen on this case"
        await desk.press("escape", "1", "i", "7")
        assert FIRST in desk.text()


async def test_the_summary_at_the_end_names_no_annotator(shared: Path) -> None:
    async with open_shared(shared, blind=True) as desk:
        for _ in range(9):
            await desk.press("a", "f", "n")
        told = "\n".join(summary(desk.session, 60)[:-1])
        assert "9 cases reviewed" in told
        assert FIRST not in told
        desk.session.blind = False
        assert f"What {FIRST} follows moved" in "\n".join(summary(desk.session, 60))


async def test_an_export_of_the_dataset_names_no_annotator(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_shared(shared, (160, 40), blind=True) as desk:
        await desk.press("e", "d", "f", "enter")
        assert (tmp_path / "shared-dataset.jsonl").exists()
        assert desk.toasts[-1][1] == "Wrote 6 rows of dataset to shared-dataset.jsonl, of the cases conflict"
