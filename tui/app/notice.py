"""What is told beside the screen, for a time: a notification that never runs out before it is shown."""

from typing import Final

from textual.notifications import Notification

_MOMENT: Final = 0.01
"""Seconds."""


class Notice(Notification):
    """The library asks whether it has run out, then how long it is to be shown.

    Where time passed between the two, that would be less than nothing, and its timer would never end its turn.
    """

    @property
    def time_left(self) -> float:
        """Seconds, some in any case."""
        return max(super().time_left, _MOMENT)

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return super().time_left <= 0
