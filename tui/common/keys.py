"""The keys that every screen has."""

from typing import Final

from textual.binding import Binding


def _key(key: str, action: str, name: str, tooltip: str, *, shown: str | None = None) -> Binding:
    """A binding of the application's; with priority, like all keys of the screens (see `review_keys`)."""
    return Binding(
        key,
        f"app.{action}",
        name,
        id=f"app.{name}",
        tooltip=tooltip,
        show=shown is not None,
        key_display=shown,
        priority=True,
    )


COMMON: Final[tuple[Binding, ...]] = (
    _key("1", "switch_mode('review')", "review", "Review cases", shown="1"),
    _key("2", "switch_mode('rankings')", "rankings", "Compare all rankings", shown="2"),
    _key("3", "switch_mode('supremacy')", "supremacy", "See which principle wins against which", shown="3"),
    _key("4", "switch_mode('annotators')", "annotators", "Compare annotators, and see what may be chance", shown="4"),
    _key("5", "switch_mode('team')", "team", "Compare reviewers, and see where they disagree", shown="5"),
    _key("6", "switch_mode('history')", "history", "See what was said, and go back to it", shown="6"),
    _key("7", "switch_mode('runs')", "runs", "Follow the runs of models, and read their answers", shown="7"),
    _key("O", "oracle", "oracle", "Choose whose votes to use, where there are several oracles"),
    _key("e", "export", "export", "Write rankings, flags or the dataset to a file", shown="e"),
    _key("question_mark", "help", "help", "What the keys and numbers mean here", shown="?"),
    _key("q", "quit", "quit", "Leave; everything is saved already", shown="q"),
    _key("ctrl+t", "toggle_theme", "theme", "Next theme: dark, light, high contrast, the terminal's"),
)
