from dataclasses import replace
from typing import Any

import pytest
from textual.geometry import Region

from tui.presenting.ranked import RankedPrinciple
from tui.screens.review.ranking_footer import RankingFooter
from tui.screens.review.ranking_panel import RankingPanel, RankingShown, RankRows

ROWS = (
    RankedPrinciple(0, "Reject conspiracy", 1, "always-wins", None, 6, 0, 6, 0, True),
    RankedPrinciple(1, "Avoid racism", 2, "ranked", 2.0, 87, 0, 87, 0, False, moved=1),
    RankedPrinciple(2, "Reject cruelty", 3, "ranked", -1.0, 40, 0, 40, 0, True, moved=-1),
    RankedPrinciple(3, "Be kind", 4, "placed", None, 9, 0, 9, 0, False),
    RankedPrinciple(4, "Be obedient", 5, "always-loses", None, 3, 0, 3, 0, False),
    RankedPrinciple(5, "Free speech", None, "unranked", None, 0, 0, 0, 0, False),
)


def drawn(panel: RankingPanel) -> list[str]:
    rows = panel.query_one(RankRows)
    return [rows.render_line(y).text.rstrip() for y in range(len(rows.rows))]


async def test_a_wide_ranking_has_every_column(host: Any) -> None:
    panel = RankingPanel()
    app = host(panel, width=48)
    async with app.shown() as pilot:
        panel.show(
            RankingShown(
                "what human follows", ROWS, (("arbitrary 28.9 % of 1172", ""), ("mine: 4 of 376", "lead-mine"))
            )
        )
        await pilot.pause()
        words = [line.split() for line in drawn(panel)]
        assert words[0] == ["1", "Reject", "conspiracy", "+∞", "6?"]
        assert words[1] == ["2", "▲1", "Avoid", "racism", "━" * 11, "+2.00", "87"]
        assert words[2] == ["3", "▼1", "Reject", "cruelty", "╴", "−1.00", "40?"]
        assert words[3] == ["4", "Be", "kind", "·", "9"]
        assert words[4] == ["5", "Be", "obedient", "−∞", "3"]
        assert words[5] == ["–", "Free", "speech", "–", "0"]
        assert "what human follows" in app.text().splitlines()[0]
        assert "mine: 4 of 376" in app.text().splitlines()[-2]


async def test_narrow_rankings_drop_the_priority_then_the_conflicts(host: Any) -> None:
    panel = RankingPanel()
    app = host(panel)
    async with app.shown((80, 24)) as pilot:
        panel.show(RankingShown("", ROWS))
        seen = {}
        for width in (42, 38, 30):
            panel.styles.width = width
            await pilot.pause()
            seen[width] = drawn(panel)[1]
        assert "+2.00" in seen[42]
        assert "+2.00" not in seen[38]
        assert seen[38].endswith("87")
        assert "87" not in seen[30]
        assert seen[30].endswith("━")
        assert drawn(panel)[0].endswith("+∞")


async def test_only_rows_whose_rank_changed_are_bold(host: Any) -> None:
    panel = RankingPanel()
    app = host(panel)

    def bold() -> list[bool]:
        rows = panel.query_one(RankRows)
        return [any(s.style.bold for s in rows.render_line(y) if s.style) for y in range(len(rows.rows))]

    async with app.shown():
        panel.show(RankingShown("", ROWS))
        assert bold() == [False] * 6
        panel.show(RankingShown("", (ROWS[0], replace(ROWS[1], rank=9), *ROWS[2:])))
        assert bold() == [False, True, False, False, False, False]
        panel.show(RankingShown("", (ROWS[0], replace(ROWS[1], rank=9), *ROWS[2:])))
        assert bold() == [False] * 6


async def test_more_rows_than_lines_scroll(host: Any) -> None:
    panel = RankingPanel()
    app = host(panel)
    async with app.shown((40, 12)) as pilot:
        panel.show(RankingShown("", tuple(replace(ROWS[1], principle=f"p{n:02}") for n in range(30)), (("foot", ""),)))
        await pilot.pause()
        rows = panel.query_one(RankRows)
        assert rows.max_scroll_y == 30 - rows.size.height
        rows.scroll_end(animate=False, immediate=True)
        await pilot.pause()
        assert "p29" in app.text()
        assert "foot" in app.text()


