"""What the numbers mean and what the keys do, for the screen one comes from."""

from inspect import getfile
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.keys import format_key
from textual.screen import Screen
from textual.widgets import Static

from tui.common.format import fit
from tui.widgets.dialogs.dialog import Modal


class HelpScreen(Modal[None]):
    """Keys and numbers of another screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss", "close", id="help.close", tooltip="Close this help"),
        Binding("slash,f1", "guide", "guide", id="help.guide", show=False, tooltip="Read the guide, and search it"),
        Binding("down,j", "scroll(1)", "down", id="help.down", show=False, tooltip="Scroll down"),
        Binding("up,k", "scroll(-1)", "up", id="help.up", show=False, tooltip="Scroll up"),
        Binding(
            "pagedown,space", "scroll(10)", "page down", id="help.page_down", show=False, tooltip="Scroll down a page"
        ),
        Binding("pageup", "scroll(-10)", "page up", id="help.page_up", show=False, tooltip="Scroll up a page"),
        Binding("home", "scroll(-9999)", "top", id="help.top", show=False, tooltip="Scroll to the beginning"),
        Binding("end", "scroll(9999)", "bottom", id="help.bottom", show=False, tooltip="Scroll to the end"),
    ]

    DEFAULT_CSS = """
    HelpScreen {
        background: $background;  /* to dim what is behind takes as long as all the rest */
        align: center middle;
        & > VerticalScroll {
            width: 84; max-width: 96%; height: auto; max-height: 94%;
            border: round $border; background: $surface; padding: 0 1;
            border-title-color: $foreground; border-subtitle-color: $text-muted;
        }
    }
    """

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self._first, self._more, self._filters = _keys(screen)
        self._meanings = meanings(screen)
        self._text = VerticalScroll(can_focus=False)

    def compose(self) -> ComposeResult:
        """Give what the numbers mean, the keys used all the time, the words of a filter, then all other keys."""
        self._text.border_title = Content("help")
        self._text.border_subtitle = Content("↑↓ scroll · / guide · esc close")
        with self._text:
            for at, (title, text) in enumerate(self._meanings):
                yield Static(Content.assemble("\n" if at else "", (title, "bold"), "\n", text))
            yield Static(_section("Keys used all the time", self._first))
            if self._filters:
                from core.query.terms import HELP

                words = [Content.assemble((f"{example}  ", "$primary bold"), meaning) for example, meaning in HELP]
                yield Static(_section("Words of a filter", words))
            yield Static(_section("More keys", self._more))

    def on_click(self) -> None:
        """Close by mouse."""
        self.dismiss()

    def action_guide(self) -> None:
        """Open the guide in place of this page."""
        from tui.screens.dialogs.guide import GuideScreen

        self.app.switch_screen(GuideScreen())

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self._text.scroll_relative(y=lines, animate=False)


def meanings(screen: Screen[object]) -> list[tuple[str, str]]:
    """What a screen shows and what that means: the sections of the page beside its module, of that name."""
    page = Path(getfile(type(screen))).with_suffix(".md")
    sections = page.read_text(encoding="utf-8").split("\n## ")[1:] if page.exists() else []
    parted = (section.partition("\n") for section in sections)
    return [(title, " ".join(text.split())) for title, _, text in parted]


def _section(title: str, lines: list[Content]) -> Content:
    return Content("\n").join([Content(""), Content.styled(title, "bold"), *lines])


def _keys(screen: Screen[object]) -> tuple[list[Content], list[Content], bool]:
    """The keys of the footer, then the others, each action once with all its keys; and whether filters are typed."""
    found: dict[str, tuple[list[str], Binding]] = {}
    bound = sorted(screen.active_bindings.values(), key=lambda active: active.node is not screen)
    for active in bound:
        binding = active.binding
        if active.enabled and binding.tooltip and binding.id:
            keys, _ = found.setdefault(binding.id, ([], binding))
            keys.append(format_key(binding.key))
    lines = [
        (binding.show, Content.assemble((fit(" ".join(keys), 16), "$primary bold"), binding.tooltip))
        for keys, binding in found.values()
    ]
    filters = any(binding.action == "search" for _, binding in found.values())
    return [line for shown, line in lines if shown], [line for shown, line in lines if not shown], filters
