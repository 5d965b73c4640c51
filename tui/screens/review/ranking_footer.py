"""The lines of summary below the live ranking."""

from rich.cells import cell_len
from textual.geometry import Region, Size
from textual.strip import Strip

from tui.widgets.case.wrap import wrap
from tui.widgets.painting import Painted, Piece, role_css


class RankingFooter(Painted):
    """Lines of summary, broken where they are too long, which lead where they are clicked.

    A line that is as before is not drawn again: a verdict changes one of them.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    RankingFooter {
        height: auto;
        color: $text-muted;
        padding: 0 1;
        border-top: solid $rule;
    }
    """ + role_css("RankingFooter")

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._said: tuple[Piece, ...] = ()
        self._drawn: list[Piece] = []

    def show(self, said: tuple[Piece, ...]) -> None:
        """Show inert lines, each with its role; a line that goes leaves its place where `said` has one for it."""
        if said == self._said:
            return
        self._said = said
        width, before = self.content_size.width, self._drawn
        self._drawn = _broken(said, width)
        self.display = bool(said)
        if len(before) != len(self._drawn):
            self.refresh(layout=True)
            return
        changed = [y for y, (old, new) in enumerate(zip(before, self._drawn, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def on_resize(self) -> None:
        """Break the lines where they end now."""
        self._drawn = _broken(self._said, self.content_size.width)
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Give as many lines as there are in a width."""
        return len(_broken(self._said, width))

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        return self.paint([self._drawn[y]] if y < len(self._drawn) else (), self.content_size.width)


def _broken(said: tuple[Piece, ...], width: int) -> list[Piece]:
    """Lines at most `width` cells wide, of which those of one keep its role."""
    found = []
    for text, role in said:
        fits = width < 1 or cell_len(text) <= width
        found += [(text, role)] if fits else [(text[start:end].rstrip(" "), role) for start, end in wrap(text, width)]
    return found
