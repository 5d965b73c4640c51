"""The way back from cases to the numbers that led to them."""

from textual.app import App

from core.finding import Wanted
from tui.messages import Follow
from tui.screens.review import ReviewScreen
from tui.screens.review_desk import Standpoint


class Trail:
    """Leads to cases and, step by step, back to the screens and lists that were left for them."""

    def __init__(self, app: App[None], review: ReviewScreen) -> None:
        self._app = app
        self._review = review
        self._steps: list[tuple[str, Standpoint]] = []

    def follow(self, message: Follow) -> None:
        """Show the cases of a message on the review screen; raises QueryError."""
        wanted = Wanted.of(message.query)
        here = self._review.standpoint
        self._steps.append((self._app.current_mode, here))
        self._review.stand_at(Standpoint(message.annotator or here.annotator, wanted, message.case))
        self._app.switch_mode("review")

    def back(self) -> bool:
        """Go back by one step; False where nothing led here."""
        if not self._steps:
            return False
        mode, standpoint = self._steps.pop()
        self._review.stand_at(standpoint)
        self._app.switch_mode(mode)
        return True
