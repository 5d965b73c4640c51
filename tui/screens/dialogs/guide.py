"""The guide, over the screen one comes from: its sections, those that hold a word, and the text of one."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Markdown, OptionList

from tui.presenting.guide.pages import Section, found_in_guide, guide_page
from tui.presenting.guide.topics import TOPICS
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.dialogs.options import Options


class GuideScreen(Dialog[None]):
    """Reads the guide; what is typed is looked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "cancel", "guide", id="guide.close", show=False, tooltip="Close the guide"),
        Binding("down", "move(1)", "down", id="guide.down", show=False, priority=True, tooltip="The section below"),
        Binding("up", "move(-1)", "up", id="guide.up", show=False, priority=True, tooltip="The section above"),
        Binding("pagedown", "read(1)", "on", id="guide.on", show=False, priority=True, tooltip="Read on by a page"),
        Binding("pageup", "read(-1)", "back", id="guide.back", show=False, priority=True, tooltip="Back by a page"),
    ]

    DEFAULT_CSS = """
    GuideScreen {
        .dialog--frame { height: 94%; padding: 0 1; }
        Horizontal { height: 1fr; margin: 1 0 0 0; }
        OptionList { width: 28; height: 1fr; max-height: 100%; }
        VerticalScroll { width: 1fr; padding: 0 1; }
        Markdown { padding: 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._word = Input(placeholder="type a word to look for")
        self._list = Options(markup=False)
        self._list.can_focus = False
        self._page = Markdown(open_links=False)
        self._text = VerticalScroll(self._page, can_focus=False)
        self._all = [section for topic in TOPICS for section in guide_page(topic).sections]
        self._shown: list[Section] = []

    @property
    def typing(self) -> Input:
        """Where the word goes."""
        return self._word

    def compose(self) -> ComposeResult:
        """The word, the sections, and the text of one."""
        keys = "↑↓ section · page up, page down read · esc close"
        yield self.framed("guide", keys, self._word, Horizontal(self._list, self._text))

    def on_mount(self) -> None:
        """Begin with all of it."""
        self._word.focus()
        self._offer(self._all)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what holds the word."""
        word = event.value.strip()
        found = [section for section, _ in found_in_guide(word)] if word else self._all
        title = f"guide · {len(found)} of {len(self._all)}" if word else "guide"
        self.query_one(".dialog--frame").border_title = Content(title)
        self._offer(found)

    def _offer(self, sections: list[Section]) -> None:
        self._shown = sections
        self._list.set_options([Content(f"{each.topic}: {each.title}") for each in sections])
        self._list.highlighted = 0 if sections else None
        if not sections:
            self._page.update("Nothing in the guide has this.")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the section under the cursor."""
        if event.option_index < len(self._shown):
            section = self._shown[event.option_index]
            self._page.update(f"## {section.title}\n\n{section.text}")
            self._text.scroll_home(animate=False)

    def action_move(self, by: int) -> None:
        """Go to another section."""
        at = self._list.highlighted
        if at is not None:
            self._list.highlighted = max(0, min(len(self._shown) - 1, at + by))

    def action_read(self, pages: int) -> None:
        """Scroll the text by pages."""
        self._text.scroll_relative(y=pages * max(1, self._text.size.height - 2), animate=False)
