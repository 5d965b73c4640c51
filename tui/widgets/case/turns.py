"""Who speaks where in a conversation; the text itself stays as it is."""

import re
from typing import Final

from tui.widgets.case.wrap import Line

SPEAKERS: Final = (
    "Human",
    "User",
    "Assistant",
    "System",
    "Developer",
    "Tool",
    "Function",
    "Model",
    "Bot",
)
"""Who takes turns in the transcripts and message lists that are imported."""

_HEADING: Final = re.compile(rf"^(?:{'|'.join(SPEAKERS)}):(?=\s|\Z)", re.MULTILINE)


def headings(text: str) -> tuple[Line, ...]:
    """Find the headings of turns, `Human:` and the like at the beginning of a line, as places in the text."""
    return tuple(found.span() for found in _HEADING.finditer(text))
