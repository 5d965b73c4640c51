"""Texts that scroll and show more of themselves."""

from typing import Any

from tui.widgets.text_pane import TextPane


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
