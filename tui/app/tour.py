"""A tour of the application as it is: each step says what to look at, and the key that goes on."""

from dataclasses import dataclass
from typing import Any, Final

from textual import events
from textual.app import App
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tui.app.bound_keys import bound_key, shown_key
from tui.widgets.dialogs.choice import ChoiceDialog


@dataclass(frozen=True, slots=True)
class Step:
    """What is said on a screen, its mode; the binding that goes on, or the key `within` the dialog that it opens."""

    mode: str
    binding: str
    text: str
    within: str | None = None


STEPS: Final = (
    Step(
        "review",
        "review.move(1)",
        "One case: a question, two responses, and the one that mara chose. The principles that agree with her stand "
        "under “sided with”, the others under “overruled”.",
    ),
    Step(
        "review",
        "review.judge('flag')",
        "Does a principle explain the choice? Where none does it is arbitrary: a flag leaves it out, and the ranking "
        "of what mara really follows moves at once. z takes it back.",
    ),
    Step(
        "review",
        "app.switch_mode('rankings')",
        "That is one annotator. Three people, a reward model and an LLM chose on the same cases: what do they follow?",
    ),
    Step(
        "rankings",
        "rankings.lead",
        "First the order of principles as it is declared, then what each annotator really follows. Below the table: "
        "how far mara is from that order, and what breaks it most. Every number leads to its cases.",
        within="b",
    ),
    Step(
        "review",
        "review.back",
        "The cases that break the order: here a decision was left to people although somebody may be hurt. "
        "From wherever a number led, this key leads back.",
    ),
    Step(
        "rankings",
        "app.switch_mode('supremacy')",
        "Go right to ines, who keeps the order but for one pair. O turns to the votes of a noisier oracle: how much "
        "hangs on the oracle? ? explains each screen, F1 is the guide. Last, which principle wins against which.",
    ),
)


class TourPanel(Static):
    """One step, above everything else on a screen."""

    DEFAULT_CSS = """
    TourPanel {
        dock: top;
        height: auto;
        padding: 0 1;
        background: $surface;
        color: $foreground;
        border: round $border;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $foreground;
    }
    """


class Tour:
    """Follows what is pressed: the key of a step does what it always does, and goes on to the next one."""

    def __init__(self, app: App[Any]) -> None:
        self._app, self._at = app, 0
        self._panel: TourPanel | None = None

    def begin(self) -> None:
        """Show the first step, and from now on each one on whatever screen is on top."""
        self._app.screen_change_signal.subscribe(self._app, self._changed)
        self._show()

    def meant(self, event: events.Key) -> events.Key | None:
        """Give the key that was meant by one; None where it only ends the tour."""
        if self._over:
            return event
        wanted, goes_on = self._wanted
        if event.key == "space" and wanted is not None:
            event = events.Key(wanted, wanted if len(wanted) == 1 else None)
        if event.key == wanted:
            self._at += goes_on
        elif event.key == "escape" and not isinstance(self._app.screen, ModalScreen):
            self._at = len(STEPS)
            self._show()
            return None
        self._app.call_after_refresh(self._show)
        return event

    @property
    def _over(self) -> bool:
        return self._at >= len(STEPS)

    @property
    def _wanted(self) -> tuple[str | None, bool]:
        """The key that is waited for, and whether it goes on to the next step or only leads to where this one is."""
        step, screen = STEPS[self._at], self._app.screen
        if isinstance(screen, ModalScreen):
            there = isinstance(screen, ChoiceDialog) and step.within in screen.keys
            return (step.within if there else None, there)
        if self._app.current_mode != step.mode:
            return bound_key(self._app, f"app.switch_mode('{step.mode}')"), False
        return bound_key(self._app, step.binding), step.within is None

    def _changed(self, _screen: Screen[Any]) -> None:
        self._app.call_after_refresh(self._show)

    def _show(self) -> None:
        """Show the step on the screen on top, and nowhere else."""
        screen, panel = self._app.screen, self._panel
        if panel is not None and (self._over or panel.parent is not screen):
            self._panel = None
            panel.remove()
        if self._over:
            return
        if self._panel is None:
            self._panel = TourPanel(markup=False)
            screen.mount(self._panel)
        step, (wanted, _) = STEPS[self._at], self._wanted
        self._panel.border_title = Content(f"tour, {self._at + 1} of {len(STEPS)}")
        self._panel.border_subtitle = Content(self._keys(wanted))
        self._panel.update(Content(step.text))

    def _keys(self, wanted: str | None) -> str:
        if wanted is None:
            return "esc closes this"
        goes_on = f"{shown_key(self._app, wanted)} goes on, or space"
        return goes_on if wanted == "escape" else f"{goes_on} · esc ends the tour"
