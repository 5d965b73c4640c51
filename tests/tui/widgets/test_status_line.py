from typing import Any

from tui.widgets.status_line import StatusLine


async def shown(host: Any, width: int, left: str, right: str) -> str:
    status = StatusLine()
    app = host(status)
    async with app.shown((width, 3)) as pilot:
        status.show(left, right)
        await pilot.pause()
        text: str = app.text().splitlines()[0]
        return text


async def test_left_and_right_stand_at_the_edges(host: Any) -> None:
    assert await shown(host, 30, "hh · human", "[/nope] r1") == " hh · human        [/nope] r1"


async def test_the_left_is_cut_first(host: Any) -> None:
    assert await shown(host, 30, "a long list of keys to press", "reviewed 12") == " a long list of…  reviewed 12"


async def test_a_long_right_leaves_the_left_its_beginning(host: Any) -> None:
    assert await shown(host, 30, "hh", "x" * 60) == " hh  " + "x" * 23 + "…"


async def test_what_is_told_ends_when_the_next_thing_is_done(host: Any) -> None:
    status = StatusLine()
    app = host(status)
    async with app.shown((40, 3)) as pilot:
        status.show("hh", "r1")
        status.tell("already: flag")
        await pilot.pause()
        assert app.text().splitlines()[0].split() == ["already:", "flag", "r1"]
        status.untell()
        await pilot.pause()
        assert app.text().splitlines()[0].split() == ["hh", "r1"]
        status.untell()
        status.tell("again")
        await pilot.pause()
        assert "again" in app.text()
