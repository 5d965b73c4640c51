"""Messages between screens and application."""

from textual.message import Message

from core.model.errors import DiscretionError


class Refused(Message):
    """Something the reviewer asked for could not be done, and nothing was changed, unless the title says otherwise."""

    def __init__(self, error: DiscretionError, title: str = "Not done") -> None:
        super().__init__()
        self.error = error
        self.title = title


class Follow(Message):
    """The reviewer follows a number to its cases: those of a filter, as its text, or one case by its id.

    `annotator` is whose annotations to review, None for those under review; Escape leads back to where this came from.
    """

    def __init__(self, query: str, *, case: str | None = None, annotator: str | None = None) -> None:
        super().__init__()
        self.query = query
        self.case = case
        self.annotator = annotator
