"""The keys that actions are bound to, where a sentence names them."""

from typing import Any

from textual.app import App
from textual.binding import Binding


def bound_key(app: App[Any], binding: str) -> str | None:
    """The first key of a binding, by its id, on the screen on top; None where it does nothing there."""
    found = (each for each in app.active_bindings.values() if each.binding.id == binding and each.enabled)
    return next((each.binding.key for each in found), None)


def shown_key(app: App[Any], key: str) -> str:
    """A key as the footer shows it."""
    return app.get_key_display(Binding(key, ""))
