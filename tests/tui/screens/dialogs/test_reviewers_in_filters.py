"""Reviewers as annotators of filters, and own preferences that count only for cases of the store."""

from pathlib import Path

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.review.counted_now import counted_now
from tests.tui.conftest import Opener
from tests.tui.piloting import until
from tests.tui.screens.filtering import dialog, typed


def prefer(store: Path, reviewer: str, *cases: str) -> None:
    with Journal.open(reviews_folder(store), reviewer) as journal:
        for case in cases:
            journal.append(event="preference", case=case, preference=1)


async def test_a_reviewers_name_means_the_reviewer(open_desk: Opener, store: Path) -> None:
    prefer(store, "ra", "love-01", "med-01", "elsewhere")
    async with open_desk() as desk:
        bar = await typed(desk, "annotator:ra chose:a")
        await until(lambda: bar.said == "2 cases")
        await desk.press("enter")
        assert desk.filter == "annotator:ra chose:a"
        assert {desk.session.store.case(n).id for n in desk.shown.queued.ids.tolist()} == {"love-01", "med-01"}
        await desk.press("slash")
        await desk.write("disagree:mara,ra")
        apart = desk.shown.queued.ids.tolist()
        assert {desk.session.store.case(n).id for n in apart} <= {"love-01", "med-01"}
        assert all(desk.session.data.annotator("mara").preference[n] == -1 for n in apart)


async def test_the_name_of_a_reviewer_without_own_preferences_is_refused(open_desk: Opener, store: Path) -> None:
    prefer(store, "ra", "elsewhere")
    async with open_desk() as desk:
        bar = await typed(desk, "annotator:ra chose:a")
        await until(lambda: "which is the name of a reviewer" in bar.said)
        await desk.press("enter")
        assert dialog(desk) is bar


async def test_own_preferences_elsewhere_are_not_counted(open_desk: Opener, store: Path) -> None:
    prefer(store, "r1", "elsewhere", "nowhere")
    async with open_desk((120, 40)) as desk:
        assert "mine: 0 of 120" in desk.text()
        assert "r1" not in counted_now(desk.session).names
        await desk.press("g")
        assert any("0 with a preference of mine" in line for line in desk.options)
        await desk.press("m")
        assert desk.shown.case is None
        await desk.press("escape", "a")
        assert "mine: 1 of 120" in desk.text()
        assert counted_now(desk.session).names[-1] == "r1"
