"""A case that the annotator left out: it is shown as such, and there is nothing to judge."""

import pytest

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.screens.review.screen import ReviewScreen

CASE = "hist-01"
"""A case of the sample that mara did not annotate."""


async def on_the_case(desk: Desk) -> None:
    await desk.press("slash")
    await desk.write(f"case:{CASE}")
    assert desk.case == CASE


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_it_is_no_choice_and_takes_no_verdict(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        await on_the_case(desk)
        assert "annotate" in desk.text()
        assert "chose neither" not in desk.text()
        for key in ("f", "u", "F"):
            await desk.press(key)
            assert isinstance(desk.app.screen, ReviewScreen), key
            assert "mara did not annotate this: no verdict" in desk.status, key
            assert desk.said() == []
        await desk.press("a")
        await desk.press("c")
        await desk.write("odd")
        await desk.press("s")
        assert [said[0] for said in desk.said()] == ["preference", "comment", "review"]
        assert desk.said()[-1] == ("review", CASE, "skip")
        assert "reviewed 1 · flagged 0 · left 0" in desk.status, "it is passed over"


async def test_it_says_whose_annotation_is_missing(open_desk: Opener) -> None:
    async with open_desk((120, 40)) as desk:
        await on_the_case(desk)
        assert "mara did not annotate this" in desk.text()
        assert "mara chose" not in desk.text()
        await desk.press("w", "2")
        await on_the_case(desk)
        assert "tomas chose B" in desk.text()
        await desk.press("f")
        assert desk.said() == [("review", CASE, "flag")]


async def test_a_blind_reviewer_sees_so_only_after_choosing(open_desk: Opener) -> None:
    async with open_desk((120, 40), blind=True) as desk:
        await on_the_case(desk)
        await desk.press("f")
        assert "blind: choose a, b or x first" in desk.status
        assert "annotate" not in desk.text()
        await desk.press("x")
        assert "did not annotate this" in desk.text()


async def test_a_flag_of_an_older_journal_does_not_count(open_desk: Opener) -> None:
    async with open_desk() as desk:
        with Journal.open(reviews_folder(desk.session.store.path), "r2") as journal:
            journal.append(event="review", case=CASE, annotator="mara", verdict="flag")
        desk.session.follow()
        await on_the_case(desk)
        assert "flagged 0" in desk.status
        assert "left out" not in desk.text()


async def test_missing_annotations_are_found_and_told_from_neither(open_desk: Opener) -> None:
    async with open_desk() as desk:
        given = desk.session.data.annotator("mara").given
        for text, count in (("chose:missing", (~given).sum()), ("chose:a or chose:b or chose:none", given.sum())):
            await desk.press("slash")
            await desk.write(text)
            assert len(desk.shown.queued.ids) == count > 0
