"""Turning to another oracle's votes: they are read beside the interface, then every screen is made anew over them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual.screen import ModalScreen, Screen

from core.audit_data import AuditData, load
from core.errors import DiscretionError
from core.inert import inert_line
from core.store import Store
from tui.messages import Refused
from tui.widgets.choice_dialog import Choice, ChoiceDialog

if TYPE_CHECKING:
    from tui.app import DiscretionApp

BETWEEN: Final = "between oracles"
"""The mode in which the screens are exchanged."""
RETRY: Final = 0.2
"""Seconds until it is tried again where a dialog is in the way."""


def choose_oracle(app: "DiscretionApp") -> None:
    """Ask whose votes to use; say so where there is nothing to choose."""
    session = app.session
    if len(session.oracles) < 2:
        app.say(f"all votes are by {session.data.oracle.name}: there is no other oracle in this store")
        return
    choices = [
        Choice(each.name, str(key) if key < 10 else "", inert_line(each.name))
        for key, each in enumerate(session.oracles, 1)
    ]
    current = session.data.oracle.name
    dialog = ChoiceDialog(
        "whose votes", choices, current=current, explanation="Rankings, filters and flags stay in step with the votes."
    )

    def then(name: str | None) -> None:
        if name is not None and name != current:
            app.say(f"reading the votes of {name} …")
            app.run_worker(_reading(app, name, session.store.cursor()), thread=True, exclusive=True, group="oracle")

    app.push_screen(dialog, then)


def _reading(app: "DiscretionApp", name: str, store: Store) -> Callable[[], None]:
    def read() -> None:
        try:
            with store:
                data = load(store, oracle=name)
        except DiscretionError as error:
            app.post_message(Refused(error))
            return
        app.call_from_thread(app.call_later, _turn, app, data)

    return read


async def _turn(app: "DiscretionApp", data: AuditData) -> None:
    """Review by the votes read, on the screen that one is on, at the case that one is at."""
    from tui.app import SCREENS

    if isinstance(app.screen, ModalScreen):  # what is being typed or chosen is not thrown away
        app.set_timer(RETRY, lambda: app.call_later(_turn, app, data))
        return
    mode = app.current_mode
    app.session.take(data)
    app.comparing.rest()
    app.add_mode(BETWEEN, Screen)
    await app.switch_mode(BETWEEN)
    for name in ("review", *dict(SCREENS)):
        await app.remove_mode(name)
    app.furnish()
    await app.switch_mode("review")
    if mode != "review":
        await app.switch_mode(mode)
    await app.remove_mode(BETWEEN)
    app.say(f"votes by {data.oracle.name}")
