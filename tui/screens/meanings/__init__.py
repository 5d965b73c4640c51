"""What the numbers on each screen mean, in two sentences each."""

from typing import Final

from tui.screens.meanings.rankings import RANKINGS
from tui.screens.meanings.review import REVIEW

MEANINGS: Final = {"review": REVIEW, "rankings": RANKINGS}

__all__ = ["MEANINGS", "RANKINGS", "REVIEW"]
