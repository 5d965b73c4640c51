"""The keys of the screen on one line: one widget, where Textual's footer makes two for each key."""

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget


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
        """The bound key, how it is shown and what it does, for every binding to show, each action once."""
        found: dict[str, tuple[str, str, str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled:
                shown = self.app.get_key_display(binding)
                found.setdefault(binding.action, (binding.key, shown, binding.description))
        return tuple(found.values())

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
        for bound, key, name in self.keys:
            end += cell_len(f"{key} {name} ")
            if event.x < end:
                self.app.simulate_key(bound)
                return
