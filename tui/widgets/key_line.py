"""The keys of the screen on one line: one widget, where Textual's footer makes two for each key."""

from typing import Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

ALWAYS: Final = ("app.help", "app.quit")
"""What is shown however little room there is."""


class KeyLine(Widget):
    """The keys that the screen's bindings want shown, as many as fit; a click does what the key does."""

    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        background: $footer-background;
        color: $text-muted;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)

    @property
    def keys(self) -> tuple[tuple[str, str, str], ...]:
        """The bound key, how it is shown and what it does, for every binding to show, each action once.

        They are as many as fit; help and quit always stand at the end, so that nobody is without a way on.
        """
        found: dict[str, tuple[str, str, str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled:
                shown = self.app.get_key_display(binding)
                found.setdefault(binding.action, (binding.key, shown, binding.description))
        last = [found.pop(action) for action in ALWAYS if action in found]
        room = self.size.width - sum(map(_width, last))
        first: list[tuple[str, str, str]] = []
        for key in found.values():
            room -= _width(key)
            if room < 0:
                break
            first.append(key)
        return (*first, *last)

    def on_mount(self) -> None:
        """Draw again when the bindings change."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """Give the line."""
        return Content.assemble(
            *(part for _, key, name in self.keys for part in ((key, "$footer-key-foreground bold"), f" {name} "))
        )

    def on_click(self, event: events.Click) -> None:
        """Do what the clicked key does."""
        end = 0
        for key in self.keys:
            end += _width(key)
            if event.x < end:
                self.app.simulate_key(key[0])
                return


def _width(key: tuple[str, str, str]) -> int:
    """The cells that a key takes on the line."""
    return cell_len(f"{key[1]} {key[2]} ")
