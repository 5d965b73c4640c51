"""The tables of votes and of accuracies, alone."""

from typing import Any

import pytest

from tui.screens.vote_check.table import AccuracyRow, AccuracyTable
from tui.screens.votes.table import VoteRow, VotesTable
from tui.widgets.text_pane import TextPane

ROWS = (
    VoteRow("Be honest", "A", 98.4, position_inconsistent=True),
    VoteRow("Avoid harm", "B", 3, original="neither", own="B"),
    VoteRow("Ein sehr langer Grundsatz 名前 名前 名前 [b]x[/b]", "neither", None, own="neither"),
)


async def test_a_vote_says_what_was_what_is_and_who_says_so(host: Any) -> None:
    table = VotesTable()
    app = host(table, height=8)
    async with app.shown() as pilot:
        table.show(ROWS)
        await pilot.pause()
        lines = app.text().splitlines()
        assert "98 % ⇄" in lines[1]
        assert lines[2].split() == ["B", "Avoid", "harm", "3", "%", "✎", "was", "neither", "mine", "B"]
        assert "mine neither" in lines[3]
        assert "%" not in lines[3]
        assert "✎" not in lines[1] + lines[3]


async def test_markup_in_a_name_stays_text(host: Any) -> None:
    table = VotesTable()
    app = host(table, height=8)
    async with app.shown((200, 24)) as pilot:
        table.show(ROWS)
        await pilot.pause()
        assert "名前 [b]x[/b]" in app.text()


async def test_the_cursor_stops_at_the_ends_and_tells_of_its_moves(host: Any) -> None:
    table = VotesTable()
    app = host(table, height=3)
    async with app.shown() as pilot:
        table.show(ROWS)
        table.focus()
        await pilot.press("up", "down", "j", "down", "end")
        assert table.cursor == 2
        assert len(app.sent(VotesTable.Moved)) == 2
        assert "neither" in app.text(), "the cursor's line is in sight"
        table.show(ROWS[:1])
        assert table.cursor == 0


@pytest.mark.parametrize("width", [42, 52, 120])
async def test_accuracies_stand_below_their_heads(host: Any, width: int) -> None:
    table = AccuracyTable()
    app = host(table, height=12)
    rows = (
        AccuracyRow("all principles", 18, 21, (0.654, 0.95)),
        AccuracyRow("Be honest", 18, 20, (0.699, 0.972), current=True),
        AccuracyRow("Avoid harm", 0, 0, None),
    )
    async with app.shown((width, 24)) as pilot:
        table.show(rows)
        await pilot.pause()
        lines = app.text().splitlines()[1:5]
        assert lines[0].split() == ["│", "right", "95", "%", "│"]
        assert lines[1].split()[-5:] == ["86", "%", "65–95", "%", "│"]
        assert "◆" in lines[2]
        assert "18/20" in lines[2]
        assert lines[3].rstrip("│ ").endswith("–")
        ends = [line.rindex(end) + len(end) for line, end in zip(lines, ("right", "18/21", "18/20"), strict=False)]
        assert len(set(ends)) == 1


async def test_a_long_text_scrolls_and_ends(host: Any) -> None:
    pane = TextPane()
    app = host(pane, height=6)
    async with app.shown((40, 10)) as pilot:
        pane.show("\n".join(f"line {n}" for n in range(20)))
        await pilot.pause()
        assert "line 0" in app.text()
        assert "▐" in app.text()
        while pane.page(1):
            await pilot.pause()
        await pilot.pause()
        assert "line 19" in app.text()
        assert pane.page(-1)
        pane.show("short")
        await pilot.pause()
        assert "▐" not in app.text()
        assert not pane.page(1)


async def test_a_pane_is_as_high_as_its_text_and_no_higher_than_it_may(host: Any) -> None:
    pane = TextPane()
    app = host(pane, height="auto", max_height=5)
    async with app.shown((40, 10)) as pilot:
        pane.show("one")
        await pilot.pause()
        assert pane.outer_size.height == 3
        pane.show("one\ntwo\nthree\nfour\nfive\nsix")
        await pilot.pause()
        assert pane.outer_size.height == 5


async def test_more_of_a_long_text_is_shown_when_asked_for(host: Any) -> None:
    pane = TextPane()
    app = host(pane, height=6)
    async with app.shown((40, 10)) as pilot:
        pane.show("word " * 5000)
        await pilot.pause()
        assert "more characters" in pane.text
        pane.show_more()
        assert "more characters" not in pane.text
