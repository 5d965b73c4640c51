"""The figures of the HTML report that are matrices: of pairs of annotators, and of pairs of principles."""

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from core.audit.report import PairReport, Report
from core.exporters.report.escaping import label
from core.exporters.report.evidence import Supremacy
from core.exporters.report.figures import WIDTH, Figure, canvas, label_width, row_label, scale, values
from core.exporters.report.words import percentages
from core.metrics.supremacy import supremacy
from core.model.number_words import TOO_FEW, between, hundredths, percent
from core.model.terms import FEW_CONFLICTS

if TYPE_CHECKING:
    import plotly.graph_objects as go

_ROOMY: Final = 52
"""Pixels from which on a cell holds a discrepancy in full, and its interval."""
_DEEP: Final = 0.6
"""From this share on, a cell's shade is so strong that its number is written in the colour of the paper."""
_SCALE: Final = ((0.0, "var(--low)"), (0.5, "var(--middle)"), (1.0, "var(--high)"))


def discrepancy_matrix(report: Report) -> Figure:
    """The discretion discrepancy of each pair of annotators, with its interval where there is room."""
    names = [each.title for each in report.annotators]
    size = len(names)
    cell = max(26, min(72, (WIDTH - label_width(names)) // size))
    matrix = np.zeros((size, size))
    texts, hover = [[""] * size for _ in names], [[""] * size for _ in names]
    for (i, j), pair in zip(combinations(range(size), 2), report.pairs, strict=True):
        unknown = pair.apart.value is None or pair.apart.few
        matrix[i, j] = matrix[j, i] = np.nan if unknown else pair.apart.value
        texts[i][j] = texts[j][i] = _in_cell(pair, cell)
        spread = f", 95 % interval {percentages(pair.apart.interval)}" if pair.apart.interval.low is not None else ""
        hover[i][j] = hover[j][i] = TOO_FEW if pair.apart.few else f"{percent(pair.apart.value)}{spread}"
    figure = _matrix(names, matrix, texts, shaded=~np.isnan(matrix), cell=cell)
    return _with_hover(figure, names, "and", hover)


def _in_cell(pair: PairReport, cell: int) -> str:
    """What stands in a cell of so many pixels."""
    whole = partial(hundredths, digits=0)
    if pair.apart.value is not None and pair.apart.few:
        return TOO_FEW if cell >= _ROOMY else "?"
    if cell < _ROOMY:
        return whole(pair.apart.value)
    spread = between(pair.apart.interval.low, pair.apart.interval.high, whole)
    return f"{percent(pair.apart.value)}{'<br>' if spread else ''}{spread}"


def supremacy_matrix(given: Supremacy) -> Figure:
    """Principle supremacy of rows over columns, in the order of priority, with the number of conflicts on hover."""
    names, wins = given.principles, given.wins
    shares, conflicts = supremacy(wins), wins + wins.T
    texts = [["" if np.isnan(value) else hundredths(value, 0) for value in row] for row in shares]
    hover = [
        [
            f"{percent(shares[i, j])}: won {wins[i, j]} of {n} conflicts" if n else "no conflicts"
            for j, n in enumerate(row)
        ]
        for i, row in enumerate(conflicts)
    ]
    room = (WIDTH - label_width(names)) // len(names)
    cell = min(44, room) if room >= 20 else 18
    figure = _matrix(names, shares, texts, shaded=conflicts >= FEW_CONFLICTS, cell=cell)
    return _with_hover(figure, names, "against", hover)


def _matrix(
    names: Sequence[str],
    shares: NDArray[np.float64],
    texts: Sequence[Sequence[str]],
    *,
    shaded: NDArray[np.bool_],
    cell: int,
) -> "go.Figure":
    """A square heatmap, the names on the left and on top: shares and `shaded` (M, M), cells of so many pixels."""
    import plotly.graph_objects as go

    size, left = len(names), label_width(names)
    shaded = shaded & ~np.eye(size, dtype=np.bool_)
    cells = np.round(shares, 4).astype(object)
    cells[~shaded] = None
    heat = go.Heatmap(
        z=cells.tolist(), hoverinfo="text", hoverongaps=True, zmin=0, zmax=1, colorscale=_SCALE, showscale=False
    )
    heat.update(xgap=1, ygap=1)
    extent = left + cell * size + 8
    traces = [heat, *_numbers(shares, texts, shaded, max(8, min(13, cell // 2 - 2)))]
    figure = canvas(traces, height=extent, left=left, right=8, top=left, bottom=8, width=extent)
    ticks = {"tickvals": list(range(size)), "ticktext": [row_label(name) for name in names], "showgrid": False}
    common = {**scale(), **ticks, "tickfont": {"size": 11, "color": "var(--ink)"}}
    figure.update_xaxes(**common, range=[-0.5, size - 0.5], side="top", tickangle=-90)
    figure.update_yaxes(**common, range=[size - 0.5, -0.5])
    figure.update_layout(plot_bgcolor="var(--soft)")
    return figure


def _numbers(
    shares: NDArray[np.float64], texts: Sequence[Sequence[str]], shaded: NDArray[np.bool_], size: int
) -> list["go.Scatter"]:
    """A text in each cell off the diagonal, in the colour that reads on its shade, muted where there is none."""
    import plotly.graph_objects as go

    deep = shaded & (np.nan_to_num(shares) >= _DEEP)
    bare = ~shaded & ~np.eye(len(shares), dtype=np.bool_)
    traces = []
    for colour, chosen in (("var(--ink)", shaded & ~deep), ("var(--paper)", deep), ("var(--muted)", bare)):
        places = [(int(i), int(j)) for i, j in np.argwhere(chosen) if texts[i][j]]
        traces.append(
            go.Scatter(
                x=[j for _, j in places],
                y=[i for i, _ in places],
                text=[texts[i][j] for i, j in places],
                mode="text",
                textfont={"color": colour, "size": size},
                hoverinfo="skip",
            )
        )
    return traces


def _with_hover(figure: "go.Figure", names: Sequence[str], between: str, texts: Sequence[Sequence[str]]) -> Figure:
    """Add what the page's script makes the hover texts of: two names with a word between them, and a text."""
    return {**values(figure), "hover": {"names": [label(name) for name in names], "between": between, "texts": texts}}
