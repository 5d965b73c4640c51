"""What our dialogs have in common: a frame over the screen, Escape cancels."""

from typing import ClassVar, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

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
            width: 68;
            max-width: 96%;
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
        .dialog--error { color: $error; display: none; }
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

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed before the input has the focus."""
        box = self.typing
        if box is not None and not box.has_focus and event.is_printable and event.character:
            event.stop()
            box.insert_text_at_cursor(event.character)

    @property
    def typing(self) -> Input | None:
        """Where typed text goes, if the dialog takes any."""
        return None

    def action_cancel(self) -> None:
        """Close without a result."""
        self.dismiss(None)

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
