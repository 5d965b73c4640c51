"""Turning to another oracle's votes: they are read beside the interface, then every screen is made anew over them."""

from collections.abc import Callable, Sequence
from typing import Final

from textual.app import App
from textual.screen import ModalScreen, Screen

from core.audit.data import AuditData, load
from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.review.session import ReviewSession
from core.storage.store import Store
from tui.common.messages import Refused
from tui.widgets.dialogs.choice import Choice, ChoiceDialog

BETWEEN: Final = "between oracles"
"""The mode in which the screens are exchanged."""
RETRY: Final = 0.2
"""Seconds until it is tried again where a dialog is in the way."""


class OracleSwitch:
    """Has the reviewer choose an oracle; `furnish` makes all `modes` of the application anew over the session."""

    def __init__(
        self, app: App[None], session: ReviewSession, modes: Sequence[str], furnish: Callable[[], None]
    ) -> None:
        self._app, self._session = app, session
        self._modes, self._furnish = modes, furnish

    def choose(self) -> None:
        """Ask whose votes to use; say so where there is nothing to choose."""
        session = self._session
        current = session.data.oracle.name
        if len(session.oracles) < 2:
            self._say(f"all votes are by {current}: there is no other oracle in this store")
            return
        choices = [
            Choice(each.name, str(key) if key < 10 else "", inert_line(each.name))
            for key, each in enumerate(session.oracles, 1)
        ]
        explanation = "Rankings, filters and flags stay in step with the votes."
        dialog = ChoiceDialog("whose votes", choices, current=current, explanation=explanation)

        def then(name: str | None) -> None:
            if name is not None and name != current:
                self._say(f"reading the votes of {name} …")
                reading = self._reading(name, session.store.cursor())
                self._app.run_worker(reading, thread=True, exclusive=True, group="oracle")

        self._app.push_screen(dialog, then)

    def _reading(self, name: str, store: Store) -> Callable[[], None]:
        app = self._app

        def read() -> None:
            try:
                with store:
                    data = load(store, oracle=name)
            except DiscretionError as error:
                app.post_message(Refused(error))
                return
            app.call_from_thread(app.call_later, self._turn, data)

        return read

    async def _turn(self, data: AuditData) -> None:
        """Review by the votes read, on the screen that one is on, at the case that one is at."""
        app = self._app
        if isinstance(app.screen, ModalScreen):  # what is being typed or chosen is not thrown away
            app.set_timer(RETRY, lambda: app.call_later(self._turn, data))
            return
        mode = app.current_mode
        self._session.live.use(data)
        app.add_mode(BETWEEN, Screen)
        await app.switch_mode(BETWEEN)
        for name in self._modes:
            await app.remove_mode(name)
        self._furnish()
        await app.switch_mode("review")
        if mode != "review":
            await app.switch_mode(mode)
        await app.remove_mode(BETWEEN)
        self._say(f"votes by {data.oracle.name}")

    def _say(self, text: str) -> None:
        self._app.notify(inert_line(text), markup=False, timeout=3)
