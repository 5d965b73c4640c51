"""What was meant by a key or a paste, where terminals and keyboards tell it otherwise than the keys are declared."""

from collections.abc import Container
from typing import Any, Final

from textual import events
from textual._keyboard_protocol import MODIFIER_FUNCTIONAL_KEYS
from textual.app import App
from textual.keys import key_to_character
from textual.widgets import Input

from core.model.safe_text import inert_line

_KEYPAD: Final = {
    "divide": ("slash", "/"),
    "multiply": ("asterisk", "*"),
    "subtract": ("minus", "-"),
    "add": ("plus", "+"),
    "equal": ("equals_sign", "="),
    "separator": ("comma", ","),
    "decimal": ("full_stop", "."),
}
CAPITALS: Final = (
    "Caps Lock seems to be on: capitals are taken as small letters where they mean nothing else; ? says what they mean."
)


class Typing:
    """What is typed and pasted into an application."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._capitals = False
        """Whether the letters typed last seem to be capitals because of Caps Lock."""

    def meant(self, event: events.Event) -> events.Event:
        """Give what was meant by an event: another key, or a paste on one line where there is but one."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            writing = self._writing
            found = key_meant(event, self._app.active_bindings if is_capital(event.key) else (), writing=writing)
            if not writing:
                self._suspect(event.key, found.key)
            return found
        if isinstance(event, events.Paste) and not event.is_forwarded and isinstance(self._app.focused, Input):
            text, lines = on_one_line(event.text)
            if lines > 1:
                self._tell(f"{lines} lines were pasted as one, with spaces between them.")
            return events.Paste(text)
        return event

    def tell_why_not(self, event: events.Key) -> None:
        """Say why a key does nothing, if it is one that nothing took."""
        if event.key in self._app.active_bindings or self._writing:
            return
        why = why_not(event)
        if why is not None:
            self._tell(why)

    @property
    def _writing(self) -> bool:
        """Whether what has the focus takes letters as text."""
        focused = self._app.focused
        return focused is not None and focused.check_consume_key("a", "a")

    def _suspect(self, typed: str, taken: str) -> None:
        """Say once that Caps Lock is on: as the keyboard tells, or a capital without a meaning of its own."""
        if typed == "caps_lock" or typed != taken == typed.lower():
            if not self._capitals:
                self._tell(CAPITALS)
            self._capitals = True
        elif len(typed) == 1 and typed.islower():
            self._capitals = False

    def _tell(self, sentence: str) -> None:
        self._app.notify(sentence, severity="warning", markup=False, timeout=5)


def key_meant(event: events.Key, bound: Container[str], *, writing: bool) -> events.Key:
    """Give the key that was meant: the keypad's by what is on it, Shift only with what it does not already change.

    A capital that is not among the keys `bound` is the small letter where that is. Unless one is `writing`, a letter
    with Alt or Control is no letter.
    """
    *modifiers, name = event.key.split("+")
    name, character = _KEYPAD.get(name, (name, event.character))
    if modifiers == ["shift"]:
        itself = character or key_to_character(name)
        if itself is not None and itself.isprintable() and itself != " ":
            modifiers, character = [], itself.upper() if name.isalpha() and len(name) == 1 else itself
            name = character if len(name) == 1 else name
    if modifiers and not writing:
        character = None
    if not modifiers and not writing and is_capital(name) and name not in bound and name.lower() in bound:
        name = character = name.lower()
    key = "+".join([*modifiers, name])
    return event if (key, character) == (event.key, event.character) else events.Key(key, character)


def is_capital(key: str) -> bool:
    """Whether a key is a Latin capital."""
    return len(key) == 1 and "A" <= key <= "Z"


def why_not(event: events.Key) -> str | None:
    """Say why a key that nothing took does nothing; None of one that is no mistake, such as Shift alone."""
    if event.key in MODIFIER_FUNCTIONAL_KEYS:
        return None
    name = event.key.rpartition("+")[2]
    letter = event.character or (name if len(name) == 1 else "")
    if letter.isalpha() and not letter.isascii():
        return f"{inert_line(letter)} is no key here: the keys are Latin letters, so change the keyboard's layout."
    if event.is_printable or "+" in event.key:
        shown = event.character if event.is_printable and "+" not in event.key else event.key
        return f"{inert_line(shown or event.key)} means nothing here: ? shows the keys."
    return None


def on_one_line(text: str) -> tuple[str, int]:
    """Join the lines of a text with spaces; with it, how many there were, those without anything left out."""
    lines = [line.strip() for line in text.splitlines()]
    kept = [line for line in lines if line]
    return (" ".join(kept), len(kept)) if len(lines) > 1 else ("".join(text.splitlines()), 1)
