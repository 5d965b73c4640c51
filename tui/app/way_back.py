"""The way from numbers to cases, from cases to what was said of them, and back."""

from textual.app import App

from core.model.errors import DiscretionError
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tui.app.hidden_screens import hides_mode
from tui.common.messages import Follow, Refused
from tui.screens.review.desk import Spot
from tui.screens.review.screen import ReviewScreen


class WayBack:
    """Leads to cases and, step by step, back to the screens and lists that were left for them."""

    def __init__(self, app: App[None], session: ReviewSession, review: ReviewScreen) -> None:
        self._app = app
        self._session = session
        self._review = review
        self._steps: list[tuple[str, Spot]] = []

    @property
    def case(self) -> str | None:
        """The id of the case on show in the review."""
        return self._review.desk.spot.case

    def follow(self, message: Follow) -> None:
        """Show the cases of a message on the review screen; one that cannot be followed is refused."""
        try:
            wanted = Wanted.of(message.query)
            self._session.admit(wanted)
        except DiscretionError as error:
            self._app.post_message(Refused(error))
            return
        here = self._review.desk.spot
        self.step()
        self._review.finding.stand_at(Spot(message.annotator or here.annotator, wanted, message.case))
        self._app.switch_mode("review")

    def step(self) -> None:
        """Keep the place where the reviewer is, to come back to, before other cases are shown there."""
        self._steps.append((self._app.current_mode, self._review.desk.spot))

    @property
    def leads_back(self) -> bool:
        """Whether something led here."""
        return any(self._open(*step) for step in self._steps)

    def back(self) -> bool:
        """Go back by one step, past those that blind review hides; False where nothing led here."""
        if not self.leads_back:
            return False
        mode, spot = self._steps.pop()
        while not self._open(mode, spot):
            mode, spot = self._steps.pop()
        self._review.finding.stand_at(spot, unseen=mode != "review")
        self._app.switch_mode(mode)
        return True

    def show_raw_answers(self, case: str, principle: str = "") -> None:
        """Show what models returned on a case; see `RawAnswersScreen`."""
        from tui.screens.runs.raw_answers import RawAnswersScreen

        self._app.push_screen(RawAnswersScreen(self._session, case, principle))

    def _open(self, mode: str, spot: Spot) -> bool:
        hidden = hides_mode(self._session, mode)
        return not hidden and self._session.admitted(spot.wanted) == spot.wanted
