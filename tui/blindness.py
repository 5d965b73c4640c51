"""Which screens blind review hides."""

from typing import TYPE_CHECKING, Final

from core.blind import BlindError
from core.query.blindness import Secret
from core.session import ReviewSession
from tui.messages import Refused

if TYPE_CHECKING:
    from tui.app import DiscretionApp

_SECRETS: Final = {
    "rankings": Secret.CHOICES,
    "supremacy": Secret.CHOICES,
    "annotators": Secret.CHOICES,
    "team": Secret.REVIEWS,
}
"""What modes would tell."""


def hides_mode(session: ReviewSession, mode: str) -> bool:
    """Whether a mode would tell a blind reviewer what is hidden."""
    return session.blind and mode in _SECRETS


def mode_open(app: "DiscretionApp", mode: str) -> str:
    """The mode asked for; the one that one is in, with a word why, where blind review hides the other."""
    if not hides_mode(app.session, mode):
        return mode
    app.post_message(Refused(BlindError(_SECRETS[mode])))
    return app.current_mode
