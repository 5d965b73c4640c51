"""A host for one widget, which keeps our own messages that it sends."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from tui.app.themes import THEMES, VARIABLE_DEFAULTS


class Host(App[None]):
    """Mounts one widget, given styles, and records messages."""

    def __init__(self, widget: Widget | None = None, **styles: Any) -> None:
        super().__init__()
        self._widget, self._given = widget, styles
        self._seen: list[Message] = []
        self.results: list[Any] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLE_DEFAULTS)

    def compose(self) -> ComposeResult:
        if self._widget is not None:
            for name, value in self._given.items():
                setattr(self._widget.styles, name, value)
            yield self._widget

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def shown(self, size: tuple[int, int] = (80, 24)) -> AbstractAsyncContextManager[Pilot[None]]:
        """Run with a pilot."""
        return self.run_test(size=size, message_hook=self._keep)

    def ask(self, dialog: Screen[Any]) -> None:
        """Push a dialog and keep its result."""
        self.push_screen(dialog, self.results.append)

    def sent(self, kind: type[Message]) -> list[Any]:
        """Give the messages of a kind, each once, in order."""
        return [message for message in self._seen if isinstance(message, kind)]

    def text(self) -> str:
        """Give the whole screen as plain text."""
        return "\n".join(strip.text.rstrip() for strip in self.screen._compositor.render_strips())

    def _keep(self, message: Message) -> None:
        if type(message).__module__.startswith("tui.") and not any(message is old for old in self._seen):
            self._seen.append(message)
