"""Words that say what they mean while the mouse is on them, and lead to their cases when they are clicked."""

from functools import cache
from typing import Any, Final

from rich.style import Style
from textual import events
from textual.content import Content
from textual.style import Style as VisualStyle
from textual.widget import Widget

from tui.common.tips import TIPS

TIP: Final = "tip-"
"""Begins the role of a piece that has a tip, by its name in `TIPS`."""
LEAD: Final = "lead-"
"""Begins the role of one that is also clicked: the screen's action `lead_to` takes the name."""


@cache
def meta_of(role: str) -> dict[str, str]:
    """What the mouse makes of a role: nothing of one that is only a look."""
    if role.startswith(LEAD):
        name = role.removeprefix(LEAD)
        return {"@click": f"screen.lead_to({name!r})", "tip": TIPS[name]}
    return {"tip": TIPS[role.removeprefix(TIP)]} if role.startswith(TIP) else {}


@cache
def pointing(role: str) -> Style:
    """The same as a style, which has no look."""
    return Style(meta=meta_of(role))


@cache
def _visual(role: str) -> VisualStyle:
    return VisualStyle.from_meta(meta_of(role))


def pointed(text: str, role: str) -> Content:
    """A text with such a role."""
    return Content.assemble((text, _visual(role)))


class Pointed(Widget):
    """Base of the widgets that draw such words."""

    auto_links = False  # they look like the words around them

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell the tip of what the mouse is on."""
        found: Any = event.style.meta.get("tip")
        tip = None if found is None else Content(str(found))
        if tip != self.tooltip:
            self.tooltip = tip
