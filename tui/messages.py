"""Messages between screens and application."""

from textual.message import Message

from core.errors import DiscretionError


class Refused(Message):
    """Something the reviewer asked for could not be done, and nothing was changed."""

    def __init__(self, error: DiscretionError) -> None:
        super().__init__()
        self.error = error
