"""Asks for a filter as text: says what is wrong and where, how many cases it has, and what may come next."""

from collections.abc import Callable
from typing import ClassVar, Final, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import WorkerCancelled, get_current_worker

from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.query.errors import QueryError
from core.query.grammar import parse
from core.query.mistaken import mistaken_text, plain_words
from core.query.queues import Steps
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.dialogs.note import NoteDialog
from tui.widgets.dialogs.options import Options

DEBOUNCE: Final = 0.15
"""Seconds without a key before a filter is tried."""
MISTAKEN: Final = ": looked for as a text; without quotes it is a filter"


class Help(NamedTuple):
    """What the dialog asks while one types.

    `check` reads a filter, raising QueryError, and gives what counts its cases, to be called in another thread with
    what is told how far it is and may raise to give up; `within` looks for a text in the filter held;
    `suggest` gives where the term under the cursor begins and ends and what it may become;
    `save` keeps a filter under a name, raising DiscretionError.
    """

    check: Callable[[str], Callable[[Steps], int]]
    within: Callable[[str], str]
    suggest: Callable[[str, int], tuple[int, int, list[str]]]
    save: Callable[[str, str], object]


class FilterDialog(Dialog[str | None]):
    """A line for a filter, what is said of it, and suggestions: Tab takes one, Enter the filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take", "take", id="filter.take", tooltip="Take the suggestion", priority=True),
        Binding("up", "pick(-1)", "up", id="filter.up", tooltip="The suggestion above", priority=True),
        Binding("down", "pick(1)", "down", id="filter.down", tooltip="The suggestion below", priority=True),
        Binding("ctrl+s", "save", "save", id="filter.save", tooltip="Save the filter under a name", priority=True),
        Binding("ctrl+u", "clear", "clear", id="filter.clear", tooltip="Empty the line", priority=True),
        Binding("ctrl+e", "edit", "edit", id="filter.edit", tooltip="Edit the filter that is on now", priority=True),
    ]

    DEFAULT_CSS = """
    FilterDialog {
        align: center bottom;
        .dialog--frame { width: 100%; max-width: 100%; padding: 0 1; }
        .filter--said { height: auto; min-height: 1; color: $text-muted; padding: 0 0 0 2; }
        OptionList { height: auto; max-height: 6; padding: 0 1; }
    }
    """

    def __init__(self, held: str, asking: Help) -> None:
        """Begin with an empty line, above which the filter held is shown."""
        super().__init__()
        self._asking, self._held = asking, held
        self._input = Input(placeholder="words to look for within it, or a new filter", select_on_focus=False)
        self._now = Static(Content(f"now  {inert_line(held)}   ctrl+e edits it"), markup=False, classes="filter--said")
        self._said = Static(markup=False, classes="filter--said")
        self._options = Options(markup=False)
        self._options.can_focus = False
        self._suggested: tuple[int, int, list[str]] = (0, 0, [])
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Give the line, what is said of it, and suggestions."""
        yield self.framed(
            "filter",
            "enter show · tab take · ctrl+u clear · ctrl+s save · esc cancel",
            self._now,
            self._input,
            self._said,
            self._options,
        )

    def on_mount(self) -> None:
        """Begin in the empty line, with what is said of the filter held."""
        self._input.focus()
        self.on_input_changed()

    @property
    def typing(self) -> Input:
        """The line."""
        return self._input

    @property
    def said(self) -> str:
        """What is said of the filter."""
        return str(self._said.content)

    @property
    def text(self) -> str:
        """The filter: the one held while nothing is typed, and words that are no filter as a text to look for in it."""
        typed = self._input.value.strip()
        return self._asking.within(typed) if typed and plain_words(typed) else typed or self._held

    def on_input_changed(self) -> None:
        """Suggest at once, and try the filter when the keys rest."""
        self._suggest()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DEBOUNCE, self._try)

    def action_clear(self) -> None:
        """Empty the line."""
        self._input.value = ""

    def action_edit(self) -> None:
        """Put the filter held into the line."""
        self._input.value = self._held
        self._input.cursor_position = len(self._held)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the filter, or say what is wrong with it."""
        event.stop()
        if self._checked() is not None:
            self.dismiss(self.text)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take a suggestion by mouse."""
        event.stop()
        self.action_take()

    def action_pick(self, step: int) -> None:
        """Move among the suggestions."""
        count = len(self._suggested[2])
        if count:
            at = self._options.highlighted
            self._options.highlighted = (0 if at is None else at + step) % count

    def action_take(self) -> None:
        """Put the suggestion in place of the term under the cursor."""
        start, end, found = self._suggested
        if not found:
            return
        chosen = found[self._options.highlighted or 0]
        value = self._input.value
        space = "" if chosen.endswith((":", ",", "=")) else " "
        self._input.value = value[:start] + chosen + space + value[end:].lstrip()
        self._input.cursor_position = start + len(chosen) + len(space)

    def action_save(self) -> None:
        """Ask for a name, keep the filter under it, then give the filter."""
        if self._checked() is None:
            return
        dialog = NoteDialog(
            "save the filter",
            explanation="A name for it; saved filters are offered under v, to all who review here.",
            validate=self._save,
        )
        self.app.push_screen(dialog, self._named)

    def _save(self, name: str) -> str | None:
        """Keep the filter, and say why where that cannot be."""
        try:
            if name.strip():
                self._asking.save(name.strip(), self.text)
        except DiscretionError as error:
            return str(error)
        return None

    def _named(self, name: str | None) -> None:
        if name and name.strip():
            # The name's dialog is still on top while its result is given.
            self.call_after_refresh(self._give)

    def _give(self) -> None:
        self.dismiss(self.text)  # not awaited: this dialog would wait for itself

    def _suggest(self) -> None:
        self._suggested = self._asking.suggest(self._input.value, self._input.cursor_position)
        self._options.clear_options()
        self._options.add_options([Option(Content(inert_line(each, 120))) for each in self._suggested[2]])
        self._options.display = bool(self._suggested[2])

    def _checked(self) -> Callable[[Steps], int] | None:
        try:
            return self._asking.check(self.text)
        except QueryError as error:
            self._say_error(error)
        except DiscretionError as error:
            self._said.update(Content(f"! {inert_line(str(error))}"))
        return None

    def _say_error(self, error: QueryError) -> None:
        text = self.text
        marked = inert_line(text[error.start : max(error.end, error.start + 1)], 40) or "here"
        self._said.update(Content.assemble("! ", (inert_line(str(error)), "$error"), "  at ", (marked, "underline")))

    def _try(self) -> None:
        count = self._checked()
        if count is not None:
            self._count(count, mistaken=mistaken_text(parse(self.text)) is not None)

    @work(thread=True, exclusive=True, group="counting")
    def _count(self, count: Callable[[Steps], int], *, mistaken: bool) -> None:
        worker = get_current_worker()

        def step(_done: int, _total: int) -> None:
            if worker.is_cancelled:
                raise WorkerCancelled

        try:
            found = count(step)
            words = (f"{found} case" if found == 1 else f"{found} cases") + (MISTAKEN if mistaken and not found else "")
        except WorkerCancelled:
            return
        except DiscretionError as error:
            words = f"! {inert_line(str(error))}"
        if not worker.is_cancelled:
            self.app.call_from_thread(self._said.update, Content(words))
