"""What screens ask of the application: to lead somewhere, and back."""

from typing import Any, Protocol, cast

from textual.screen import Screen

from tui.common.messages import Follow


class Leading(Protocol):
    """Leads from numbers to their cases, from cases to what was said of them, and back."""

    @property
    def case(self) -> str | None:
        """The id of the case on show in the review."""

    @property
    def leads_back(self) -> bool:
        """Whether something led here."""

    def back(self) -> bool:
        """Go back by one step; False where nothing led here."""

    def step(self) -> None:
        """Keep the place where the reviewer is, to come back to."""

    def follow(self, message: Follow) -> None:
        """Lead the reviewer from a number to its cases, at once."""

    def show_raw_answers(self, case: str, principle: str = "") -> None:
        """Show what models returned on a case, beginning with a principle."""


class _LeadingApp(Protocol):
    """The application: it knows the way."""

    way_back: Leading


def leading(screen: Screen[Any]) -> Leading:
    """What leads the reviewer, in the application of a screen."""
    return cast("_LeadingApp", screen.app).way_back
