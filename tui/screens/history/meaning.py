"""What the history shows."""

from typing import Final

from tui.screens.meaning import Meaning

HISTORY: Final = (
    Meaning(
        "The events",
        """Everything in the journals, newest first: this case, this session, all of yours, or everybody's (v). Enter
        goes to the case, Escape comes back.""",
    ),
    Meaning(
        "What still counts",
        """✗ was undone, · was replaced by something its reviewer said later of the same thing, ↶ is an undo or redo
        itself. Lines without a mark count.""",
    ),
    Meaning(
        "Undo",
        """z takes back your last action that stands, to any depth and also of earlier sessions; Z gives it again. The
        journal keeps both.""",
    ),
)
