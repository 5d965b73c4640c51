"""The table of votes, alone."""

from typing import Any

from tui.screens.review.votes_table import VoteRow, VotesTable

ROWS = (
    VoteRow("Be honest", "A", 98.4, position_inconsistent=True),
    VoteRow("Avoid harm", "B", 3, original="neither", own="B"),
    VoteRow("Ein sehr langer Grundsatz 名前 名前 名前 [b]x[/b]", "neither", None, own="neither"),
)


async def test_a_vote_says_what_it_is_and_who_says_so(host: Any) -> None:
    table = VotesTable()
    app = host(table, height=8)
    async with app.shown((34, 24)) as pilot:
        table.show(ROWS)
        await pilot.pause()
        lines = app.text().splitlines()
        assert lines[0].split() == ["principle", "%", "me"]
        assert lines[1].split() == ["A", "Be", "honest", "98", "⇄"]
        assert lines[2].split() == ["B", "Avoid", "harm", "3", "✎", "B"]
        assert lines[3].split()[-1] == "–"
        assert ROWS[1].words == "B, 3 % sure · ✎ oracle's own neither · mine B"


async def test_markup_in_a_name_stays_text(host: Any) -> None:
    table = VotesTable()
    app = host(table, height=8)
    async with app.shown((200, 24)) as pilot:
        table.show(ROWS)
        await pilot.pause()
        assert "名前 [b]x[/b]" in app.text()
