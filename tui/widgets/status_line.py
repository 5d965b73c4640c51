"""One line that says where one is."""

from rich.cells import cell_len
from textual.content import Content
from textual.timer import Timer

from tui.common.format import cut, fit
from tui.widgets.case.wrap import wrap
from tui.widgets.pointed import Pointed


class StatusLine(Pointed):
    """A line with a left and a right text, in which words may lead; where both do not fit, the left one is cut first.

    One that is several lines high has its left text over these. What is told in passing stands in place of the left
    text for a while, and is not cut for the right one.
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
        self._left = self._told = ""
        self._right = Content()
        self._timer: Timer | None = None

    def show(self, left: str, right: str | Content = "") -> None:
        """Show two inert texts; what was told in passing stays until it is over."""
        self._left, self._right = left, right if isinstance(right, Content) else Content(right)
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
            right = shortened(self._right, width - cell_len(told) - 2)
            between = " " * (width - cell_len(told) - right.cell_length)
            return Content.assemble((told, "$foreground bold"), between, right)
        right = shortened(self._right, max(width - min(cell_len(self._left), 12) - 2, width // 2))
        if self.content_size.height > 1:
            return self._paragraph(right)
        left = fit(self._left, width - right.cell_length - (2 if right else 0))
        return Content.assemble((left, "$foreground"), "  " if right else "", right)

    def _paragraph(self, right: Content) -> Content:
        """The left text over several lines, which stand below one another; the right one ends the first."""
        width, most = self.content_size
        text = self._left.strip(" ")
        room = paragraph_room(width, right.cell_length)
        places = wrap(text, room)[:most]
        lines = [f" {text[start:end].rstrip(' ')}" for start, end in places]
        if places[-1][1] < len(text):
            lines[-1] = f" {cut(text[places[-1][0] :], room)}"
        gap = " " * (width - right.cell_length - cell_len(lines[0]))
        first = Content.assemble((lines[0], "$foreground"), gap, right)
        return Content("\n").join([first, *(Content.styled(line, "$foreground") for line in lines[1:])])


def paragraph_room(width: int, right: int) -> int:
    """The cells that a left text over several lines has, in a line `width` cells wide with a right text in it."""
    return max(width - right - 3, 8)


def shortened(content: Content, width: int) -> Content:
    """Shorten to at most `width` cells as texts are, what is left of its words still leading."""
    text = cut(content.plain, width)
    return content if text == content.plain else content[: max(len(text) - 1, 0)] + text[-1:]
