"""Asks for one of several things: a filter, an annotator, what to export."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.common.format import fit
from tui.widgets.dialogs.dialog import Dialog


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: the value given back, its key (one character or empty), inert label and description.

    Those of one `group` follow one another, and the first has its word in front.
    """

    value: str
    key: str
    label: str
    description: str = ""
    group: str = ""


class ChoiceDialog(Dialog[str | None]):
    """A list to choose from by arrows and Enter, by key or by mouse; gives the value or None."""

    DEFAULT_CSS = """
    ChoiceDialog OptionList { height: auto; max-height: 14; }
    """

    def __init__(
        self, title: str, choices: Sequence[Choice], *, current: str | None = None, explanation: str = ""
    ) -> None:
        super().__init__()
        self._title, self._explanation = title, explanation
        self._choices, self._current = tuple(choices), current
        self._keys = {choice.key: choice.value for choice in choices if choice.key}
        width = min(max((cell_len(choice.label) for choice in choices), default=0), 24)
        groups = max((cell_len(choice.group) + 1 for choice in choices if choice.group), default=0)
        first = {choice.group: choice.value for choice in reversed(choices)}
        options = []
        for choice in choices:
            group = fit(choice.group if first[choice.group] == choice.value else "", groups)
            options.append(Option(Content.assemble((group, "$text-muted"), self._prompt(choice, width))))
        self._list = OptionList(*options, markup=False)

    def compose(self) -> ComposeResult:
        """Give explanation and list."""
        keys = "↑↓ or key · enter choose · esc cancel"
        yield self.framed(self._title, keys, self.explained(self._explanation), self._list)

    def on_mount(self) -> None:
        """Begin at the current choice."""
        values = [choice.value for choice in self._choices]
        if self._current in values:
            self._list.highlighted = values.index(self._current)

    def on_key(self, event: events.Key) -> None:
        """Choose by key."""
        typed = event.character or ""
        value = self._keys.get(typed, self._keys.get(typed.lower()))  # Caps Lock may be on
        if value is not None:
            event.stop()
            self.dismiss(value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose by Enter or mouse."""
        event.stop()
        self.dismiss(self._choices[event.option_index].value)

    def _prompt(self, choice: Choice, width: int) -> Content:
        mark = "●" if choice.value == self._current else " "
        return Content.assemble(
            (f"{mark} ", "$primary"),
            (fit(choice.key, 1) + "  ", "$primary bold"),
            fit(choice.label, width),
            (f"  {choice.description}" if choice.description else "", "$text-muted"),
        )
