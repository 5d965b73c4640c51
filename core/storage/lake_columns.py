"""The columns that a lake must have, whatever reads it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from core.model.errors import FormatError
from core.model.safe_text import inert_line

WORDS: Final = ("prefers_a", "prefers_b", "voted")
FLAGGED: Final = "flagged"
"""What annotations may have too."""
_FRACTIONS: Final = ("double", "float", "real", "decimal")
TEXTS: Final = frozenset({"oracle", "annotator", "kind"})


class ColumnType(NamedTuple):
    """What an engine calls the type of a column, and whether it reads it as whole numbers of 64 bits, or as text."""

    name: str
    whole: bool
    text: bool


def columns_of(what: str, words: int) -> tuple[str, ...]:
    """Those of `votes`, with so many words, or of `annotations`."""
    if what == "annotations":
        return ("shard", "case_key", "annotator", "kind", "preference")
    return ("shard", "case_key", "oracle", *word_columns(words))


def word_columns(words: int) -> tuple[str, ...]:
    """The columns of votes by principle, for so many words."""
    return tuple(f"{name}_{word}" for name in WORDS for word in range(words))


def require_columns(what: str, words: int, there: Mapping[str, ColumnType], named: Sequence[str]) -> None:
    """Raise FormatError where a column of the files or tables named is missing, or of a type that it cannot have."""
    shown, needed = inert_line(", ".join(named)), columns_of(what, words)
    missing = [name for name in needed if name not in there]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise FormatError(
            f"{shown} has no column {missing[0]}{more}: see `discretion stats build --help` for the columns that it "
            "needs."
        )
    for name in needed:
        kind = there[name]
        if name in TEXTS and not kind.text:
            raise FormatError(f"{shown}: {name} is {inert_line(kind.name)}: write it as text.")
        if name not in TEXTS and not kind.whole:
            raise FormatError(
                f"{shown}: {name} is {inert_line(kind.name)}: write it as a signed integer of 64 bits, since engines "
                "read unsigned ones as decimals."
            )
    flagged = there[FLAGGED].name if what == "annotations" and FLAGGED in there else ""
    if any(kind in flagged.lower() for kind in _FRACTIONS):  # of which every one but 0 would be true
        raise FormatError(f"{shown}: {FLAGGED} is {inert_line(flagged)}: write it as true or false.")


def told_by_folders(used: Collection[str], own: Collection[str], files: Iterable[str], shown: str) -> bool:
    """Whether folders called `column=value` tell a column that the files themselves, whose columns are `own`, lack.

    Engines would take the folder's value for the file's too: raises FormatError where both tell columns that are used.
    """
    folders = {part.partition("=")[0] for name in files for part in Path(name).parent.parts}
    if not any(name in folders and name not in own for name in used):
        return False
    twice = next((name for name in used if name in folders and name in own), None)
    if twice is not None:
        raise FormatError(f"{shown}: both files and folders tell {twice}: name the folders otherwise.")
    return True
