"""One entry of the help."""

from typing import NamedTuple


class Meaning(NamedTuple):
    """Something on the screen and what it means."""

    title: str
    text: str
