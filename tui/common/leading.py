"""What screens ask of the application: to lead somewhere, and back."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

from textual.screen import Screen

from core.model.terms import Ballot, Case
from tui.common.messages import Follow


class WayBack(Protocol):
    """The steps by which the reviewer came to the cases on show."""

    @property
    def leads_back(self) -> bool:
        """Whether something led here."""

    def back(self) -> bool:
        """Go back by one step; False where nothing led here."""


class Leading(Protocol):
    """An application that leads from numbers to their cases, and back."""

    way_back: WayBack

    def show_votes(
        self, case: Case, ballots: Sequence[Ballot], changed: Callable[[], None], principle: str = ""
    ) -> None:
        """Show all votes on a case, beginning with a principle; `changed` is called after each change of them."""

    def show_raw_answers(self, case: str, principle: str = "") -> None:
        """Show what models returned on a case, beginning with a principle."""

    def on_follow(self, message: Follow) -> None:
        """Lead the reviewer from a number to its cases, at once."""


def leading(screen: Screen[Any]) -> Leading:
    """The application of a screen, as what leads."""
    return cast("Leading", screen.app)
