"""One line that says where one is."""

from rich.cells import cell_len
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from tui.common.format import cut, fit


class StatusLine(Widget):
    """A line with a left and a right text; where both do not fit, the left one is cut first.

    What is told in passing stands in place of the left text for a while, and is not cut for the right one.
    """

    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        padding: 0 1;
        background: $surface;
        color: $text-muted;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes, markup=False)
        self._left = self._right = self._told = ""
        self._timer: Timer | None = None

    def show(self, left: str, right: str = "") -> None:
        """Show two inert texts; what was told in passing stays until it is over."""
        self._left, self._right = left, right
        self.refresh()

    def tell(self, text: str, seconds: float = 4.0) -> None:
        """Tell an inert text in passing: nothing is covered by it, and nothing is laid out again."""
        if self._timer is not None:
            self._timer.stop()
        self._told = text
        self._timer = self.set_timer(seconds, self.untell)
        self.refresh()

    def untell(self) -> None:
        """Show the texts again in place of what was told, as when the next thing is done."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._told:
            self._told = ""
            self.refresh()

    def render(self) -> Content:
        """Give the line, exactly as wide as the widget."""
        width = self.content_size.width
        if self._told:
            told = cut(self._told, width)
            return Content.assemble(
                (told, "$foreground bold"), "  ", fit(self._right, width - cell_len(told) - 2, right=True)
            )
        right = cut(self._right, max(width - min(cell_len(self._left), 12) - 2, width // 2))
        left = fit(self._left, width - cell_len(right) - (2 if right else 0))
        return Content.assemble((left, "$foreground"), "  " if right else "", right)
