"""The way back from cases to the numbers that led to them."""

from textual.app import App

from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tui.app.hidden_screens import hides_mode
from tui.common.messages import Follow
from tui.screens.review.desk import Standpoint
from tui.screens.review.screen import ReviewScreen


class WayBack:
    """Leads to cases and, step by step, back to the screens and lists that were left for them."""

    def __init__(self, app: App[None], session: ReviewSession, review: ReviewScreen) -> None:
        self._app = app
        self._session = session
        self._review = review
        self._steps: list[tuple[str, Standpoint]] = []

    def follow(self, message: Follow) -> None:
        """Show the cases of a message on the review screen; raises QueryError, and BlindError with nothing changed."""
        wanted = Wanted.of(message.query)
        self._session.admit(wanted)
        here = self._review.standpoint
        self._steps.append((self._app.current_mode, here))
        self._review.stand_at(Standpoint(message.annotator or here.annotator, wanted, message.case))
        self._app.switch_mode("review")

    @property
    def leads_back(self) -> bool:
        """Whether something led here."""
        return any(self._open(*step) for step in self._steps)

    def back(self) -> bool:
        """Go back by one step, past those that blind review hides; False where nothing led here."""
        if not self.leads_back:
            return False
        mode, standpoint = self._steps.pop()
        while not self._open(mode, standpoint):
            mode, standpoint = self._steps.pop()
        self._review.stand_at(standpoint, unseen=mode != "review")
        self._app.switch_mode(mode)
        return True

    def _open(self, mode: str, standpoint: Standpoint) -> bool:
        hidden = hides_mode(self._session, mode)
        return not hidden and self._session.admitted(standpoint.wanted) == standpoint.wanted
