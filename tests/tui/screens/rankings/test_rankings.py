"""The second screen: every annotator's ranking, beside the first and the reviewer's own."""

import os
from pathlib import Path

import numpy as np
import pytest

from core.audit import audit
from core.importers.declared_order import read_order
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from core.metrics.written_order import written_discrepancy
from core.model.number_words import percent, signed
from core.model.terms import ELO_PER_UNIT
from core.review.order_in_hand import OrderInHand
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk, apart_on_shared, recomputed
from tui.screens.rankings.cells import RankingColumn
from tui.screens.rankings.columns import ranked_annotators
from tui.screens.review.screen import ReviewScreen

FOLLOWER = "follows the declared order"
NAMES = ["mara", "tomas", "rm-small", "aligned-llm", "ines", FOLLOWER]


def columns(desk: Desk) -> tuple[RankingColumn, ...]:
    """The annotators' columns on show, after that of the written order."""
    written, *found = desk.rankings.table._columns
    assert written.kind == "the written order"
    return tuple(found)


def named(title: str) -> str:
    """The annotator of a column."""
    return "declared" if title == FOLLOWER else title


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_annotator_has_a_column(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        await desk.press("2")
        assert [column.title for column in columns(desk)] == NAMES
        data = desk.session.data
        for column, annotations in zip(columns(desk), data.annotators, strict=True):
            ranking = rank_principles(win_matrix(data.votes, annotations.preference))
            assert [row.principle for row in column.rows] == [data.principles[n].name for n in ranking.order]
            assert column.discrepancy == percent(apart_on_shared(data, "mara", named(column.title)))
        assert "discrepancy is to mara" in desk.text()
        assert f"columns 1 to {2 if size[0] == 80 else 4} of 7" in desk.text()
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
        assert columns(desk)[-1].discrepancy == "–", "what was decided here is left out for the other one"
        assert "8 flagged left out" in desk.text()
        await desk.press("escape", "z", "z", "2")
        assert "7 flagged left out" in desk.text()


async def test_the_annotator_under_review_comes_first(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("w", "3", "2")
        assert [column.title for column in columns(desk)] == [
            "rm-small",
            "mara",
            "tomas",
            "aligned-llm",
            "ines",
            FOLLOWER,
        ]
        assert "discrepancy is to mara" in desk.text(), "the reference stays"
        await desk.press("w", "3")
        assert desk.rankings.table.column == 3, "the written order's column is the first"
        assert desk.session.annotator == "rm-small", "nobody else comes under review"


async def test_the_cursor_spells_the_principle_out(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("2")
        texts = {principle.name: principle.text for principle in desk.session.data.principles}
        for key in ("down", "right", "down", "left", "end", "home", "pagedown", "right", "right", "right", "right"):
            await desk.press(key)
            table = desk.rankings.table
            assert table.principle is not None
            assert f"{table.principle}: {texts[table.principle]}"[:80] in desk.text()
            shown = [line for line in desk.text().splitlines() if "◆" in line]
            assert sum(line.count("◆") for line in shown) == 4, "one mark in every column"
        assert table.column == 5


async def test_all_common_keys_work_here(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("2", "question_mark")
        assert "◆          the principle under the cursor, in every column" in desk.text()
        await desk.press("end")
        assert "More keys" in desk.text()
        await desk.press("escape", "e")
        assert "priorities" in desk.text()
        await desk.press("escape", "ctrl+t")
        assert desk.app.theme == "discretion-light"
        await desk.press("f", "u", "a", "z", "c", "v")
        assert desk.said() == [], "verdicts are given where the case is on show"
        await desk.press("q")
        assert desk.app._exit


def counted(desk: Desk, which: str) -> list[int]:
    """The cases whose conflicts a cell counts, from its definition and nothing else."""
    session, table = desk.session, desk.rankings.table
    assert table.row is not None
    name = table._columns[table.column].title
    annotator = session.data.annotator(name)
    flagged = session.reviewed(name).flagged
    found = []
    for n, row in enumerate(session.data.votes.tolist()):
        vote, preference = row[table.row.key], int(annotator.preference[n])
        if vote and preference and {1, -1} <= set(row) and not flagged[n]:
            won = vote == preference
            if which == "all" or won is (which == "won"):
                found.append(n)
    return found


@pytest.mark.parametrize(("key", "which"), [("enter", "all"), ("plus", "won"), ("minus", "lost")])
async def test_a_principle_leads_to_the_conflicts_that_are_counted(open_desk: Opener, key: str, which: str) -> None:
    async with open_desk() as desk:
        await desk.press("f", "n", "n", "f", "2", "right", "right", "down")
        row, cases = desk.rankings.table.row, counted(desk, which)
        assert row is not None
        votes = desk.session.data.votes[cases]
        opposed = int((votes == -votes[:, [row.key]]).sum())
        assert opposed == {"all": row.pairs, "won": row.won, "lost": row.pairs - row.won}[which]
        assert len(cases) == {"all": row.conflicts, "won": row.sided, "lost": row.conflicts - row.sided}[which]
        await desk.press(key)
        assert isinstance(desk.app.screen, ReviewScreen)
        assert desk.session.annotator == "rm-small"
        assert desk.shown.list._ids.tolist() == cases
        await desk.press("escape")
        assert (desk.rankings.table.column, desk.rankings.table.row) == (3, row)
        assert desk.session.annotator == "mara"


async def test_flags_leave_what_is_followed(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("2")
        before = counted(desk, "all")
        await desk.press("enter", "f", "n", "f", "escape")
        assert len(counted(desk, "all")) == len(before) - 2
        await desk.press("enter")
        assert desk.shown.list._ids.tolist() == before[2:]


async def test_own_preferences_lead_to_their_cases(open_desk: Opener) -> None:
    async with open_desk() as desk:
        for key in ("a", "b", "a", "x", "b"):
            await desk.press(key, "n")
        await desk.press("2", *["right"] * 6)
        data, row = desk.session.data, desk.rankings.table.row
        assert row is not None
        own = desk.session.standing.preferences("r1")
        given = {number: own[case] for case, number in desk.session.store.numbers(own).items()}
        held = [
            n for n in sorted(given) if given[n] and data.votes[n, row.key] and {1, -1} <= set(data.votes[n].tolist())
        ]
        assert held
        for key, sides in (("enter", {1, -1}), ("plus", {1}), ("minus", {-1})):
            cases = [n for n in held if given[n] * int(data.votes[n, row.key]) in sides]
            await desk.press(key)
            if cases:
                assert desk.shown.list._ids.tolist() == cases
                await desk.press("escape")
            assert desk.rankings.table.column == 7


async def test_where_nothing_is_counted_nothing_is_opened(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("2", *["right"] * 5, "home")
        row = desk.rankings.table.row
        assert row is not None
        assert (row.status, row.won, row.sided) == ("always-wins", row.pairs, row.conflicts)
        assert "Won every conflict" in desk.text()
        await desk.press("minus")
        assert "None lost here" in desk.text()


async def test_intervals_come_and_go_stale(open_desk: Opener) -> None:
    async with open_desk((270, 40)) as desk:
        await desk.press("2")
        (mara, *_) = columns(desk)
        found = desk.app.intervals.found
        assert found is not None
        uncertainty = found.of("mara")
        assert uncertainty is not None
        for row in mara.rows:
            interval = uncertainty.priorities[row.key]
            assert (row.low, row.high) == (interval.low, interval.high)
            assert (row.rank_low, row.rank_high) == uncertainty.ranks[row.key]
        first = mara.rows[0]
        assert f"rank 1 of 8 ({first.rank_low}–{first.rank_high}) · {signed(first.priority)}" in desk.text()
        assert f"({signed(first.low)} to {signed(first.high)})" in desk.text()
        assert "├" in desk.text()
        assert not mara.stale
        await desk.press("1", "f")
        desk.app.intervals.want()
        await desk.pilot.press("2")
        assert columns(desk)[0].stale
        assert "stale" in desk.text()


async def test_the_scale_turns(open_desk: Opener) -> None:
    async with open_desk((200, 40)) as desk:
        await desk.press("2")
        row = desk.rankings.table.row
        assert row is not None
        assert row.priority is not None
        assert "priorities in log-odds" in desk.text()
        await desk.press("number_sign")
        elo = signed(row.priority * ELO_PER_UNIT, 0)
        assert "priorities as Elo" in desk.text()
        assert f"Elo {elo}" in desk.text()
        await desk.press("number_sign")
        assert "rank intervals" in desk.text()
        assert elo not in desk.text()
        await desk.press("number_sign")
        assert "priorities in log-odds" in desk.text()


async def test_the_declared_place_of_a_principle_is_told(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("2")
        names = [principle.name for principle in desk.session.data.principles]
        for _ in range(8):
            assert desk.rankings.table.principle is not None
            assert f"written no. {names.index(desk.rankings.table.principle) + 1}" in desk.text()
            await desk.press("down")


async def test_the_declared_order_is_told_from_the_annotator_that_follows_it(open_desk: Opener) -> None:
    async with open_desk((120, 40)) as desk:
        await desk.press("2")
        (name, order), *_ = desk.session.data.orders.items()
        for place, annotator in enumerate(ranked_annotators(desk.session)):
            ranking = annotator.tally.ranking()
            written = percent(written_discrepancy(ranking, order))
            apart = percent(apart_on_shared(desk.session.data, annotator.name, name))
            said = [line.render().plain for line in desk.rankings.words.lines]
            assert f"{written} from the written order (Kendall)" in said[4]
            assert (f"from one who follows the declared order {apart}" in said[1]) is (annotator.name != name)
            assert desk.rankings.table.column == place + 1
            await desk.press("right")


@pytest.mark.parametrize("width", [80, 100, 120])
async def test_no_line_about_the_order_is_cut(open_desk: Opener, width: int) -> None:
    async with open_desk((width, 24)) as desk:
        await desk.press("2")
        said = [line.render().plain.rstrip() for line in desk.rankings.words.lines]
        assert not [each for each in said[1:] if each.endswith("…")]
        assert "sided with in 26 of 30 conflicts, won 44 of 50 pairs" in said[3]
        assert ("surely, of all pairs together" in said[3]) is (width == 120)
        assert "53.6 % from the written order" in said[4]
        assert "as written" in said[4]
        assert said[5].endswith(")")


async def test_the_written_order_is_edited_held_against_annotators_and_saved(open_desk: Opener, tmp_path: Path) -> None:
    async with open_desk((120, 40)) as desk:
        await desk.press("2")
        data, table = desk.session.data, desk.rankings.table
        assert [row.key for row in table._columns[0].rows] == list(range(8)) == list(data.orders["declared"])
        assert table.column == 1, "an annotator's column, which has numbers"
        (order,) = audit(data, replicates=0, annotators=["mara"]).declared
        (kept,) = order.kept
        said = [line.render().plain for line in desk.rankings.words.lines]
        counts = f"of 28 pairs {kept.as_written} as written, {len(kept.reversals)} reversed, {kept.undecided} undecided"
        assert counts in said[4]
        broken = kept.violations[0]
        assert f"{broken.below.name} over {broken.above.name} {broken.lower_won} of {broken.conflicts} (" in said[5]
        await desk.press("left", "home", "enter")
        assert "The order as it is written" in desk.text()
        await desk.press("shift+down", "shift+down")
        moved = (1, 2, 0, 3, 4, 5, 6, 7)
        assert desk.session.order == OrderInHand("declared", moved, changed=True)
        assert (table.cursor, table._columns[0].title) == (2, "declared (not saved)")
        assert "7.1 % from declared" in desk.text(), "2 of 28 pairs"
        target = tmp_path / "mine.csv"
        await desk.press("y", "s")
        await desk.write(str(target))
        assert desk.session.order == OrderInHand("mine", moved)
        assert read_order(target, data.principles) == moved
        await desk.press("y", "d")
        assert desk.session.order == OrderInHand("declared", data.orders["declared"])
        await desk.press("y", "l")
        await desk.write(str(target))
        assert desk.session.order == OrderInHand("mine", moved)
        await desk.press("right", "y", "t")
        assert desk.session.order == OrderInHand("mara", tuple(columns_of(desk, "mara")), changed=True)
        assert "0.0 % from the written order" in desk.text()


async def test_a_path_for_an_order_that_cannot_be_is_told_in_the_dialog(open_desk: Opener, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    async with open_desk((80, 24)) as desk:
        await desk.press("2", "y", "l")
        await desk.write("~nobody-of-that-name/x")
        assert "no file ~nobody" in desk.text()
        await desk.press("escape", "y", "t", "y", "s")
        for path, told in (
            ("~nobody-of-that-name/x.csv", "There is no folder"),
            (f"{'n' * 300}.csv", "name too"),
            (str(tmp_path / "pipe.csv"), "a pipe or"),
        ):
            await desk.write(path)
            assert told in desk.text()
        await desk.press("escape")
        assert desk.app.screen is desk.rankings


async def test_what_breaks_the_order_leads_to_its_cases(open_desk: Opener) -> None:
    async with open_desk((120, 40)) as desk:
        await desk.press("2")
        (order,) = audit(desk.session.data, replicates=0, annotators=["mara"]).declared
        broken = order.kept[0].violations[0]
        await desk.press("g", "b")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert len(desk.shown.list._ids) == broken.lower_won


def columns_of(desk: Desk, title: str) -> list[int]:
    """The principles of a column in its order."""
    return [row.key for column in desk.rankings.table._columns if column.title == title for row in column.rows]
