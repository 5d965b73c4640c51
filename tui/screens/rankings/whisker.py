"""A value and its interval drawn on a scale: `├──●──┤`."""

from dataclasses import dataclass

DOT = "●"


@dataclass(frozen=True, slots=True)
class Extent:
    """The ends of a scale; where they are the same, everything is drawn in the middle."""

    low: float
    high: float

    def cell(self, value: float, width: int) -> int:
        """The cell of a value among `width`, the nearest end's for one beyond the scale."""
        span = self.high - self.low
        share = 0.5 if span <= 0 else min(max((value - self.low) / span, 0.0), 1.0)
        return round(share * (width - 1))


def whisker(value: float, low: float | None, high: float | None, extent: Extent, width: int) -> str:
    """Draw in exactly `width` cells; without an interval the value alone, and `◂` `▸` where one leaves the scale."""
    if width <= 0:
        return ""
    cells = [" "] * width
    if low is not None and high is not None:
        first, last = extent.cell(low, width), extent.cell(high, width)
        cells[first : last + 1] = "─" * (last - first + 1)
        cells[first] = "◂" if low < extent.low else "├"
        cells[last] = "▸" if high > extent.high else "┤"
    cells[extent.cell(value, width)] = DOT
    return "".join(cells)
