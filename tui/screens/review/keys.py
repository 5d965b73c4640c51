"""The keys of the review screen, declared once for keyboard, footer, palette and help."""

from functools import partial
from typing import Final

from textual.binding import Binding

from tui.common.keys import FAR, annotator_key, key

_key = partial(key, "review")

JOB_KEYS: Final[tuple[Binding, ...]] = (
    _key("f", "judge('flag')", "flag", "Flag this annotation as arbitrary, and go on", shown="f/F", group="say"),
    _key("F", "flag_with_reason", "flag…", "Flag it with a reason and a note"),
    _key("u", "judge('uphold')", "uphold", "Uphold this annotation, and go on", shown="u", group="say"),
    _key("a", "prefer(1)", "mine", "My own preference: A", shown="a/b/x", group="say"),
    _key("b", "prefer(-1)", "mine B", "My own preference: B", group="say"),
    _key("x", "prefer(0)", "mine neither", "My own preference: neither", group="say"),
    _key("slash", "search", "find", "Search texts, or type a filter", shown="/", group="find"),
    _key(
        "t",
        "app.toggle_votes",
        "votes",
        "Show or hide all votes on the case, and correct them",
        shown="t",
        group="look",
    ),
    _key("tab", "principle(1)", "principle", "The next principle of the votes"),
    _key("shift+tab", "principle(-1)", "principle before", "The principle before of the votes"),
    _key("<", "say_vote(1)", "this vote", "The vote under the cursor: for A", group="say"),
    _key("=", "say_vote(0)", "this vote neither", "The vote under the cursor: for neither", group="say"),
    _key(">", "say_vote(-1)", "this vote B", "The vote under the cursor: for B", group="say"),
    _key("delete", "take_back_vote", "take back", "Take back what I last said of the vote under the cursor"),
    _key("i", "blind", "blind", "Hide the annotation until I have chosen, or show it again", shown="i", group="look"),
    _key("g", "lead", "go to", "Go to the cases behind a number on this screen", shown="g", group="find"),
)
"""What a reviewer does all the time: first in the footer and in the help."""
OF_VOTES: Final = frozenset({"principle", "say_vote", "take_back_vote"})
"""Actions on the vote under the cursor."""
OTHER_KEYS: Final[tuple[Binding, ...]] = (
    _key("n,j,down", "move(1)", "next", "Next case", shown="n/p", group="find"),
    _key("p,k,up", "move(-1)", "back", "Previous case"),
    _key("z", "turn('undo')", "undo", "Undo my last action, wherever it was", shown="z", group="say"),
    _key("Z", "turn('redo')", "redo", "Redo what I undid last"),
    _key("v", "filter", "view", "Pick which cases to view", shown="v"),
    _key("s", "judge('skip')", "skip", "Pass no verdict, but count the case as seen, and go on", "s"),
    _key("o", "queue", "queue", "Choose the order of the cases", shown="o"),
    _key("c", "comment", "comment", "Comment on this case", shown="c"),
    annotator_key("review", "Choose whose annotations to review"),
    _key("escape", "back", "back", "Go back to where this filter came from, or forget the search"),
    _key("R", "raw", "raw answers", "Read what the models returned on this case, word for word"),
    _key("T", "app.switch_mode('vote_check')", "check votes", "Check the oracle on a random sample of votes, blind"),
    _key("l", "toggle_list", "list", "Show or hide the list of cases"),
    _key("r", "toggle_ranking", "ranking", "Show or hide the live ranking"),
    _key("h", "app.toggle_advance", "go on", "After a verdict go on to the next open case, or stay"),
    _key("space", "read(1)", "read on", "Scroll the texts down, and at their end go to the next case"),
    _key("backspace", "read(-1)", "read back", "Scroll the texts up"),
    _key("J,ctrl+down", "read_lines(1)", "line down", "Scroll the texts down by a line"),
    _key("K,ctrl+up", "read_lines(-1)", "line up", "Scroll the texts up by a line"),
    _key("A", "read_side('a')", "read A", "Scroll response A alone, at its end back to its top"),
    _key("B", "read_side('b')", "read B", "Scroll response B alone, at its end back to its top"),
    _key("d", "differences", "differences", "Mark the words in which the responses differ"),
    _key("pageup", "move_page(-1)", "page up", "Move up one page of the list"),
    _key("pagedown", "move_page(1)", "page down", "Move down one page of the list"),
    _key("home", f"move(-{FAR})", "first", "Move to the first case"),
    _key("end", f"move({FAR})", "last", "Move to the last case"),
    _key("m", "read_all", "more text", "Show more of long texts"),
)
