"""The application: one session, the screens over it, and the one place where errors are shown."""

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from importlib import import_module
from typing import Any, ClassVar, Final, Protocol

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter
from textual.notifications import Notify, SeverityLevel
from textual.screen import Screen
from textual.widget import AwaitMount, Widget

from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.review.blind import BlindError
from core.review.session import ReviewSession
from tui.app.boundary import Boundary
from tui.app.hidden_screens import refuse_hidden
from tui.app.key_order import KeyOrder
from tui.app.notice import Notice
from tui.app.palette import ActionCommands, NameCommands, Palette
from tui.app.settings import Settings, SettingsError, kept_settings, settings_path, write_settings
from tui.app.sparing import spare, told_of
from tui.app.themes import THEMES, VARIABLE_DEFAULTS, has_colors, theme_after, theme_to_begin_with
from tui.app.typed import Typing
from tui.app.way_back import WayBack
from tui.background import collecting_garbage as garbage
from tui.background.intervals import Intervals
from tui.background.other_reviewers import Following
from tui.background.preparing import Preparing
from tui.common.messages import Follow, Refused
from tui.screens.review.screen import ReviewScreen

SCREENS: Final = (
    ("rankings", "RankingsScreen"),
    ("supremacy", "SupremacyScreen"),
    ("annotators", "AnnotatorsScreen"),
    ("team", "TeamScreen"),
    ("history", "HistoryScreen"),
    ("runs", "RunsScreen"),
    ("vote_check", "VoteCheckScreen"),
)
"""Modes, which are the folders of their screens, and the screens' classes: they are loaded when first gone to."""
MANY: Final = {"annotators": ("many_screen", "ManyAnnotatorsScreen")}
"""The module and the class of those that are others where annotators are many."""
_DIALOGS: Final = ("filtering", "questions", "help", "guide", "leads", "export")


class FirstMinute(Protocol):
    """Shows somebody around: begins when all is there, and hears of each key before the application does."""

    def begin(self) -> None:
        """Show what there is to see first."""

    def meant(self, event: events.Key) -> events.Key | None:
        """Give the key that was meant by one, None where it goes no further."""


