"""How our own widgets draw: pieces of text with roles, which the theme colours."""

from collections.abc import Iterable
from typing import Any, Final

from rich.segment import Segment
from rich.style import Style
from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.pointed import LEAD, TIP, Pointed, pointing

Piece = tuple[str, str]
"""A piece of a line: its text, and its roles (`""`, `"muted"`, `"side-a strong"`, `"muted tip-noise"`, …)."""

CURSOR: Final = "cursor"

_ROLES: Final = {
    "muted": "color: $text-muted;",
    "strong": "text-style: bold;",
    "speaker": "color: $text-muted; text-style: bold;",
    "differs-a": "color: $side-a; text-style: underline;",
    "differs-b": "color: $side-b; text-style: underline;",
    "side-a": "color: $side-a;",
    "side-b": "color: $side-b;",
    "good": "color: $success;",
    "warn": "color: $warning;",
    "bad": "color: $error;",
    "rule": "color: $rule;",
    "bar": "color: $primary;",
    "thumb": "color: $scrollbar;",
    CURSOR: (
        "background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; "
        "text-style: $block-cursor-text-style;"
    ),
}

ROLE_CLASSES: Final = {f"line--{role}" for role in _ROLES}
"""The classes of what a widget draws with roles."""


def role_css(widget: str) -> str:
    """Give the default CSS for the roles in a widget of that class name."""
    rules = "".join(f"& > .line--{role} {{ {rule} }}\n" for role, rule in _ROLES.items())
    focused = "background: $block-cursor-background; color: $block-cursor-foreground;"
    plain = f"&:nocolor > .line--{CURSOR} {{ text-style: bold reverse; }}"
    return f"{widget} {{ {rules} &:focus > .line--{CURSOR} {{ {focused} }} {plain} }}"


class Painted(Pointed):
    """Base of the widgets that draw pieces; the class that ends the chain has `role_css`."""

    def __init__(self, *children: Widget, **given: Any) -> None:  # noqa: ANN401 - Widget's own
        super().__init__(*children, **given)
        self._painted: dict[tuple[bool, bool], dict[str, Style]] = {}

    def notify_style_update(self) -> None:
        """Forget the styles kept, as after a change of theme."""
        super().notify_style_update()
        self._painted.clear()
        if self._component_styles:
            self._component_styles.clear()
            self.refresh()

    def get_component_styles(self, *names: str) -> RenderStyles:
        """Give the styles of roles, each found when it is first drawn: most widgets draw few, and styles are slow."""
        for name in ROLE_CLASSES.intersection(names) - self._component_styles.keys():
            drawn = DOMNode(classes=name)
            drawn._attach(self)
            self.app.stylesheet.apply(drawn)
            self._component_styles[name] = drawn.styles
        return super().get_component_styles(*names)

    def paint(self, pieces: Iterable[Piece], width: int, *, cursor: bool = False) -> Strip:
        """Draw pieces as a strip exactly `width` cells wide."""
        held = self._painted.setdefault((cursor, self.has_focus), {})
        segments = [
            Segment(text, held.get(roles) or self._style(held, roles, cursor=cursor)) for text, roles in pieces if text
        ]
        return Strip(segments).adjust_cell_length(width, held.get("") or self._style(held, "", cursor=cursor))

    def _style(self, held: dict[str, Style], roles: str, *, cursor: bool) -> Style:
        found = roles.split()
        # The cursor's colours go together, whatever else a piece is: another role's may not read on its ground.
        last = [CURSOR] if cursor or CURSOR in found else []
        pointers = [role for role in found if role.startswith((TIP, LEAD))]
        looks = [role for role in found if role != CURSOR and role not in pointers]
        names = [f"line--{role}" for role in [*looks, *last]]
        style = self.get_visual_style(*names).rich_style
        if any(self.get_component_styles(name).text_style.reverse for name in names):
            style += Style(reverse=True)  # the visual style has all of the text styles but this one
        for role in pointers:
            style += pointing(role)
        held[roles] = style
        return style
