"""What can be wrong with a filter, and where."""

from typing import Final

from core.model.errors import DiscretionError
from core.model.safe_text import inert_line

_WORD_LIMIT: Final = 60
_CANDIDATES: Final = 8


class QueryError(DiscretionError):
    """A filter cannot be understood; `start` and `end` are the offsets of the part of its text to underline.

    The two are equal where something is missing.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class SavedFilterError(DiscretionError):
    """A filter cannot be kept under a name."""


def shown(word: str) -> str:
    """A part of a filter in quotes, safe to show and not too long."""
    return f'"{inert_line(word, _WORD_LIMIT)}"'


def listed(words: list[str]) -> str:
    """Some names to choose from, safe to show, cut where they are many."""
    names = ", ".join(inert_line(word, _WORD_LIMIT) for word in words[:_CANDIDATES])
    return names if len(words) <= _CANDIDATES else f"{names} and {len(words) - _CANDIDATES} more"


def column(start: int) -> str:
    """Where in the text, as a person counts."""
    return f"(column {start + 1})"