class DiscretionApp(App[None]):
    """The reviewer: takes an open session and does not close it."""

    TITLE = "Discretion"
    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "review"
    ALLOW_SELECT = False  # the library looks for the parent of what the mouse is on, which may just be gone
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", "suspend", show=False, id="app.suspend", tooltip="Back to the shell; fg"),
        Binding("f1", "guide", "guide", show=False, id="app.guide", tooltip="Read the guide, and search it"),
    ]
    COMMANDS: ClassVar[set[type[Provider]]] = {ActionCommands, NameCommands}  # type: ignore[assignment] # narrower on purpose

    def __init__(
        self,
        session: ReviewSession,
        warnings: tuple[str, ...] = (),
        newcomer: "Callable[[App[Any]], FirstMinute] | None" = None,
    ) -> None:
        """`newcomer` makes what shows somebody around who is here for the first time."""
        self._boundary = Boundary()
        # Only so does Textual send no colours at all where none are wanted, instead of shades of grey.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") is not None else None)
        self.session = session
        self._warnings = warnings
        self._been: set[str] = set()
        self._typing = Typing(self)
        self._key_order = KeyOrder(self, self._take_key)
        self._first_minute = None if newcomer is None else newcomer(self)
        spare(self, self._tell_of)
        for theme in THEMES:
            self.register_theme(theme)
        self._settings = kept_settings()
        self.theme = theme_to_begin_with(self._settings.theme, colors=not self.no_color and has_colors(self.console))
        self.furnish()

    def get_driver_class(self) -> type[Driver]:
        """Give what reads the terminal and writes to it: ours where the library would take that for such a system."""
        from tui.app.heard import Hearing

        found = super().get_driver_class()
        return Hearing if issubclass(Hearing, found) else found

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Tell something beside the screen, for some seconds."""
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(Notice(message, title, severity, seconds, markup)))

    def furnish(self) -> None:
        """Make all screens over the session as it is; they begin where the reviewer stopped."""
        self.intervals = Intervals(self, self.session)
        self.review = review = ReviewScreen(self.session, advances=self._settings.advance, votes=self._settings.votes)
        self.way_back = WayBack(self, self.session, review)
        self.add_mode("review", lambda: review)
        for name, kind in SCREENS:
            self.add_mode(name, partial(self._made, name, kind))

    def _furnish_anew(self) -> None:
        self.intervals.rest()
        self.furnish()

    def _made(self, name: str, kind: str) -> Screen[None]:
        module, kind = MANY.get(name, ("screen", kind)) if self.session.data.many else ("screen", kind)
        screen: Screen[None] = getattr(import_module(f"tui.screens.{name}.{module}"), kind)(self.session)
        # It is styled when it is mounted; without this, all styles would be parsed anew, twice, on its first showing.
        screen._css_update_count = self._css_update_count
        return screen

    def _register_child(self, parent: DOMNode, child: Widget, before: int | None, after: int | None) -> None:
        super()._register_child(parent, child, before, after)
        spare(child, self._tell_of)

    def _handle_exception(self, error: Exception) -> None:
        told = told_of(error)
        if told is None:
            super()._handle_exception(error)
        else:
            self._tell_of(told)

    def _tell_of(self, error: DiscretionError) -> None:
        self.post_message(Refused(error, "Not shown"))

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes as they were meant, one after the other."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded and self.screen_stack:
            await self._key_order.add(event)
        else:
            await super().on_event(event)

    async def _take_key(self, event: events.Event) -> None:
        meant: events.Event | None = self._typing.meant(event)
        if self._first_minute is not None and isinstance(meant, events.Key):
            meant = self._first_minute.meant(meant)
        if meant is not None:
            await super().on_event(meant)

    def on_key(self, event: events.Key) -> None:
        """Say why a key that nothing took does nothing."""
        self._typing.tell_why_not(event)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Filter what every widget draws, as one filter as long as they are the same: a line is kept by it."""
        before = tuple(super().get_line_filters())
        if before != self._boundary.before:
            self._boundary = Boundary(before)
        return (self._boundary,)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that do not know them."""
        return dict(VARIABLE_DEFAULTS)

    def on_mount(self) -> None:
        """Tell what had to be mended at opening."""
        for warning in self._warnings:
            self.notify(inert_line(warning), severity="warning", markup=False, timeout=20)

    def on_ready(self) -> None:
        """Take up collecting garbage again where it was put off, and leave out what start-up made: it stays."""
        garbage.resume()
        names = (*(f"dialogs.{name}" for name in _DIALOGS), *(f"{name}.screen" for name in dict(SCREENS)))
        Preparing(self, self.session, tuple(f"tui.screens.{name}" for name in names)).start()
        Following(self, self.session).start()
        if self._first_minute is not None:
            self._first_minute.begin()

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to a screen, unless blind review hides it."""
        try:
            refuse_hidden(self.session, mode)
        except BlindError as error:
            self.post_message(Refused(error))
            mode = self.current_mode
        if mode not in self._been:
            self._been.add(mode)
            self.call_after_refresh(garbage.exempt)
        return super().switch_mode(mode)

    def on_follow(self, message: Follow) -> None:
        """Lead the reviewer from a number to its cases."""
        self.way_back.follow(message)

    def on_refused(self, message: Refused) -> None:
        """Show an error the reviewer can act on, once as long as it is to be seen; a refusal whenever it is met."""
        refusal = isinstance(message.error, BlindError)
        timeout = 4 if refusal else 15  # what is meant to be so is soon read
        text = inert_line(str(message.error))
        if refusal or all(text != each.message for each in self._notifications):
            self.notify(text, title=message.title, severity="error", markup=False, timeout=timeout)

    def action_command_palette(self) -> None:
        """Offer every action by name."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_help(self) -> None:
        """Explain the screen one is on."""
        from tui.screens.dialogs.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    def action_guide(self) -> None:
        """Open the guide."""
        from tui.screens.dialogs.guide import GuideScreen

        self.push_screen(GuideScreen())

    def action_toggle_theme(self) -> None:
        """Go to the next theme, and begin with it the next time."""
        self.theme = theme_after(self.theme)
        self._keep(replace(self._settings, theme=self.theme))

    def action_toggle_advance(self) -> None:
        """Have a verdict lead on to the next case, or stay, now and the next time."""
        self._keep(replace(self._settings, advance=not self._settings.advance))
        self.review.judging.turn_advance(advances=self._settings.advance)

    def action_toggle_votes(self) -> None:
        """Show all votes beside the texts, or not, now and the next time."""
        self._keep(replace(self._settings, votes=not self.review.desk.votes_apart))
        self.review.turn_votes(shown=self._settings.votes)

    def _keep(self, settings: Settings) -> None:
        before, self._settings = self._settings, settings
        changed = {name: value for name, value in asdict(settings).items() if value != getattr(before, name)}
        try:
            write_settings(settings_path(), **changed)
        except SettingsError as error:
            self.post_message(Refused(error))

    def action_oracle(self) -> None:
        """Ask whose votes to use."""
        from tui.app.switching_oracle import OracleSwitch

        OracleSwitch(self, self.session, ("review", *dict(SCREENS)), self._furnish_anew).choose()

    def action_export(self) -> None:
        """Ask what to write, of which cases and where, then write it."""
        from tui.screens.dialogs.export import ask_and_export

        desk = self.review.desk
        ask_and_export(self, self.session, str(desk.wanted.query), desk.queued.ids.size)
