"""A Textual application with one widget, which any key repaints: what the reviewer is measured beside."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Counts keys."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("f", "count", "count"), ("u", "count", "count"), ("n", "count", "count"), ("q", "quit", "quit")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._text = Static("counted 0")

    def compose(self) -> ComposeResult:
        """Give the one widget."""
        yield self._text

    def action_count(self) -> None:
        """Repaint it."""
        self._count += 1
        self._text.update(f"counted {self._count}")


if __name__ == "__main__":
    Bare().run()
