"""The columns that a lake must have, whatever engine reads them."""

from collections.abc import Mapping, Sequence
from typing import Final

from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.storage.lake import WORDS

TEXTS: Final = frozenset({"oracle", "annotator", "kind"})


def columns_of(what: str, words: int) -> tuple[str, ...]:
    """Those of `votes`, with so many words, or of `annotations`."""
    if what == "annotations":
        return ("shard", "case_key", "annotator", "kind", "preference")
    return ("shard", "case_key", "oracle", *(f"{name}_{word}" for name in WORDS for word in range(words)))


def require_columns(what: str, words: int, there: Mapping[str, bool], named: Sequence[str]) -> None:
    """Raise FormatError where a column is missing, or is no whole number, as `there` tells, where it must be one."""
    shown = inert_line(", ".join(named))
    for name in columns_of(what, words):
        if name not in there:
            raise FormatError(
                f"{shown} has no column {name}: see `discretion stats build --help` for the columns that it needs."
            )
        if name not in TEXTS and not there[name]:
            raise FormatError(f"{shown}: {name} is no signed whole number: write it as one, of 64 bits at most.")
