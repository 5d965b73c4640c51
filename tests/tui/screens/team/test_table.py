"""The team's tables: columns, and a cursor that stops only at numbers with cases behind them."""

import pytest

from tests.tui.hosting import Host
from tui.common.messages import Follow
from tui.screens.team.table import TeamCell, TeamLine, TeamShown, TeamTable


def line(section: str, name: str, *numbers: str, role: str = "") -> TeamLine:
    """A line whose numbers other than 0 lead to a filter of their own."""
    cells = (TeamCell(n, f"{name}-{at}" if n.isdigit() and n != "0" else "") for at, n in enumerate(numbers))
    return TeamLine(section, (TeamCell(name), *cells), role)


SHOWN = TeamShown(
    (
        line("work", "reviewer", "cases", "flag", role="strong"),
        line("work", "r1", "3", "0", "2", "0", "7", "1", "0", "2026-01-31 12:00"),
        line("work", "r2", "0", "0", "0", "0", "0", "0", "0", "2026-01-31 12:00"),
        line("work", "on mara", "12", "12", role="muted"),
        TeamLine("text", (TeamCell(""),), "muted"),
        line("agreement", "verdicts on mara", "0", "4", "1", "kappa +0.50", "−0.10 to +1.00"),
    ),
    2,
)


async def test_the_cursor_goes_from_number_to_number(host: type[Host]) -> None:
    table = TeamTable()
    app = host(table, width="100%", height="100%")
    async with app.shown() as pilot:
        table.show(SHOWN)
        table.focus()
        await pilot.pause()
        seen = []
        for key in ("right", "right", "right", "right", "left", "down", "down", "down", "right", "up", "home", "left"):
            await pilot.press(key)
            assert table.current is not None
            seen.append(table.current.query)
        assert seen == [
            *("r1-2", "r1-4", "r1-5", "r1-5", "r1-4", "on mara-1"),
            *("verdicts on mara-1", "verdicts on mara-1", "verdicts on mara-2", "on mara-1", "r1-0", "r1-0"),
        ]
        await pilot.press("enter")
        assert [message.query for message in app.sent(Follow)] == ["r1-0"]
        table.show(SHOWN)
        assert table.current is not None
        assert table.current.query == "r1-0", "showing anew leaves the cursor"


@pytest.mark.parametrize("width", [78, 118, 198])
async def test_numbers_stand_under_their_names(host: type[Host], width: int) -> None:
    table = TeamTable()
    head = ("cases", "flag", "uphold", "skip", "own", "notes", "votes", "last seen, UTC")
    async with host(table, width="100%", height="100%").shown((width + 2, 24)) as pilot:
        table.show(TeamShown((line("work", "reviewer", *head, role="strong"), *SHOWN.lines[1:]), 2))
        await pilot.pause()
        lines = ["".join(text for text, _ in table.draw(n, width)) for n in range(4)]
        assert all(name in lines[0] for name in head)
        assert "2026-01-31 12:00" in lines[1]
        assert {text.rstrip()[-5:] for text in lines[1:3]} == {"12:00"}
        end = lines[0].index("cases") + 5
        assert [text[end - 2 : end] for text in lines[1:4]] == [" 3", " 0", "12"]


async def test_a_table_without_numbers_has_no_cursor(host: type[Host]) -> None:
    table = TeamTable()
    app = host(table, width="100%", height="100%")
    async with app.shown() as pilot:
        table.focus()
        for shown in (TeamShown((), 0), TeamShown((TeamLine("text", (TeamCell("Nobody."),)),), 0)):
            table.show(shown)
            await pilot.press("down", "right", "enter", "end")
            assert table.current is None
        assert "Nobody." in app.text()
        assert app.sent(Follow) == []


async def test_a_click_on_nothing_changes_nothing(host: type[Host]) -> None:
    table = TeamTable()
    app = host(table, width="100%", height="100%")
    async with app.shown() as pilot:
        table.show(SHOWN)
        await pilot.pause()
        before = table.current
        for offset in ((1, 1), (4, 2), (25, 1), (30, 20), (76, 2)):
            await pilot.click(TeamTable, offset=offset)
        assert table.current == before
        assert app.sent(Follow) == []
