"""Where a note of several lines is written."""

from typing import Final

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from core.model.safe_text import inert

NEW_LINE: Final = frozenset({"ctrl+j", "shift+enter", "alt+enter"})
"""Keys of a new line; the second and third are told apart from Enter by some terminals only."""
_GIVEN: Final = frozenset({"enter", "ctrl+s", "ctrl+enter"})
KEYS: Final = "enter save · ctrl+j new line · esc cancel"


class NoteArea(TextArea):
    """A note: Enter gives it, as it does one of a single line; what is pasted keeps its lines."""

    class Given(Message):
        """The note is done."""

    def __init__(self, text: str = "", placeholder: str = "") -> None:
        super().__init__(text, placeholder=placeholder, highlight_cursor_line=False)
        self.move_cursor(self.document.end)

    def on_key(self, event: events.Key) -> None:
        """Give the note, or begin a line."""
        if event.key in _GIVEN:
            self.post_message(self.Given())
        elif event.key in NEW_LINE:
            self.insert("\n")
        else:
            return
        event.stop()
        event.prevent_default()

    @property
    def note(self) -> str:
        """What is written, without blanks around it, and with what no terminal may obey as it is shown for it."""
        return "\t".join(map(inert, self.text.split("\t"))).strip()
