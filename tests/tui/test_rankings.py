"""The second screen: every annotator's ranking, beside the first and the reviewer's own."""

import numpy as np
import pytest

from core.metrics.discrepancy import discrepancy
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk, recomputed
from tui.format import percent
from tui.screens.review import ReviewScreen
from tui.widgets.ranking_table import RankingColumn

NAMES = ["mara", "tomas", "rm-small", "aligned-llm"]


def columns(desk: Desk) -> tuple[RankingColumn, ...]:
    """The columns on show."""
    return desk.rankings.table._columns


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_annotator_has_a_column(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        await desk.press("2")
        assert [column.title for column in columns(desk)] == NAMES
        data = desk.session.data
        first = rank_principles(win_matrix(data.votes, data.annotators[0].preference))
        for column, annotations in zip(columns(desk), data.annotators, strict=True):
            ranking = rank_principles(win_matrix(data.votes, annotations.preference))
            assert [row.principle for row in column.rows] == [data.principles[n].name for n in ranking.order]
            assert column.discrepancy == percent(discrepancy(first.signs, ranking.signs))
        assert "discrepancy is to mara" in desk.text()
        assert ("annotators 1 to 2 of 4" in desk.text()) is (size[0] == 80)
        await desk.press("1")
        assert isinstance(desk.app.screen, ReviewScreen)


async def test_flags_and_own_preferences_reach_it(open_desk: Opener) -> None:
    async with open_desk() as desk:
        flagged = set()
        for _ in range(8):
            flagged.add(desk.case)
            await desk.press("f", "a", "n")
        expected = recomputed(desk.session, flagged)
        await desk.press("2")
        assert [column.title for column in columns(desk)] == [*NAMES, "r1"]
        assert columns(desk)[-1].kind == "reviewer"
        names = [principle.name for principle in desk.session.data.principles]
        assert [row.principle for row in columns(desk)[0].rows] == [names[n] for n in expected.order]
        own = np.zeros(len(desk.session.data.votes), dtype=np.int8)
        own[list(desk.session.store.numbers(flagged).values())] = 1
        mine = rank_principles(win_matrix(desk.session.data.votes, own))
        assert [row.principle for row in columns(desk)[-1].rows] == [names[n] for n in mine.order]
        assert columns(desk)[-1].discrepancy == percent(discrepancy(mine.signs, expected.signs))
        assert "flagged annotations left out: 8" in desk.text()
        await desk.press("escape", "z", "z", "2")
        assert "flagged annotations left out: 7" in desk.text()


async def test_the_annotator_under_review_comes_first(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("w", "3", "2")
        assert [column.title for column in columns(desk)] == ["rm-small", "mara", "tomas", "aligned-llm"]
        assert "discrepancy is to mara" in desk.text(), "the reference stays"


async def test_the_cursor_spells_the_principle_out(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("2")
        texts = {principle.name: principle.text for principle in desk.session.data.principles}
        for key in ("down", "right", "down", "left", "end", "home", "pagedown", "right", "right", "right", "right"):
            await desk.press(key)
            table = desk.rankings.table
            assert table.principle is not None
            assert texts[table.principle][:80] in desk.text()
            shown = [line for line in desk.text().splitlines() if "◆" in line]
            assert sum(line.count("◆") for line in shown) == 4, "one mark in every column"
        assert table.column == 3


async def test_all_common_keys_work_here(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("2", "question_mark")
        assert "The columns" in desk.text()
        await desk.press("escape", "e")
        assert "priorities" in desk.text()
        await desk.press("escape", "ctrl+t")
        assert desk.app.theme == "discretion-light"
        await desk.press("f", "u", "a", "z", "c", "v")
        assert desk.said() == [], "verdicts are given where the case is on show"
        await desk.press("q")
        assert desk.app._exit
