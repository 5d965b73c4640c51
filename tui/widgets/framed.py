"""A framed list or table with a cursor: what all of them have in common."""

from textual.binding import Binding

from tui.widgets.lines import LineView


def cursor_key(widget: str, keys: str, action: str, name: str, tooltip: str, *, shown: bool = False) -> Binding:
    """A key of a widget's, with priority like those of its screen: keys typed ahead keep their order."""
    binding = f"{widget}.{name.lower().replace(' ', '_')}"
    return Binding(keys, action, name, show=shown, id=binding, tooltip=tooltip, priority=True)


class FramedView(LineView, can_focus=True):
    """Lines in a frame, which is bright where the keys go."""

    DEFAULT_CSS = """
    FramedView {
        border: round $rule;
        border-title-color: $foreground;
        border-subtitle-color: $text-muted;
        &:focus { border: round $border; }
    }
    """
