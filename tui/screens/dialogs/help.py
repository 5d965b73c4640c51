"""What the numbers mean and what the keys do, for the screen one comes from."""

from inspect import getfile
from pathlib import Path
from textwrap import wrap
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.keys import format_key
from textual.screen import Screen
from textual.widgets import Static

from tui.common.format import fit
from tui.widgets.dialogs.dialog import Modal

WIDTH: Final = 84
"""Columns of the page, at most."""
ANYWHERE: Final = "anywhere"
"""The group of the keys that every screen has: the last."""


class HelpScreen(Modal[None]):
    """Keys and numbers of another screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "close", id="help.close", tooltip="Close this help"),
        Binding("question_mark", "dismiss", "help", id="help.help", show=False, tooltip="Close this help"),
        Binding("slash", "guide", "find", id="help.find", show=False, tooltip="Search the guide"),
        Binding("f1", "guide", "guide", id="help.guide", show=False, tooltip="Read the guide, and search it"),
        Binding("down,j", "scroll(1)", "down", id="help.down", show=False, tooltip="Scroll down"),
        Binding("up,k", "scroll(-1)", "up", id="help.up", show=False, tooltip="Scroll up"),
        Binding("pagedown,space", "page(1)", "read on", id="help.on", show=False, tooltip="Scroll down a page"),
        Binding("pageup", "page(-1)", "page up", id="help.page_up", show=False, tooltip="Scroll up a page"),
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
        self._keys = _keys(screen)
        self._signs, self._meanings = _meanings(screen)
        self._text = VerticalScroll(can_focus=False)

    def compose(self) -> ComposeResult:
        """Give what is shown in short, the keys used all the time, the words of a filter, all in full, then other keys.

        A screen that has little to explain does so in full at once.
        """
        self._text.border_title = Content("help")
        self._text.border_subtitle = Content("↑↓ scroll · / guide · esc close")
        in_full = [_section(title, [Content(text)]) for title, text in self._meanings]
        with self._text:
            if self._signs:
                yield Static(_section("What is shown", self._signs)[1:])
            elif in_full:
                yield Static(Content("\n").join(in_full)[1:])
            yield Static(_section("Keys used all the time", self._keys.first))
            if self._keys.filters:
                from core.query.terms import HELP

                words = [Content.assemble((f"{example}  ", "$primary bold"), meaning) for example, meaning in HELP]
                yield Static(_section("Words of a filter", words))
            if self._signs:
                yield Static(Content("\n").join(in_full))
            yield Static(_section("Keys that share a line", self._keys.shared))
            yield Static(_section("More keys", self._keys.more))

    def on_click(self) -> None:
        """Close by mouse."""
        self.dismiss()

    def action_guide(self) -> None:
        """Open the guide in place of this page."""
        from tui.screens.dialogs.guide import GuideScreen

        self.app.switch_screen(GuideScreen())

    def action_page(self, pages: int) -> None:
        """Scroll by pages, a line of the one before staying in sight."""
        self.action_scroll(pages * max(1, self._text.size.height - 1))

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self._text.scroll_relative(y=lines, animate=False)


def _meanings(screen: Screen[object]) -> tuple[list[Content], list[tuple[str, str]]]:
    """What a screen shows and what that means: the page beside its module, of that name.

    Its list is what is said in short, each item beginning with what it is about, and its sections say it in full.
    """
    page = Path(getfile(type(screen))).with_suffix(".md")
    short, *sections = page.read_text(encoding="utf-8").split("\n## ") if page.exists() else [""]
    items = (item.partition("`: ") for item in short.split("\n- `")[1:])
    signs = [_Line("", sign, " ".join(meaning.split()), "") for sign, _, meaning in items]
    parted = (section.partition("\n") for section in sections)
    return _drawn(signs, _room(screen)), [(title, " ".join(text.split())) for title, _, text in parted]


def _room(screen: Screen[object]) -> int:
    """Columns that a line of the page has."""
    return min(WIDTH, int(screen.size.width * 0.96)) - 6


def _section(title: str, lines: list[Content]) -> Content:
    return Content("\n").join([Content(""), Content.styled(title, "bold"), *lines])


class _Line(NamedTuple):
    """A line of keys: the group it stands in, the keys, what they do, and that in full."""

    group: str
    keys: str
    does: str
    full: str


class _Keys(NamedTuple):
    """Lines of keys: those used all the time, what those that share a line there do in full, and the others.

    `filters` is whether filters are typed.
    """

    first: list[Content]
    shared: list[Content]
    more: list[Content]
    filters: bool


def _keys(screen: Screen[object]) -> _Keys:
    """The keys of a screen.

    Those used all the time are in a group; of a screen with none of its own in one, those that its footer shows.
    """
    found: dict[str, tuple[list[str], Binding]] = {}
    for active in sorted(screen.active_bindings.values(), key=lambda active: active.node is not screen):
        binding = active.binding
        if active.enabled and binding.tooltip and binding.id:
            keys, _ = found.setdefault(binding.id, ([], binding))
            keys.append(format_key(binding.key))
    lines = [(_line(keys, binding), binding.show) for keys, binding in found.values()]
    own = any(line.group not in ("", ANYWHERE) for line, _ in lines)
    first = [line._replace(group=line.group or "here") for line, shown in lines if line.group or (shown and not own)]
    more = [line for line, shown in lines if not line.group and (own or not shown)]
    filters = any(binding.action == "search" for _, binding in found.values())
    room = _room(screen)
    joined = _joined(first)
    alone = {line.keys for line in joined}
    shared = [line._replace(group="", does=line.full) for line in first if line.keys not in alone]
    return _Keys(_drawn(joined, room), _drawn(shared, room), _drawn(more, room), filters)


def _line(keys: list[str], binding: Binding) -> _Line:
    group = binding.group.description if binding.group is not None else ""
    does = f"screens: {binding.description}" if keys[0].isdigit() else binding.tooltip
    return _Line(group, " ".join(keys), does, binding.tooltip)


def _joined(lines: list[_Line]) -> list[_Line]:
    """Put the lines of a group together, in the order of the groups, and those that begin alike on one line."""
    groups = list(dict.fromkeys(line.group for line in lines))
    joined: list[_Line] = []
    for line in sorted(lines, key=lambda line: (line.group == ANYWHERE, groups.index(line.group))):
        before = joined[-1] if joined else None
        head, between, tail = line.does.partition(": ")
        if before is not None and between and before.does.startswith(head + between):
            keys = f"{before.keys[0]} to {line.keys}" if line.keys.isdigit() else f"{before.keys} {line.keys}"
            joined[-1] = before._replace(keys=keys, does=f"{before.does}, {tail}")
        else:
            joined.append(line)
    return joined


def _drawn(lines: list[_Line], room: int) -> list[Content]:
    """Draw lines of keys in columns that are as wide as what stands in them; what they do is wrapped in its own."""
    groups, keys = (max((cell_len(line[at]) + 2 for line in lines), default=0) for at in (0, 1))
    groups = groups if len({line.group for line in lines}) > 1 else 0
    drawn, before = [], ""
    for line in lines:
        group = fit("" if line.group == before else line.group, groups)
        does = f"\n{' ' * (groups + keys)}".join(wrap(line.does, max(room - groups - keys, 20)))
        drawn.append(Content.assemble((group, "$text-muted"), (fit(line.keys, keys), "$primary bold"), does))
        before = line.group
    return drawn
