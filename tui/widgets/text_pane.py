"""A long untrusted text in a frame of its own, which scrolls."""

from textual import events
from textual.geometry import Size
from textual.strip import Strip

from tui.widgets.case.text import TextPart
from tui.widgets.painting import Painted, role_css


class TextPane(Painted):
    """Draws a text; as high as it needs where its height is `auto`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TextPane { border: round $rule; border-title-color: $foreground; border-subtitle-color: $text-muted; }
    """ + role_css("TextPane")

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._part = TextPart()

    @property
    def text(self) -> str:
        """What is shown, with the note on what was left out."""
        return self._part.text

    def show(self, text: str) -> None:
        """Show inert text from its beginning."""
        self._part.show(text)
        self.refresh(layout=True)

    def show_more(self) -> None:
        """Show more of a long text."""
        if self._part.show_more():
            self.refresh(layout=True)

    def page(self, direction: int) -> bool:
        """Read on (1) or back (-1) by a page; False at the end."""
        return self._scroll(direction * max(1, self.content_size.height - 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Give the lines of the text."""
        return max(1, self._part.count(width))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self._scroll(-3)

    def render_line(self, y: int) -> Strip:
        """Draw one line, the scrollbar at its end."""
        width, height = self.content_size
        if width < 2:
            return Strip.blank(width)
        thumb = "▐" if y in self._part.thumb(width, height) else " "
        index = self._part.index(y, width, height)
        pieces = self._part.line(index, width) if index < self._part.count(width) else []
        text = self.paint(pieces, width - 1)
        return Strip.join([text, self.paint([(thumb, "thumb")], 1)])

    def _scroll(self, lines: int) -> bool:
        moved = self._part.scroll_to(self._part.top + lines, *self.content_size)
        if moved:
            self.refresh()
        return moved
