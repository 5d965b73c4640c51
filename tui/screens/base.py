"""What the screens over a session have in common."""

from textual.content import Content
from textual.screen import Screen

from core.model.safe_text import inert_line
from core.review.session import ReviewSession
from tui.widgets.pointed import pointed
from tui.widgets.status_line import StatusLine


class SessionScreen(Screen[None]):
    """Shows what stands, as it is now, whenever one comes to it; a line at the top says of what and for whom."""

    def __init__(self, session: ReviewSession) -> None:
        super().__init__()
        self._session = session
        self.status = StatusLine(id="status")

    def on_screen_resume(self) -> None:
        """Show everything as it is now."""
        self.renew()

    def renew(self) -> None:
        """Show everything as it is now; said by each screen for itself."""
        raise NotImplementedError

    def head(self, of: str, told: str, *, leads: bool = False) -> None:
        """Say of what this is, in the store, and something for the reviewer, which may lead as `g` does; both inert."""
        store, reviewer = inert_line(self._session.data.store), self._session.reviewer
        numbers = pointed(told, "lead-numbers" if leads else "")
        self.status.show(f" Discretion   {store} · {of}", Content.assemble(numbers, f" · {reviewer} "))

    def action_lead_to(self, number: str) -> None:  # noqa: ARG002 - there is but one
        """Offer the numbers of the screen that lead to their cases."""
        self.call_later(self.run_action, "lead")
