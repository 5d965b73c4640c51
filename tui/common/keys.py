"""How a key is declared, for keyboard, footer, palette and help at once, and the keys that every screen has."""

from functools import partial
from typing import Final

from textual.binding import Binding, BindingType

FAR: Final = 99_999_999
"""More rows than there are anywhere."""


def key(
    screen: str, keys: str, action: str, name: str, tooltip: str, shown: str | None = None, group: str = ""
) -> Binding:
    """A binding of a screen or a widget; it stands in the footer, under the keys `shown`, if that is given.

    Those of a `group` come first in the help, together.

    All have priority, so that the application acts on one key before it looks at the next: keys typed ahead never
    reach another case, screen or row than the one they were meant for.
    """
    which = f"{screen}.{action.removeprefix('app.')}"
    return Binding(
        *(keys, action, name),
        show=shown is not None,
        key_display=shown,
        priority=True,
        tooltip=tooltip,
        id=which,
        group=Binding.Group(group) if group else None,
    )


def annotator_key(screen: str, tooltip: str) -> Binding:
    """The key that asks for an annotator."""
    return key(screen, "w", "annotator", "whose", tooltip, shown="w")


def cursor_keys(widget: str, one: str, *between: Binding, up: str = "up,k", down: str = "down,j") -> list[BindingType]:
    """The keys that move a cursor up and down over rows, each `one` of its kind; `between` stand before the ends."""
    return [
        key(widget, up, "move(-1)", "back", f"The {one} above"),
        key(widget, down, "move(1)", "next", f"The {one} below"),
        *between,
        key(widget, "home", f"move(-{FAR})", "first", f"The first {one}"),
        key(widget, "end", f"move({FAR})", "last", f"The last {one}"),
    ]


_app = partial(key, "app")
_anywhere = partial(key, "app", group="anywhere")
HELP: Final = _app("question_mark", "app.help", "help", "What the keys mean here")
BACK: Final = key("back", "escape", "app.switch_mode('review')", "review", "Back to the cases")
EXPORT: Final = _anywhere("e", "app.export", "export", "Write rankings, flags or the dataset to a file", shown="e")
COMMON: Final[tuple[Binding, ...]] = (
    _anywhere("1", "app.switch_mode('review')", "review", "Review cases", shown="1"),
    _anywhere("2", "app.switch_mode('rankings')", "rankings", "Compare all rankings", shown="2"),
    _anywhere("3", "app.switch_mode('supremacy')", "supremacy", "See which principle wins against which", shown="3"),
    _anywhere(
        "4", "app.switch_mode('annotators')", "annotators", "Compare annotators, and see what may be chance", shown="4"
    ),
    _anywhere("5", "app.switch_mode('team')", "team", "Compare reviewers, and see where they disagree", shown="5"),
    _anywhere("6", "app.switch_mode('history')", "history", "See what was said, and go back to it", shown="6"),
    _anywhere("7", "app.switch_mode('runs')", "runs", "Follow the runs of models, and read their answers", shown="7"),
    _app("O", "app.oracle", "oracle", "Choose the oracle whose votes to use"),
    EXPORT,
    _anywhere("question_mark", "app.help", "help", "What the keys and numbers mean here", shown="?"),
    _anywhere("q", "app.quit", "quit", "Leave; everything is saved already", shown="q"),
    _app("ctrl+t", "app.toggle_theme", "theme", "Next theme: dark, light, high contrast, the terminal's"),
)
