"""Asks for one of several things: a filter, an annotator, what to export."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.common.format import fit
from tui.widgets.case.wrap import wrap
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.dialogs.options import Options

_LABEL: Final = 24
"""Cells of a label that any dialog has room for."""
_BEFORE: Final = 5
"""Cells of mark and key."""
_AROUND: Final = 2
"""Cells around a line of the list."""
_HIGHEST: Final = 14
"""Lines of the list, at most: where there are more, it has a scrollbar."""


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

    DEFAULT_CSS = f"""
    ChoiceDialog OptionList {{ height: auto; max-height: {_HIGHEST}; }}
    """

    def __init__(
        self, title: str, choices: Sequence[Choice], *, current: str | None = None, explanation: str = ""
    ) -> None:
        super().__init__()
        self._title, self._explanation = title, explanation
        self._choices, self._current = tuple(choices), current
        self.keys = {choice.key: choice.value for choice in choices if choice.key}
        self._list = Options(markup=False)

    def compose(self) -> ComposeResult:
        """Give explanation and list."""
        keys = "↑↓ or key · enter choose · esc cancel"
        self._list.add_options(map(Option, self._prompts(self.app.size.width)))
        yield self.framed(self._title, keys, self.explained(self._explanation), self._list)

    def on_mount(self) -> None:
        """Begin at the current choice, or else the first."""
        values = [choice.value for choice in self._choices]
        if values:
            self._list.highlighted = values.index(self._current) if self._current in values else 0

    def on_key(self, event: events.Key) -> None:
        """Choose by key."""
        typed = event.character or ""
        value = self.keys.get(typed, self.keys.get(typed.lower()))  # Caps Lock may be on
        if value is not None:
            event.stop()
            self.dismiss(value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose by Enter or mouse."""
        event.stop()
        self.dismiss(self._choices[event.option_index].value)

    def on_resize(self, event: events.Resize) -> None:
        """Let descriptions break where there is another width."""
        for place, prompt in enumerate(self._prompts(event.size.width)):
            self._list.replace_option_prompt_at_index(place, prompt)

    def _prompts(self, width: int) -> list[Content]:
        """The lines of the list on a terminal `width` cells wide, beside a scrollbar where it needs one."""
        room = self.frame_width(width) - _AROUND
        found = self._broken(room)
        return found if sum(each.plain.count("\n") + 1 for each in found) <= _HIGHEST else self._broken(room - 1)

    def _broken(self, room: int) -> list[Content]:
        """The lines in so many cells; a description hangs under its own beginning."""
        groups = max((cell_len(choice.group) + 1 for choice in self._choices if choice.group), default=0)
        first = {choice.group: choice.value for choice in reversed(self._choices)}
        room -= groups
        longest = max((cell_len(choice.label) for choice in self._choices), default=0)
        label = min(longest, max(_LABEL, room // 2))
        found = []
        for choice in self._choices:
            group = fit(choice.group if first[choice.group] == choice.value else "", groups)
            prompt = self._prompt(choice, label, room - _BEFORE - label - 2, groups)
            found.append(Content.assemble((group, "$text-muted"), prompt))
        return found

    def _prompt(self, choice: Choice, label: int, room: int, before: int) -> Content:
        """A line of the list, with `before` cells of a group before it."""
        mark = "●" if choice.value == self._current else " "
        said = choice.description
        lines = [said[start:end].rstrip(" ") for start, end in wrap(said, max(room, _BEFORE))] if said else []
        hanging = "\n" + " " * (before + _BEFORE + label + 2)
        return Content.assemble(
            (f"{mark} ", "$primary"),
            (fit(choice.key, 1) + "  ", "$primary bold"),
            fit(choice.label, label),
            (f"  {hanging.join(lines)}" if lines else "", "$text-muted"),
        )
