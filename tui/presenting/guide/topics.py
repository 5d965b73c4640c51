"""What the pages of the guide are called: all that the command line needs of them until one is asked for."""

from typing import Final

TOPICS: Final = (
    *("start", "reviewing", "filters", "screens", "numbers", "trust"),
    *("oracles", "formats", "commands", "lakes", "notebook", "scale"),
)
"""Every page, in the order in which one reads."""
