from typing import Any

import pytest

from tui.screens.annotators.slope_chart import HEADER, SlopeChart, SlopeRow, SlopeShown

SHOWN = SlopeShown(
    "left one",
    "right one",
    (
        SlopeRow("aaa", 1, 4, -3, 3),
        SlopeRow("bbb", 2, 2, 0, 1),
        SlopeRow("ccc", 3, 1, 2, 0),
        SlopeRow("ddd", 4, 3, 1, 2),
        SlopeRow("eee", None, None, 0, 4),
    ),
    "no single scale: right one",
)


def line(chart: SlopeChart, y: int) -> str:
    return chart.render_line(y).text.rstrip()


async def test_narrow_it_says_the_moves(host: Any) -> None:
    chart = SlopeChart()
    app = host(chart)
    async with app.shown((80, 12)) as pilot:
        chart.show(SHOWN)
        await pilot.pause()
        assert "left one → right one" in line(chart, 0)
        assert line(chart, 1).strip() == "moved most: ▼3 aaa · ▲2 ccc · ▲1 ddd"
        assert line(chart, HEADER).split() == ["▸", "1", "aaa", "1", "→", "4", "▼3"]
        assert line(chart, HEADER + 1).split() == ["2", "bbb", "2", "→", "2"]
        assert line(chart, HEADER + 4).split() == ["–", "eee", "–", "→", "–"]
        assert "no single scale: right one" in app.text()


@pytest.mark.parametrize("width", [90, 120, 200])
async def test_wide_it_connects_both_orders(host: Any, width: int) -> None:
    chart = SlopeChart()
    async with host(chart).shown((width, 12)) as pilot:
        chart.show(SHOWN)
        await pilot.pause()
        lines = [line(chart, HEADER + n) for n in range(5)]
        assert [text.split()[-1] for text in lines] == ["ccc", "bbb", "ddd", "aaa", "eee"]
        assert "◆" in lines[3], "the cursor's principle, where it stands on the right"
        assert lines[3].rstrip().endswith("▼3  aaa")
        drawn = ["".join(c for c in text if 0x2800 <= ord(c) < 0x2900) for text in lines]
        assert all(drawn[:4])
        assert not drawn[4], "what has no rank has no line"


async def test_the_cursor_stays_on_its_principle(host: Any) -> None:
    chart = SlopeChart()
    app = host(chart)
    async with app.shown((80, 12)) as pilot:
        chart.show(SHOWN)
        chart.focus()
        await pilot.press("down", "down")
        assert chart.principle == "ccc"
        turned = SlopeShown("right one", "left one", tuple(reversed(SHOWN.rows)))
        chart.show(turned)
        assert chart.principle == "ccc"
        await pilot.press("end")
        assert chart.principle == "aaa"
        await pilot.press("left", "left", "right")
        assert chart.turned == -1
        assert len(app.sent(SlopeChart.Turned)) == 3
        chart.show(SHOWN)
        assert chart.turned == 0


async def test_a_click_chooses_in_either_ranking(host: Any) -> None:
    chart = SlopeChart()
    async with host(chart).shown((120, 12)) as pilot:
        chart.show(SHOWN)
        await pilot.pause()
        await pilot.click(chart, offset=(8, 1 + HEADER + 2))
        assert chart.principle == "ccc"
        await pilot.click(chart, offset=(100, 1 + HEADER + 2))
        assert chart.principle == "ddd"
        await pilot.click(chart, offset=(8, 10))
        assert chart.principle == "ddd"


async def test_same_rankings_have_no_moves(host: Any) -> None:
    chart = SlopeChart()
    async with host(chart).shown((80, 12)) as pilot:
        chart.show(SlopeShown("x", "x", (SlopeRow("aaa", 1, 1, 0, 0),)))
        await pilot.pause()
        assert line(chart, 1).strip() == "no principle has another rank"
        chart.show(SlopeShown("x", "x", ()))
        assert chart.principle is None
