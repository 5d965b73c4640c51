"""Figures of the report without its page: the colours and the hover texts that the page's script puts in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from core.exporters.report.escaping import label
from core.exporters.report.figures import NAME, Figure

if TYPE_CHECKING:
    import plotly.graph_objects as go

_NAMED: Final = re.compile(r"var\((--[a-z]+)\)")
_TITLE: Final = 34
"""Pixels of a title above one of several figures."""
_SET: Final = re.compile(r"(--[a-z]+):\s*([^;]+);")


def standing_alone(figure: Figure) -> "go.Figure":
    """Give a figure as plotly's own, in the colours of the page in the light."""
    import plotly.graph_objects as go

    style = (files("core.exporters.report") / "report.css").read_text(encoding="utf-8")
    colours = dict(_SET.findall(style[: style.index("}")]))
    data = [_coloured(trace, colours) for trace in figure["data"]]
    if "hover" in figure:
        data[0]["hovertext"] = _hover_texts(**_coloured(figure["hover"], colours))
    return go.Figure(data, _coloured(figure["layout"], colours))


def _coloured(value: Any, colours: Mapping[str, str], key: str = "") -> Any:  # noqa: ANN401 - JSON values
    """The same value with colours in the place of their names; texts are left alone, whatever they say.

    But for dollars, which a notebook would typeset as formulas, with all that formulas can do.
    """
    if isinstance(value, Mapping):
        return {name: _coloured(each, colours, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_coloured(each, colours, key) for each in value]
    if not isinstance(value, str):
        return value
    named = _NAMED.fullmatch(value) if key.endswith(("color", "colorscale")) else None
    return value.replace("$", "&#36;") if named is None else colours[named[1]]


def _hover_texts(names: list[str], between: str, texts: list[list[str]]) -> list[list[str]]:
    return [
        [names[i] if i == j else f"{names[i]}<br>{between} {names[j]}<br>{each}" for j, each in enumerate(row)]
        for i, row in enumerate(texts)
    ]


def stacked(figures: Sequence[tuple[str, Figure]]) -> Figure:
    """One figure of several of the same rows, each below its title, from the top."""
    layouts = [figure["layout"] for _, figure in figures]
    height = sum(_TITLE + layout["height"] for layout in layouts)
    found: dict[str, Any] = {"annotations": [], "shapes": []}
    data, top = [], 0.0
    for place, (title, figure) in enumerate(figures, 1):
        layout, number = figure["layout"], "" if place == 1 else str(place)
        top += _TITLE
        above, below = top + layout["margin"]["t"], top + layout["height"] - layout["margin"]["b"]
        found[f"xaxis{number}"] = {**layout["xaxis"], "anchor": f"y{number}"}
        found[f"yaxis{number}"] = {
            **layout["yaxis"],
            "anchor": f"x{number}",
            "domain": [1 - below / height, 1 - above / height],
        }
        for what in ("annotations", "shapes"):
            found[what] += _moved(layout.get(what, ()), number)
        style = {"showarrow": False, "font": {"size": 13, "color": "var(--ink)"}}
        at = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1 - top / height, "yanchor": "bottom"}
        found["annotations"].append({**style, **at, "text": label(title, NAME)})
        data += [{**trace, "xaxis": f"x{number}", "yaxis": f"y{number}"} for trace in figure["data"]]
        top += layout["height"]
    return {
        "data": data,
        "layout": {**layouts[0], **found, "height": height, "margin": {**layouts[0]["margin"], "t": 0, "b": 0}},
    }


def _moved(drawn: Sequence[Mapping[str, Any]], number: str) -> Iterator[dict[str, Any]]:
    """What is drawn beside the traces, on the axes of that number: along their height, not along that of the page."""
    for each in drawn:
        x, y = (str(each.get(f"{axis}ref", axis)) for axis in "xy")
        y = f"y{number} domain" if y == "paper" else y.replace("y", f"y{number}", 1)
        yield {**each, "xref": x if x == "paper" else x.replace("x", f"x{number}", 1), "yref": y}
