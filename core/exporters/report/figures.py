"""The figures of the HTML report that compare cases and annotators, as plotly's JSON values.

Colours are written as the names of the stylesheet's variables, which the page's script replaces by their values, so
that one figure serves light, dark and paper. Numbers stand beside every shade: nothing is told by colour alone.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

from core.audit.report import Report
from core.exporters.report.escaping import label
from core.model.number_words import percent, share_digits

if TYPE_CHECKING:
    import plotly.graph_objects as go

Annotation = dict[str, object]
Figure = Mapping[str, Any]
"""A figure as JSON values: `data`, a list of traces, `layout`, and for a matrix `hover`, see _with_hover."""

WIDTH: Final = 680
"""Pixels that fit a page of A4 or Letter; only the matrices of many principles are wider."""

_FONT: Final = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif'
_CHARACTER: Final = 6.9
"""Pixels of an average character of a label."""
NAME: Final = 32
"""Characters of a name beside a figure; the whole name shows on hover and in the tables."""


def taxonomy_bars(report: Report) -> Figure:
    """Bars of the consensus, conflict and indifference cases, and of the unvoted where there are any."""
    import plotly.graph_objects as go

    taxonomy = report.taxonomy
    kinds, counts = ["consensus", "conflict", "indifference"], [taxonomy.consensus, taxonomy.conflict]
    counts.append(taxonomy.indifference)
    texts = [f"{count} · {percent(taxonomy.share(count))}" for count in counts]
    colours = ["var(--middle)", "var(--accent)", "var(--low)"]
    if taxonomy.unvoted:
        kinds, counts = [*kinds, "unvoted"], [*counts, taxonomy.unvoted]
        texts, colours = [*texts, str(taxonomy.unvoted)], [*colours, "var(--paper)"]
    bars = go.Bar(
        x=counts,
        y=list(range(len(kinds))),
        orientation="h",
        width=0.58,
        text=texts,
        textposition="outside",
        cliponaxis=False,
        textfont={"color": "var(--ink)", "size": 13},
        marker={
            "color": colours,
            "line": {"color": "var(--edge)", "width": 1},
        },
        hoverinfo="skip",
    )
    figure = canvas([bars], height=8 + 100 * len(kinds) // 3, left=100, right=110, top=4, bottom=4)
    figure.update_xaxes(visible=False, range=[0, max(*counts, 1)])
    rows(figure, kinds)
    return values(figure)


def arbitrariness_dots(report: Report) -> Figure:
    """Each annotator's arbitrariness as a dot with its interval."""
    import plotly.graph_objects as go

    shown = [(y, each) for y, each in enumerate(report.annotators) if each.arbitrariness.value is not None]
    places = [100 * value for _, each in shown if (value := each.arbitrariness.value) is not None]
    whiskers_x: list[float | None] = []
    whiskers_y: list[int | None] = []
    for y, each in shown:
        low, high = each.arbitrariness_interval.low, each.arbitrariness_interval.high
        if low is not None and high is not None:
            whiskers_x += [100 * low, 100 * high, None]
            whiskers_y += [y, y, None]
    dots = go.Scatter(
        x=places,
        y=[y for y, _ in shown],
        mode="markers",
        marker={"color": "var(--accent)", "size": 9},
        hoverinfo="skip",
    )
    names = [each.title for each in report.annotators]
    margin = label_width(names)
    height = 34 + 26 * len(names)
    figure = canvas([whiskers(whiskers_x, whiskers_y), dots], height=height, left=margin, right=128, top=6, bottom=28)
    largest = max((x for x in (*places, *whiskers_x) if x is not None), default=0.0)
    figure.update_xaxes(**scale(), range=[-1, max(1.08 * largest, 5)], ticksuffix=" %")
    rows(figure, [row_label(name) for name in names], grid=True)
    counts = [each.arbitrariness for each in report.annotators]
    texts = [
        f"{percent(count.value, share_digits(count.cases))} of {count.cases}" if count.cases else "no consensus case"
        for count in counts
    ]
    figure.update_layout(annotations=beside([(124, "", texts)]))
    return values(figure)


def whiskers(x: Sequence[float | None], y: Sequence[float | None]) -> "go.Scatter":
    """Line segments, None between them; an interval need not contain the estimate, so these are no error bars."""
    import plotly.graph_objects as go

    line = {"color": "var(--edge)", "width": 2}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")


def canvas(
    traces: Sequence[object], *, height: int, left: int, right: int, top: int, bottom: int, width: int = WIDTH
) -> "go.Figure":
    """A figure without furniture, its margins in pixels."""
    import plotly.graph_objects as go

    layout = go.Layout(
        template=None,
        width=width,
        height=height,
        margin={"l": left, "r": right, "t": top, "b": bottom},
        showlegend=False,
        dragmode=False,
        paper_bgcolor="var(--paper)",
        plot_bgcolor="var(--paper)",
        font={"family": _FONT, "size": 12, "color": "var(--ink)"},
        hoverlabel={
            "bgcolor": "var(--paper)",
            "bordercolor": "var(--edge)",
            "font": {"color": "var(--ink)"},
            "align": "left",
        },
    )
    return go.Figure(list(traces), layout)


def scale() -> dict[str, object]:
    """What every axis has in common."""
    return {
        "type": "linear",
        "fixedrange": True,
        "showline": False,
        "zeroline": False,
        "gridcolor": "var(--line)",
        "tickfont": {"size": 11, "color": "var(--muted)"},
        "automargin": False,
        "ticklabelstandoff": 4,
    }


def rows(figure: "go.Figure", labels: Sequence[str], *, grid: bool = False) -> None:
    """Label the rows of a figure, the first on top; the labels are safe already."""
    figure.update_yaxes(
        **{**scale(), "tickfont": {"size": 12, "color": "var(--ink)"}},
        tickvals=list(range(len(labels))),
        ticktext=labels,
        range=[len(labels) - 0.5, -0.5],
        showgrid=grid,
    )


def beside(columns: Sequence[tuple[int, str, Sequence[str]]], size: int = 11) -> list[Annotation]:
    """Texts in columns to the right of the plot: where each ends in pixels, its heading and a text for every row."""
    style = {"size": size, "color": "var(--muted)"}
    common = {"xref": "paper", "x": 1, "xanchor": "right", "showarrow": False, "yanchor": "middle", "font": style}
    notes: list[Annotation] = []
    for shift, heading, texts in columns:
        place = {**common, "xshift": shift}
        notes += [{**place, "yref": "y", "y": y, "text": text} for y, text in enumerate(texts) if text]
        notes += [{**place, "yref": "paper", "y": 1, "yshift": 10, "text": heading}] if heading else []
    return notes


def row_label(name: str) -> str:
    """A name as the label of a row, cut to the room there is; letters of double width count twice."""
    return label(name, NAME * len(name) // max(1, _columns(name)))


def label_width(names: Sequence[str], extra: int = 0) -> int:
    """Pixels that names need beside a figure, with `extra` characters after each."""
    return round(_CHARACTER * (max((min(_columns(name), NAME) for name in names), default=0) + extra)) + 14


def _columns(name: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in name)


def values(figure: "go.Figure") -> Figure:
    """The figure as JSON values."""
    found: Figure = figure.to_plotly_json()
    return found