async def test_hostile_names_and_titles_are_shown_as_they_are(host: Any) -> None:
    panel = RankingPanel()
    app = host(panel)
    async with app.shown() as pilot:
        panel.show(RankingShown("[/nope]", (replace(ROWS[1], principle="[red]x[/nope]"),), (("[bold]y", ""),)))
        await pilot.pause()
        for text in ("[/nope]", "[red]x[/nope]", "[bold]y"):
            assert text in app.text()


async def test_an_empty_ranking_shows_its_summary_only(host: Any) -> None:
    panel = RankingPanel()
    app = host(panel)
    async with app.shown() as pilot:
        panel.show(RankingShown("none yet", (), (("no conflicts", ""),)))
        await pilot.pause()
        assert drawn(panel) == []
        assert "no conflicts" in app.text()


async def test_a_line_of_the_summary_that_goes_leaves_its_place(host: Any) -> None:
    """Flagging the first case and taking it back must not lay out the whole screen twice."""
    panel = RankingPanel()
    app = host(panel)
    async with app.shown() as pilot:
        heights = []
        for title, footer in (("mara", "1 flagged"), ("mara", ""), ("mara", "2 flagged"), ("tomas", "")):
            said = (("arbitrary", ""), *([(footer, "")] if footer else []), ("mine", ""))
            panel.show(RankingShown(title, ROWS, said))
            await pilot.pause()
            assert ("flagged" in app.text()) is bool(footer)
            heights.append(panel.query_one(RankingFooter).region.height)
        assert heights == [4, 4, 4, 3]


async def test_a_column_of_moves_that_goes_leaves_its_place_and_the_rows_as_they_were(host: Any) -> None:
    """Otherwise the first flag and its undoing shift all names, and draw every row again."""
    panel = RankingPanel()
    app = host(panel)
    still, moved = (tuple(replace(row, moved=by) for row in ROWS[3:]) for by in (0, 1))
    async with app.shown() as pilot:
        names = []
        for title, rows in (("mara", still), ("mara", moved), ("mara", still), ("tomas", still)):
            panel.show(RankingShown(title, rows))
            await pilot.pause()
            names.append(drawn(panel)[0].index("Be kind"))
        assert names == [2, 5, 5, 2]


async def test_a_verdict_draws_only_the_line_of_the_summary_that_it_changes(
    host: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = RankingPanel()
    app = host(panel, width=36)
    async with app.shown() as pilot:
        long = "11 flagged left out · 6 votes corrected in all"
        panel.show(RankingShown("mara", ROWS, (("arbitrary", "lead-arbitrary"), (long, ""), ("mine", ""))))
        await pilot.pause()
        footer = panel.query_one(RankingFooter)
        assert footer.size.height == 4, "broken, not cut"
        assert "corrected in all" in " ".join(app.text().replace("│", " ").split())
        asked: list[Region] = []
        with monkeypatch.context() as watched:
            watched.setattr(footer, "refresh", lambda *regions: asked.extend(regions))
            panel.show(RankingShown("mara", ROWS, (("arbitrary", "lead-arbitrary"), (long, ""), ("mine: 1", ""))))
        assert [(region.y, region.height) for region in asked] == [(3, 1)], "below three other lines"
        footer.refresh(*asked)
        await pilot.pause()
        assert "mine: 1" in app.text()
        panel.show(RankingShown("mara", ROWS))
        await pilot.pause()
        assert "arbitrary" not in app.text()


@pytest.mark.parametrize("width", [32, 40, 48])
async def test_heads_say_what_the_columns_have(host: Any, width: int) -> None:
    panel = RankingPanel()
    app = host(panel, width=width)
    rows = tuple(replace(row, conflicts=30, pairs=50) for row in ROWS)
    async with app.shown() as pilot:
        panel.show(RankingShown("what human follows", rows))
        await pilot.pause()
        head = next(line for line in app.text().splitlines() if "principle" in line)
        assert head.strip(" │").split() == ["#", "principle", "priority", "cases"]
        assert all("30" in line and "50" not in line for line in drawn(panel)), "cases are counted, not their pairs"
