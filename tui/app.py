"""The application: one session, the screens over it, and the one place where errors are shown."""

import gc
from functools import partial
from typing import ClassVar, Final

from textual import work
from textual.app import App
from textual.command import Provider

from core.errors import DiscretionError
from core.inert import inert_line
from core.session import ReviewSession
from tui.commands import ActionCommands, Palette
from tui.messages import Refused
from tui.screens.export import ask_export, export
from tui.screens.help import HelpScreen
from tui.screens.rankings import RankingsScreen
from tui.screens.review import ReviewScreen
from tui.themes import THEMES, VARIABLE_DEFAULTS

SCREENS: Final = (
    ("review", ReviewScreen),
    ("rankings", RankingsScreen),
)


class DiscretionApp(App[None]):
    """The reviewer: takes an open session and does not close it."""

    TITLE = "Discretion"
    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "review"
    COMMANDS: ClassVar[set[type[Provider]]] = {ActionCommands}  # type: ignore[assignment] # narrower on purpose

    def __init__(self, session: ReviewSession, warnings: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.session = session
        self._warnings = warnings
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        for name, screen in SCREENS:
            self.add_mode(name, partial(screen, session))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that do not know them."""
        return dict(VARIABLE_DEFAULTS)

    def on_mount(self) -> None:
        """Tell what had to be mended at opening."""
        for warning in self._warnings:
            self.notify(inert_line(warning), severity="warning", markup=False, timeout=20)

    def on_ready(self) -> None:
        """Take up collecting garbage again where it was put off, and leave out what start-up made: it stays."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def say(self, text: str) -> None:
        """Tell the reviewer something in passing."""
        self.notify(inert_line(text), markup=False, timeout=3)

    def on_refused(self, message: Refused) -> None:
        """Show an error the reviewer can act on."""
        self.notify(inert_line(str(message.error)), title="Not done", severity="error", markup=False, timeout=15)

    def action_command_palette(self) -> None:
        """Offer every action by name."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_help(self) -> None:
        """Explain the screen one is on."""
        self.push_screen(HelpScreen(self.screen))

    def action_toggle_theme(self) -> None:
        """Go from dark to light and back."""
        names = [theme.name for theme in THEMES]
        self.theme = names[1] if self.theme == names[0] else names[0]

    def action_export(self) -> None:
        """Ask what to write and where, then write it."""
        ask_export(self, self.session.store.path, self._export)

    @work(thread=True, group="export")
    def _export(self, what: str, path: str) -> None:
        try:
            told = export(self.session.store.cursor(), what, path)
        except DiscretionError as error:
            self.post_message(Refused(error))
            return
        self.call_from_thread(self.say, told)
