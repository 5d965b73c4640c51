"""The keys of the screen on one line: one widget, where Textual's footer makes two for each key."""

from collections.abc import Callable
from enum import Enum
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

ALWAYS: Final = ("app.help", "app.quit")
"""What is shown however little room there is."""
FIRST: Final = 10
"""Keys that have room before the names of the screens do."""
_MODE: Final = "app.switch_mode('"


class Key(NamedTuple):
    """The bound key, how it is shown and what it does; a word between keys has no key, and the current one no use."""

    key: str
    shown: str
    name: str = ""
    current: bool = False

    @property
    def text(self) -> str:
        """What stands behind the key, up to the next one."""
        return f" {self.name} " if self.name else " "

    @property
    def width(self) -> int:
        """The cells that it takes on the line."""
        return cell_len(self.shown + self.text)


class _Form(Enum):
    """How the keys of the screens are shown."""

    NAMES = "1 Review 2 Rankings"
    WORD = "1 2 screens"
    BARE = "1 2"


class KeyLine(Widget):
    """The keys that the screen's bindings want shown, as many as fit; a click does what the key does.

    The keys of the screen's own work come first. The digits of the screens are one group after them, which is always
    there, like help and quit.
    """

    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        background: $footer-background;
        color: $text-muted;
    }
    """

    def __init__(self, *, first: Callable[[], Key | None] | None = None, id: str | None = None) -> None:  # noqa: A002
        """Show the screen's keys; `first` gives one that comes before all others while there is such a key."""
        super().__init__(id=id, markup=False)
        self._first = first

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys on the line: each action once, as many as fit."""
        found: dict[str, Key] = {}
        modes: list[Key] = []
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not (binding.show and active.enabled):
                continue
            if binding.action.startswith(_MODE) and binding.key.isdigit():
                here = binding.action.removeprefix(_MODE).removesuffix("')") == self.app.current_mode
                modes.append(Key(binding.key, binding.key, binding.description, here))
            else:
                shown = self.app.get_key_display(binding)
                found.setdefault(binding.action, Key(binding.key, shown, binding.description))
        first = self._first() if self._first is not None else None
        last = [found.pop(action) for action in ALWAYS if action in found]
        led = [first, *(key for key in found.values() if key.shown != first.shown)] if first else list(found.values())
        return (*_fitting(led, sorted(modes), self.size.width - _width(last)), *last)

    def on_mount(self) -> None:
        """Draw again when the bindings change."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """Give the line."""
        parts: list[tuple[str, str]] = []
        for key in self.keys:
            style = "$footer-key-foreground bold" + (" reverse" if key.current else "") if key.key else ""
            parts += [(key.shown, style), (key.text, "$foreground bold" if key.current else "")]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Do what the clicked key does."""
        end = 0
        for key in self.keys:
            end += key.width
            if event.x < end:
                if key.key:
                    self.app.simulate_key(key.key)
                return


def _fitting(keys: list[Key], modes: list[Key], room: int) -> list[Key]:
    """As many keys as fit, before those of the screens: these in full where the first FIRST fit with them so."""
    groups = [_shown(modes, form) for form in _Form]
    group = next((each for each in groups if _width(keys[:FIRST]) + _width(each) <= room), groups[-1])
    room -= _width(group)
    kept: list[Key] = []
    for key in keys:
        room -= key.width
        if room < 0:
            break
        kept.append(key)
    return [*kept, *group]


def _shown(modes: list[Key], form: _Form) -> list[Key]:
    if form is _Form.NAMES:
        return [key._replace(name=key.name.capitalize()) for key in modes]
    word = [Key("", "screens")] if form is _Form.WORD and modes else []
    return [*(key._replace(name="") for key in modes), *word]


def _width(keys: list[Key]) -> int:
    return sum(key.width for key in keys)
