"""What our dialogs have in common: a frame over the screen, Escape cancels."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from core.model.errors import DiscretionError
from core.model.safe_text import inert_line

if TYPE_CHECKING:
    from textual.widgets import TextArea

ResultT = TypeVar("ResultT")


class Modal(ModalScreen[ResultT]):
    """A modal screen that closes once, whatever was typed before it had gone."""

    def dismiss(self, result: ResultT | None = None) -> AwaitComplete:
        """Close with a result; nothing happens where this is not the screen on top, as after closing."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Dialog(Modal[ResultT]):
    """A modal screen with one frame; its result is None when cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="dialog.cancel", tooltip="Close without a change"),
    ]

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        .dialog--frame {
            width: 92%;
            max-width: 110;
            height: auto;
            max-height: 96%;
            padding: 1 2;
            background: $surface;
            border: round $border;
            border-title-color: $foreground;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
        }
        .dialog--text { color: $text-muted; margin: 0 0 1 0; }
        .dialog--error { color: $error; display: none; margin: 1 0 0 0; }
        TextArea {
            border: none;
            border-left: outer $rule;
            height: auto;
            max-height: 7;
            padding: 0 1;
            background: $panel;
            scrollbar-size-vertical: 1;
            &:focus { border: none; border-left: outer $border; }
        }
        Input {
            border: none;
            border-left: outer $rule;
            height: 1;
            padding: 0 1;
            background: $panel;
            &:focus { border: none; border-left: outer $border; }
        }
        OptionList {
            border: none;
            padding: 0;
            background: $surface;
            scrollbar-size-vertical: 1;
            &:focus { border: none; background-tint: $foreground 0%; }
            & > .option-list--option { padding: 0 1; }
        }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.wrong = Static(markup=False, classes="dialog--error")
        """The place of what is wrong with what was given, for dialogs that compose it."""

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed before the input has the focus."""
        if event.is_printable and event.character:
            self._keep(event, event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Keep what is pasted before the input has the focus."""
        self._keep(event, event.text)

    def _keep(self, event: events.Event, text: str) -> None:
        box = self.typing
        if box is None or box.has_focus:
            return
        event.stop()
        if isinstance(box, Input):
            box.insert_text_at_cursor(text)
        else:
            box.insert(text)

    def offer(self, result: ResultT, give: Callable[[ResultT], object]) -> None:
        """Give a result away, once, and close; where it is not taken, stay with all that was typed, and say why."""
        if not self.is_active:
            return
        try:
            give(result)
        except DiscretionError as error:
            self.say_wrong(str(error))
        else:
            self.dismiss(result)

    def say_wrong(self, sentence: str) -> None:
        """Say what is wrong; an empty sentence takes it away."""
        self.wrong.update(Content(f"! {inert_line(sentence)}"))
        self.wrong.display = bool(sentence)

    @property
    def typing(self) -> "Input | TextArea | None":
        """Where typed text goes, if the dialog takes any."""
        return None

    def action_cancel(self) -> None:
        """Close without a result."""
        self.dismiss(None)

    @staticmethod
    def frame_width(width: int) -> int:
        """The cells inside the frame, on a terminal `width` cells wide, as its style has it."""
        return min(width * 92 // 100, 110) - 6

    @staticmethod
    def framed(title: str, keys: str, *widgets: Widget) -> Vertical:
        """Frame widgets under an inert title, with the keys named at the bottom edge."""
        frame = Vertical(*widgets, classes="dialog--frame")
        frame.border_title = Content(title)
        frame.border_subtitle = Content(keys)
        return frame

    @staticmethod
    def explained(text: str) -> Static:
        """Give a paragraph of inert explanation; it takes no room when empty."""
        paragraph = Static(Content(text), markup=False, classes="dialog--text")
        paragraph.display = bool(text)
        return paragraph
