"""The keys of the review screen, declared once for keyboard, footer, palette and help."""

from typing import Final

from textual.binding import Binding


def _key(keys: str, action: str, name: str, tooltip: str, *, shown: str | None = None) -> Binding:
    """A binding whose id is its action's; it stands in the footer, under the keys `shown`, if that is given.

    All have priority, so that the application acts on one key before it looks at the next: keys typed ahead never
    reach another case or another screen than the one they were meant for.
    """
    which = action.replace("(", ".").replace(")", "").replace("'", "").replace("-1", "back")
    return Binding(
        keys,
        action,
        name,
        id=f"review.{which}",
        tooltip=tooltip,
        show=shown is not None,
        key_display=shown,
        priority=True,
    )


VERDICT_KEYS: Final[tuple[Binding, ...]] = (
    _key("f", "judge('flag')", "flag", "Flag this annotation as arbitrary", shown="f/F"),
    _key("F", "flag_with_reason", "flag…", "Flag it with a reason and a note"),
    _key("u", "judge('uphold')", "uphold", "Uphold this annotation", shown="u"),
    _key("s", "judge('skip')", "skip", "Pass no verdict, but count the case as seen"),
    _key("n,j,down", "move(1)", "next", "Next case", shown="n/p"),
    _key("p,k,up", "move(-1)", "back", "Previous case"),
    _key("z", "undo", "undo", "Undo my last action, wherever it was", shown="z"),
    _key("Z", "redo", "redo", "Redo what I undid last"),
    _key("v", "filter", "view", "Choose which cases to view", shown="v"),
)
OTHER_KEYS: Final[tuple[Binding, ...]] = (
    _key("a", "prefer(1)", "mine", "My own preference: A", shown="a/b/x"),
    _key("b", "prefer(-1)", "mine B", "My own preference: B"),
    _key("x", "prefer(0)", "mine neither", "My own preference: neither"),
    _key("slash", "search", "search", "Search the text", shown="/"),
    _key("escape", "clear_search", "clear search", "Forget the search"),
    _key("c", "comment", "comment", "Comment on this case", shown="c"),
    _key("w", "annotator", "whose", "Choose whose annotations to review", shown="w"),
    _key("r", "toggle_ranking", "ranking", "Show or hide the live ranking"),
    _key("space", "read(1)", "read on", "Scroll the texts down"),
    _key("backspace", "read(-1)", "read back", "Scroll the texts up"),
    _key("m", "read_all", "whole text", "Show long texts in full"),
)
