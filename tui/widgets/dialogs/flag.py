"""Asks why an annotation is flagged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button
from textual.widgets.option_list import Option

from core.model.terms import Reason
from tui.common.format import fit
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.dialogs.note_area import NoteArea
from tui.widgets.dialogs.options import Options

_DIGITS: Final = "123456"
REASONS: Final = (
    (Reason.ARBITRARY, "the choice follows no principle that applies"),
    (Reason.MISTAKE, "the annotator misread or slipped"),
    (Reason.VOTE_WRONG, "a principle's vote is wrong, not the choice"),
    (Reason.AMBIGUOUS, "the case does not say enough to choose"),
    (Reason.HARMFUL, "the chosen response does harm"),
    (Reason.OTHER, "something else: say so in the note"),
)


@dataclass(frozen=True, slots=True)
class FlagGiven:
    """A flag as the reviewer gave it."""

    reason: Reason
    note: str


class ReasonedNote(NoteArea):
    """The note of a flag; while it is empty, a digit picks a reason, and arrows beyond its lines step among them."""

    class Stepped(Message):
        """The reason so many further is meant."""

        def __init__(self, delta: int) -> None:
            super().__init__()
            self.delta = delta

    class Picked(Message):
        """The reason of that index was picked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def on_key(self, event: events.Key) -> None:
        """Take a digit as a reason, and all else as text."""
        if self.text or not event.character or event.character not in _DIGITS:
            super().on_key(event)
            return
        event.stop()
        event.prevent_default()
        self.post_message(self.Picked(_DIGITS.index(event.character)))

    def action_cursor_up(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - as the library has it
        """Go up a line, and from the first one to the reason above."""
        if self.cursor_at_first_line and not select:
            self.post_message(self.Stepped(-1))
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - as the library has it
        """Go down a line, and from the last one to the reason below."""
        if self.cursor_at_last_line and not select:
            self.post_message(self.Stepped(1))
        else:
            super().action_cursor_down(select)


class FlagDialog(Dialog[FlagGiven | None]):
    """Reason and note of a flag; Enter saves, Escape gives None. Everything typed goes to the note."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False, id="flag.up", tooltip="The reason above"),
        Binding("down", "step(1)", "Down", show=False, id="flag.down", tooltip="The reason below"),
    ]

    DEFAULT_CSS = """
    FlagDialog {
        OptionList { height: 6; margin: 0 0 1 0; }
        .flag--buttons { height: 1; margin: 1 0 0 0; align-horizontal: right; }
        Button { margin: 0 0 0 2; min-width: 0; width: auto; padding: 0 1; background: $panel; }
    }
    """

    def __init__(
        self, case: str, give: Callable[[FlagGiven], object], *, reason: Reason = Reason.ARBITRARY, note: str = ""
    ) -> None:
        """Ask about a case (its inert id), beginning with a reason and a note.

        `give` takes the flag, or raises DiscretionError.
        """
        super().__init__()
        self._give = give
        self._case = case
        self._first = [given for given, _ in REASONS].index(reason)
        self._list = Options(*(self._option(n) for n in range(len(REASONS))), markup=False)
        self._note = ReasonedNote(note, placeholder="note (optional)")
        self._list.can_focus = False

    def compose(self) -> ComposeResult:
        """Give the reasons, the note, and buttons for the mouse."""
        save = Button("Flag", compact=True, classes="flag--save")
        cancel = Button("Cancel", compact=True, classes="flag--cancel")
        save.can_focus = cancel.can_focus = False
        buttons = Horizontal(cancel, save, classes="flag--buttons")
        keys = "↑↓ or 1-6 reason · type a note · enter flag · esc cancel"
        yield self.framed(f"⚑ Flag {self._case}", keys, self._list, self._note, self.wrong, buttons)

    def on_mount(self) -> None:
        """Begin at the first reason."""
        self._list.highlighted = self._first

    @property
    def typing(self) -> ReasonedNote:
        """The note."""
        return self._note

    @on(ReasonedNote.Picked)
    def pick(self, event: ReasonedNote.Picked) -> None:
        """Take a reason by its number."""
        self._list.highlighted = event.index

    def action_step(self, delta: int) -> None:
        """Take the reason above or below."""
        self._list.highlighted = ((self._list.highlighted or 0) + delta) % len(REASONS)

    @on(ReasonedNote.Stepped)
    def step(self, event: ReasonedNote.Stepped) -> None:
        """Take the reason above or below."""
        self.action_step(event.delta)

    @on(NoteArea.Given)
    def save(self) -> None:
        """Save by Enter."""
        self.action_save()

    def action_save(self) -> None:
        """Give reason and note."""
        reason, _ = REASONS[self._list.highlighted or 0]
        self.offer(FlagGiven(reason, self._note.note), lambda given: given and self._give(given))

    @on(Button.Pressed)
    def close(self, event: Button.Pressed) -> None:
        """Save or cancel by mouse."""
        event.stop()
        if event.button.has_class("flag--save"):
            self.action_save()
        else:
            self.action_cancel()

    @staticmethod
    def _option(index: int) -> Option:
        reason, why = REASONS[index]
        number, name = (f"{index + 1}  ", "$primary bold"), fit(reason.value, 12)
        return Option(Content.assemble(number, name, (why, "$text-muted")))
