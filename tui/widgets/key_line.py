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
    joined: bool = False
    """Whether the next one stands right behind it."""

    @property
    def text(self) -> str:
        """What stands behind the key, up to the next one."""
        return "" if self.joined else f" {self.name} " if self.name else " "

    @property
    def width(self) -> int:
        """The cells that it takes on the line."""
        return cell_len(self.shown + self.text)


class _Form(Enum):
    """How the keys of the screens are shown."""

    NAMES = "1 Review 2 Rankings"
    WORD = "1 2 screens"
    BARE = "1 2"
    TIGHT = "12"


class KeyLine(Widget):
    """The keys that the screen's bindings want shown, as many as fit; a click does what the key does.

    The keys of the screen's own work come first. The digits of the screens are one group after them, which is always
    there, like help and quit. Where not all of the work fits, everything is written tighter.
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
        return tuple(_fitting(led, sorted(modes), last, self.size.width))

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


def _fitting(keys: list[Key], modes: list[Key], last: list[Key], room: int) -> list[Key]:
    """As many keys as fit, those of the screens, and the last ones: all in the fullest form that has the first FIRST.

    Where no form has them, all are as short as can be.
    """
    for form in _Form:
        shown = [_tight(key) for key in keys] if form is _Form.TIGHT else keys
        after = [*_shown(modes, form), *(_unnamed(last) if form is _Form.TIGHT else last)]
        left = room - _width(after)
        if form is _Form.TIGHT or _width(shown[:FIRST]) <= left:
            return [*_kept(shown, left), *after]
    raise AssertionError


def _kept(keys: list[Key], room: int) -> list[Key]:
    kept: list[Key] = []
    for key in keys:
        room -= key.width
        if room < 0:
            break
        kept.append(key)
    return kept


def _tight(key: Key) -> Key:
    """A key with no strokes between the keys that share it, and the first word of its name."""
    shown = key.shown.replace("/", "") if len(key.shown) > 1 else key.shown
    return key._replace(shown=shown, name=key.name.partition(" ")[0])


def _unnamed(last: list[Key]) -> list[Key]:
    """The last ones, of which the very last, to quit, is known without its name."""
    return [*last[:-1], *(key._replace(name="") for key in last[-1:])]


def _shown(modes: list[Key], form: _Form) -> list[Key]:
    if form is _Form.NAMES:
        return [key._replace(name=key.name.capitalize()) for key in modes]
    word = [Key("", "screens")] if form is _Form.WORD and modes else []
    tight = form is _Form.TIGHT
    digits = [key._replace(name="", joined=tight and place < len(modes) - 1) for place, key in enumerate(modes)]
    return [*digits, *word]


def _width(keys: list[Key]) -> int:
    return sum(key.width for key in keys)
