"""From the numbers of the review screen to their cases."""

import numpy as np

from core.metrics.agreement import categories
from core.model.terms import Category
from tests.tui.conftest import Opener


async def test_counts_lead_to_their_cases(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "n", "u", "n", "a")
        assert "reviewed 2 · flagged 1 · left 74" in desk.status
        for key, count in (("r", 2), ("f", 1), ("l", 74), ("m", 1)):
            await desk.press("g", key)
            assert f" of {count} " in desk.text(), key
            await desk.press("escape")
            assert desk.filter == "conflict"


async def test_arbitrariness_leads_to_the_annotations_it_counts(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("g", "a")
        opposed = desk.session.reviewed().tally.arbitrariness.opposed
        assert f"of {opposed} " in desk.text()
        await desk.press("f", "escape", "g", "a")
        assert desk.session.reviewed().tally.arbitrariness.opposed == opposed - 1
        assert len(desk.shown.queued.ids) == opposed - 1, "the flagged one is not counted"


async def test_a_principle_leads_to_its_conflicts_by_key_and_by_mouse(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f")
        first = desk.ranked[0].principle
        await desk.press("g", "end", "home", *["down"] * 5, "enter")
        by_key = desk.filter
        assert first in by_key
        arrived, pairs = len(desk.shown.list._ids), desk.ranked[0].pairs
        await desk.press("g")
        line = next(each for each in desk.options if first in each)
        assert line.endswith(f"{arrived} conflicts, {pairs} pairs")
        assert pairs > arrived
        await desk.press("escape")
        session = desk.session
        column = [each.name for each in session.data.principles].index(first)
        counted = (categories(session.data.votes) == Category.CONFLICT) & (session.data.votes[:, column] != 0)
        counted &= (session.reviewed().annotations.preference != 0) & ~session.reviewed().flagged
        assert desk.shown.queued.ids.tolist() == np.flatnonzero(counted).tolist()
        await desk.press("escape")
        await desk.pilot.click("RankRows", offset=(8, 0))
        await desk.settle()
        assert desk.filter == by_key


async def test_a_blind_reviewer_is_led_nowhere_that_tells(open_desk: Opener) -> None:
    async with open_desk(blind=True) as desk:
        await desk.press("g")
        assert not any("arbitrary" in line or " pairs" in line for line in desk.options)
