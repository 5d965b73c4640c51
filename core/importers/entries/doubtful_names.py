"""What the user should know of annotators' names: that rows without one are somebody's, and names that may be none."""

from collections.abc import Collection
from typing import Final

from core.model.safe_text import inert_line

_ABSENT: Final = frozenset({"na", "n/a", "<na>", "nan", "null", "none"})
"""What programs write where there is nothing."""


def doubtful_names(names: Collection[str | None], instead: str) -> tuple[str, ...]:
    """Say what is doubtful of the names that rows give, None where one gives none and is taken for `instead`."""
    named = [name for name in names if name is not None and name.strip()]
    absent = sorted({name.strip() for name in named if name.strip().lower() in _ABSENT})
    said = [f"An annotator is called {name}: where that stands for a missing name, leave it empty." for name in absent]
    if named and len(named) < len(names):
        said.append(f"Some rows name no annotator: they are taken for those of {inert_line(instead, 40)}.")
    return tuple(said)
