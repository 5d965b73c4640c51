"""Long untrusted text in a pane of its own, and the line between two panes."""

from typing import ClassVar, Final, cast

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

LIMIT: Final = 20_000
"""Characters shown before the rest must be asked for."""


def shortened(text: str, limit: int | None) -> Content:
    """Give inert text as content, cut after `limit` characters with a line that says how many are left out."""
    if limit is None or len(text) <= limit:
        return Content(text)
    note = f"\n… {len(text) - limit} more characters; press m for all"
    return Content.assemble(Content(text[:limit]), (note, "$warning bold"))


class TextPane(VerticalScroll, inherit_bindings=False):
    """A text that scrolls; up and down are left to the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", "Page up", show=False, id="text.page_up", tooltip="Scroll this text up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="text.page_down", tooltip="Scroll this text down"),
        Binding("home", "scroll_home", "Top", show=False, id="text.top", tooltip="Go to the top of this text"),
        Binding("end", "scroll_end", "Bottom", show=False, id="text.bottom", tooltip="Go to the end of this text"),
    ]

    DEFAULT_CSS = """
    TextPane {
        scrollbar-size-vertical: 1;
        padding: 0 0 0 1;
        border-title-color: $text-muted;
        &.-titled { border-top: solid $rule; }
        &.-titled:focus { border-top: solid $border; }
        &:focus { background-tint: $foreground 4%; }
        Static { padding: 0 1 0 0; }
    }
    """

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._body = Static(markup=False)
        self._text = ""
        self._limit: int | None = LIMIT

    @property
    def text(self) -> str:
        """What is shown, with the note on what was left out."""
        return shortened(self._text, self._limit).plain

    def compose(self) -> ComposeResult:
        """Give the text."""
        yield self._body

    def show(self, text: str) -> None:
        """Show inert text from its beginning, at most `LIMIT` characters of it."""
        self._limit = LIMIT
        if text != self._text:
            self._text = text
            self._body.update(shortened(text, LIMIT))
        self.scroll_to(y=0, animate=False, force=True, immediate=True)

    def show_all(self) -> None:
        """Show what was left out too."""
        if self._limit is not None and len(self._text) > self._limit:
            self._body.update(Content(self._text))
        self._limit = None

    def lines(self, width: int, most: int) -> int:
        """Count the lines the text takes in a pane `width` cells wide, counting no further than `most`."""
        width = max(width - 3, 1)
        rules = cast("RulesMap", {})
        return min(Content(self._text[: width * most]).get_height(rules, width), most)

    def scroll_lines(self, delta: int) -> bool:
        """Scroll by lines; False when there is nothing further that way."""
        target = min(max(self.scroll_offset.y + delta, 0), self.max_scroll_y)
        if target == self.scroll_offset.y:
            return False
        self.scroll_to(y=target, animate=False, immediate=True)
        return True


class Divider(Widget):
    """A vertical line between two panes, joined to the rule they hang from."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    Divider { width: 1; height: 1fr; color: $rule; }
    """

    def __init__(self, joint: str = "┬", *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.joint = joint

    def render_line(self, y: int) -> Strip:
        """Draw the joint, or the line."""
        return Strip([Segment("│" if y else self.joint, self.rich_style)], 1)
