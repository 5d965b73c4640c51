"""Which screens blind review hides."""

from typing import Final

from core.query.words import Secret
from core.review.blind import BlindError
from core.review.session import ReviewSession

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


def refuse_hidden(session: ReviewSession, mode: str) -> None:
    """Raise BlindError, with the word why, where blind review hides a mode."""
    if hides_mode(session, mode):
        raise BlindError(_SECRETS[mode])
