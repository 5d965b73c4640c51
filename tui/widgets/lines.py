"""A scrolling view of single lines, each drawn when it comes into sight."""

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.painting import Painted, Piece, role_css


class LineView(ScrollView, Painted, inherit_bindings=False):
    """Base of our lists, in a frame that is bright with the focus: a subclass counts lines and draws one as pieces."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        border: round $rule;
        border-title-color: $foreground;
        border-subtitle-color: $text-muted;
        &:focus { border: round $border; }
    }
    """ + role_css("LineView")

    pinned: int = 0
    """How many lines at the top stay where they are."""

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw line `index` in at most `width` cells; pinned lines come first."""
        raise NotImplementedError

    def under_cursor(self, index: int) -> bool:  # noqa: ARG002
        """Tell whether the whole line is highlighted."""
        return False

    def set_line_count(self, count: int) -> None:
        """Set the number of lines, pinned ones included, and draw again."""
        self.virtual_size = Size(0, count)
        self.refresh()

    def reveal(self, index: int, margin: int = 0) -> None:
        """Scroll no further than needed to have the unpinned line `index`, and `margin` lines around it, in sight."""
        height = self.scrollable_content_region.height - self.pinned
        if height <= 0:
            return
        margin = min(margin, (height - 1) // 2)
        top = self.scroll_offset.y
        if index - margin < top:
            self.scroll_to(y=max(0, index - margin), animate=False, force=True)
        elif index + margin >= top + height:
            self.scroll_to(y=index + margin - height + 1, animate=False, force=True)

    def visible_lines(self) -> range:
        """Give the unpinned lines now in sight (their indices without the pinned ones)."""
        top = self.scroll_offset.y
        height = self.scrollable_content_region.height - self.pinned
        return range(top, max(top, min(top + height, self.virtual_size.height - self.pinned)))

    def render_line(self, y: int) -> Strip:
        """Draw the line at `y` of the window."""
        width = self.scrollable_content_region.width
        index = y if y < self.pinned else y + self.scroll_offset.y
        if index >= self.virtual_size.height:
            return self.paint((), width)
        return self.paint(self.draw(index, width), width, cursor=self.under_cursor(index))
