"""The table of accuracies, alone."""

from typing import Any

import pytest

from tui.screens.vote_check.table import AccuracyRow, AccuracyTable


@pytest.mark.parametrize("width", [42, 52, 120])
async def test_accuracies_stand_below_their_heads(host: Any, width: int) -> None:
    table = AccuracyTable()
    app = host(table, height=12)
    rows = (
        AccuracyRow("all principles", 18, 21, (0.654, 0.95), share=18 / 21),
        AccuracyRow("Be honest", 18, 20, (0.699, 0.972), current=True, share=0.9),
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
