"""Numbers and texts as the terminal shows them: pure functions."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size

from core.model.joiners import JOINERS
from core.model.number_words import NOTHING
from core.model.safe_text import inert_line

PLACED_MARK: Final = "·"
"""Stands for the priority of a principle that has a place but no determined number."""


def cut(text: str, width: int) -> str:
    """Shorten to at most `width` cells, ending in `…` where something was left out; always one line."""
    if "\n" in text:
        text = text.replace("\n", " ")
    if width <= 0:
        return ""
    if len(text) > 2 * width:
        start = text[: 2 * width + 1]
        text = start if cell_len(start) > width else text  # many marks and joiners take no room
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip(f" {JOINERS}") + "…"


def whole(parts: Sequence[str], between: str, width: int) -> str:
    """Join as many parts as fit into `width` cells; the first is there in any case."""
    told = parts[0] if parts else ""
    for part in parts[1:]:
        longer = f"{told}{between}{part}"
        if cell_len(longer) > width:
            break
        told = longer
    return told


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Shorten or fill to exactly `width` cells, flush left unless `right`."""
    shown = cut(text, width)
    gap = " " * (max(width, 0) - cell_len(shown))
    return gap + shown if right else shown + gap


def fit_end(text: str, width: int) -> str:
    """Shorten at the beginning, or fill, to exactly `width` cells: for names that differ where they end."""
    if width < 2 or cell_len(text) <= width:
        return fit(text, width)
    shown = text[1 - width :]
    while cell_len(shown) >= width:
        shown = shown[1:]
    return fit("…" + shown.lstrip(JOINERS), width)


def bar(value: float, low: float, high: float, width: int, *, thin: bool = False) -> str:
    """Draw a value on the scale from `low` (empty) to `high` (full) in half-cell steps, filled to `width` cells.

    The lowest value still gets half a cell, so that it differs from no value; `thin` draws a light line.
    """
    if width <= 0:
        return ""
    whole, half = ("─", "╴") if thin else ("━", "╸")
    span = high - low
    share = 1.0 if span <= 0 else min(max((value - low) / span, 0.0), 1.0)
    halves = max(1, round(share * width * 2))
    return fit(whole * (halves // 2) + half * (halves % 2), width)


def moment(at: str) -> str:
    """A time of a journal to the minute: `2026-01-31 12:00`."""
    return inert_line(at[:16].replace("T", " ")) or NOTHING
