"""The figure of an annotator's ranking: a dot and a whisker a principle, and in words what is not determined."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final

from core.audit.report import AnnotatorReport, PriorityReport
from core.exporters.report.escaping import label
from core.exporters.report.figures import (
    Annotation,
    Figure,
    beside,
    canvas,
    label_width,
    row_label,
    rows,
    scale,
    values,
    whiskers,
)
from core.exporters.report.words import HTML, rank_range
from core.model.number_words import plural
from core.model.terms import Status

if TYPE_CHECKING:
    import plotly.graph_objects as go

_EDGES: Final = {Status.ALWAYS_WINS: ("triangle-right", 1.0), Status.ALWAYS_LOSES: ("triangle-left", 0.0)}
_RIGHT: Final = 140
_PAGE: Final = 700
"""Pixels of rows that fit one printed page."""


def ranking_dots(annotator: AnnotatorReport) -> Figure:
    """The priorities of one annotator in their order, best first, with intervals, conflicts won and rank intervals."""
    found = annotator.priorities
    names = [row.principle for row in found]
    height = max(9, min(23, _PAGE // max(1, len(found))))
    low, high = _range(found)
    traces = [_whiskers(found, low, high), *_dots(found), _edges(found, low, high)]
    margin = label_width(names, extra=6)
    figure = canvas(traces, height=68 + height * len(found), left=margin, right=_RIGHT, top=24, bottom=44)
    figure.update_xaxes(**scale(), range=[low, high], title={"text": "priority, log-odds", "font": {"size": 12}})
    rows(figure, [_row_label(row) for row in found], grid=True)
    figure.update_yaxes(tickfont={"size": min(12, height - 1)})
    figure.add_vline(x=0, line={"color": "var(--line)", "width": 2}, layer="below")
    figure.update_layout(annotations=[*_beside(found, min(11, height - 1)), *_words(found, low, high)])
    _groups(figure, found)
    return values(figure)


def _row_label(row: PriorityReport) -> str:
    """The principle's name, a question mark where there are few conflicts, and the rank."""
    rank = HTML.unranked if row.rank is None else str(row.rank)
    return f"{row_label(row.principle)}{' ?' if row.few and row.rank is not None else ''}  {rank:>2}"


def groups(rows_: Sequence[PriorityReport]) -> list[int]:
    """The components that have a scale of their own, in the order of the ranking."""
    return list(dict.fromkeys(row.component for row in rows_ if row.priority is not None and row.component is not None))


def _range(found: Sequence[PriorityReport]) -> tuple[float, float]:
    ends = [x for row in found for x in (row.priority, row.interval.low, row.interval.high)]
    numbers = [x for x in ends if x is not None and isfinite(x)]
    low, high = min(numbers, default=-1.0), max(numbers, default=1.0)
    pad = 0.06 * (high - low) or 1.0
    return low - pad, high + pad


def _whiskers(found: Sequence[PriorityReport], low: float, high: float) -> "go.Scatter":
    """The intervals, to the edge of the figure where the data puts no bound."""
    x: list[float | None] = []
    y: list[float | None] = []
    for n, row in enumerate(found):
        if row.priority is not None and row.interval.low is not None and row.interval.high is not None:
            x += [max(row.interval.low, low), min(row.interval.high, high), None]
            y += [n, n, None]
    return whiskers(x, y)


def _dots(found: Sequence[PriorityReport]) -> list["go.Scatter"]:
    """Full dots, and hollow ones where there are few conflicts."""
    import plotly.graph_objects as go

    traces = []
    for few in (False, True):
        here = [(y, row) for y, row in enumerate(found) if row.priority is not None and row.few is few]
        marker = {"color": "var(--paper)" if few else "var(--accent)", "size": 9, "symbol": "circle"}
        traces.append(
            go.Scatter(
                x=[row.priority for _, row in here],
                y=[y for y, _ in here],
                mode="markers",
                marker={**marker, "line": {"color": "var(--accent)", "width": 2 if few else 0}},
                hovertext=[_hover(row) for _, row in here],
                hoverinfo="text",
            )
        )
    return traces


def _edges(found: Sequence[PriorityReport], low: float, high: float) -> "go.Scatter":
    """An arrow at the edge for what has no finite priority."""
    import plotly.graph_objects as go

    here = [(y, row) for y, row in enumerate(found) if row.status in _EDGES]
    symbols, ends = [_EDGES[row.status][0] for _, row in here], [_EDGES[row.status][1] for _, row in here]
    return go.Scatter(
        x=[low + (high - low) * (0.015 + 0.97 * end) for end in ends],
        y=[y for y, _ in here],
        mode="markers",
        marker={"symbol": symbols, "size": 10, "color": "var(--accent)"},
        hovertext=[_hover(row) for _, row in here],
        hoverinfo="text",
    )


def _words(found: Sequence[PriorityReport], low: float, high: float) -> list[Annotation]:
    """What is said in place of a dot: beside the arrow at the edge, or in the middle."""
    notes: list[Annotation] = []
    for y, row in enumerate(found):
        if row.priority is None:
            _, end = _EDGES.get(row.status, ("", 0.5))
            place = {"x": low + (high - low) * (0.035 + 0.93 * end), "y": y, "yanchor": "middle", "borderpad": 1}
            anchor = {0.0: "left", 1.0: "right"}.get(end, "center")
            style = {"font": {"size": 11, "color": "var(--muted)"}, "bgcolor": "var(--paper)", "showarrow": False}
            notes.append({**place, **style, "xanchor": anchor, "text": HTML.unmeasured[row.status]})
    return notes


def _hover(row: PriorityReport) -> str:
    lines = [label(row.principle), HTML.unmeasured[row.status]]
    if row.priority is not None and row.elo is not None:
        lines.append(f"priority {HTML.signed(row.priority, 3)}, Elo {HTML.signed(row.elo, 0)}")
    if row.interval.low is not None and row.interval.high is not None:
        lines.append(f"95 % interval {HTML.interval(row.interval)}")
    lines.append(f"won {row.won} of {row.pairs} pairs in {plural(row.conflicts, 'conflict')}")
    return "<br>".join(line for line in lines if line)


def _beside(found: Sequence[PriorityReport], size: int) -> list[Annotation]:
    won = [f"{row.won} of {row.pairs}" if row.pairs else "" for row in found]
    ranks = [rank_range(row) for row in found]
    return beside([(72, "won", won), (134, "ranks" if any(ranks) else "", ranks)], size)


def _groups(figure: "go.Figure", found: Sequence[PriorityReport]) -> None:
    """Rule a line between principles whose priorities are not on one scale."""
    if len(groups(found)) < 2:
        return
    for y in range(1, len(found)):
        if found[y].component != found[y - 1].component:
            figure.add_hline(y=y - 0.5, line={"color": "var(--muted)", "width": 1, "dash": "dot"})
