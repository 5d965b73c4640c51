"""Loading, taking, editing and saving the order of principles in hand."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from textual.app import App

from core.exporters.order_file import ENDING, write_order
from core.exporters.output import is_special
from core.importers.declared_order import read_order
from core.importers.options import stem
from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.review.order_in_hand import OrderInHand, declared_in
from core.review.session import ReviewSession
from tui.common.messages import Refused
from tui.presenting.parties import Party
from tui.screens.dialogs.target import ask_before_replacing, typed, wrong_target
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.note import NoteDialog


def ask_order(app: App[None], session: ReviewSession, whose: Party | None, changed: Callable[[], None]) -> None:
    """Ask what to do with the order in hand, or where another one comes from; `changed` is called when it is there."""
    choices = [Choice("load", "l", "load", "from a file: names, texts or ids one a line, or a table as it is saved")]
    if whose is not None:
        choices.append(Choice("take", "t", "take", f"the ranking of {whose.title} as the order to edit"))
    if session.order is not None:
        choices.append(Choice("save", "s", "save", "as a file that --declared-order and import read"))
    declared = declared_in(session.data)
    if declared is not None and declared != session.order:
        choices.append(Choice("declared", "d", "declared", "back to the order that the store declares"))

    def chosen(value: str | None) -> None:
        if value == "load":
            _ask_file(app, session, changed)
        elif value == "save":
            _ask_target(app, session, changed)
        elif value == "take" and whose is not None:
            session.order = OrderInHand(whose.name, tuple(whose.ranking.order.tolist()), changed=True)
            changed()
        elif value == "declared":
            session.order = declared
            changed()

    app.push_screen(ChoiceDialog("the written order", choices), chosen)


def _ask_file(app: App[None], session: ReviewSession, changed: Callable[[], None]) -> None:
    found: list[OrderInHand] = []

    def wrong(path: str) -> str | None:
        try:
            target = typed(path)
            found[:] = [OrderInHand(stem(target), read_order(target, session.data.principles))]
        except DiscretionError as error:
            return inert_line(str(error))
        return None

    def given(path: str | None) -> None:
        if path is not None and found:
            session.order = found[0]
            changed()

    app.push_screen(NoteDialog("load an order", explanation="The name of a file.", validate=wrong), given)


def _ask_target(app: App[None], session: ReviewSession, changed: Callable[[], None]) -> None:
    dialog = NoteDialog(
        "save the order",
        value=f"{inert_line(session.store.path.stem)}-order{ENDING}",
        explanation=f"A file name ending in {ENDING}; `report --declared-order` and `import --declared-order` read it.",
        validate=_wrong_target,
    )

    def given(path: str | None) -> None:
        if path is not None:
            ask_before_replacing(app, path, partial(_save, app, session, changed))

    app.push_screen(dialog, given)


def _save(app: App[None], session: ReviewSession, changed: Callable[[], None], target: Path) -> None:
    """Write the order and go on with it under the name of the file."""
    if session.order is None:
        return
    try:
        write_order(target, (session.data.principles[n] for n in session.order.order))
    except DiscretionError as error:
        app.post_message(Refused(error))
        return
    declared = declared_in(session.data)
    same = declared is not None and declared.order == session.order.order
    session.order = declared if same else OrderInHand(stem(target), session.order.order)
    changed()
    app.notify(inert_line(f"Wrote the order to {target}"), markup=False, timeout=3)


def _wrong_target(path: str) -> str | None:
    """What is wrong with a path for an order, which is written at once: nobody may read a pipe."""
    if is_special(typed(path)):
        return "That is a pipe or a device: name a file."
    return wrong_target((ENDING,), path)
