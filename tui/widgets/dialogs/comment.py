"""Asks for a comment."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult

from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.dialogs.note_area import KEYS, NoteArea


class CommentDialog(Dialog[str | None]):
    """A text of one or more lines, which it keeps until it is taken or Escape gives None."""

    def __init__(self, title: str, give: Callable[[str], object]) -> None:
        """Ask under a title; `give` takes the text, or raises DiscretionError."""
        super().__init__()
        self._title, self._give = title, give
        self._note = NoteArea()

    def compose(self) -> ComposeResult:
        """Give the note and the place of an error."""
        yield self.framed(self._title, KEYS, self._note, self.wrong)

    @property
    def typing(self) -> NoteArea:
        """The note."""
        return self._note

    @on(NoteArea.Given)
    def save(self) -> None:
        """Give the comment away."""
        if self._note.note:
            self.offer(self._note.note, lambda note: self._give(note or ""))
        else:
            self.say_wrong("Write something first.")
