"""Asks for one line of text: a name, a sample, a path."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Input

from tui.widgets.dialogs.dialog import Dialog


class NoteDialog(Dialog[str | None]):
    """A line of text; Enter gives it, Escape gives None."""

    def __init__(
        self,
        title: str,
        *,
        value: str = "",
        explanation: str = "",
        placeholder: str = "",
        validate: Callable[[str], str | None] | None = None,
    ) -> None:
        """Ask under a title; `validate` gives the sentence that says what is wrong, or None to accept."""
        super().__init__()
        self._title, self._explanation, self._validate = title, explanation, validate
        self._input = Input(value, placeholder=placeholder, select_on_focus=False)

    def compose(self) -> ComposeResult:
        """Give explanation, input and the place of an error."""
        yield self.framed(
            self._title, "enter ok · esc cancel", self.explained(self._explanation), self._input, self.wrong
        )

    @property
    def typing(self) -> Input:
        """The line."""
        return self._input

    def on_input_changed(self) -> None:
        """Take the error away while it is being mended."""
        self.say_wrong("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the text, or say what is wrong with it."""
        event.stop()
        error = self._validate(event.value) if self._validate else None
        if error is None:
            self.dismiss(event.value)
            return
        self.say_wrong(error)
