"""The columns that a lake must have, whatever reads it."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from core.model.errors import FormatError
from core.model.safe_text import inert_line

WORDS: Final = ("prefers_a", "prefers_b", "voted")
_WORD: Final = re.compile(rf"(?:{'|'.join(WORDS)})_(\d+)")
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
    if what == "votes":
        _refuse_more_words(words, there, shown)
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


def _refuse_more_words(words: int, there: Iterable[str], shown: str) -> None:
    numbered = ((name, _WORD.fullmatch(name)) for name in there)
    more = next((name for name, found in numbered if found is not None and int(found[1]) >= words), None)
    if more is not None:
        raise FormatError(
            f"{shown} has votes on more principles than are given, in {inert_line(more)}: "
            "give the principles that they are by."
        )


def require_each(what: str, words: int, files: Iterable[tuple[str, Sequence[tuple[str, ColumnType]]]]) -> None:
    """Raise FormatError where a file's own columns cannot be those of `votes` or `annotations`.

    Engines take the columns of one file for all, and turn what others have into them. What the folders of a file tell
    is left to them.
    """
    flags: dict[bool, str] = {}
    for file, columns in files:
        names = [name for name, _ in columns]
        twice = next((name for name in (*columns_of(what, words), FLAGGED) if names.count(name) > 1), None)
        if twice is not None:
            raise FormatError(f"{inert_line(file)} has two columns {twice}: keep one.")
        there = dict.fromkeys(columns_in_folders(file), ColumnType("", whole=True, text=True)) | dict(columns)
        require_columns(what, words, there, [file])
        flags.setdefault(FLAGGED in there, file)
    if what == "annotations" and len(flags) > 1:
        raise FormatError(
            f"{inert_line(flags[False])} has no column {FLAGGED} and {inert_line(flags[True])} has: "
            "write it into all files or into none."
        )


def columns_in_folders(file: str) -> set[str]:
    """The columns that folders called `column=value` tell of a file."""
    parts = Path(file).parent.parts
    return {part.partition("=")[0] for part in parts if "=" in part}


def told_by_folders(used: Collection[str], own: Collection[str], files: Iterable[str], shown: str) -> bool:
    """Whether folders called `column=value` tell a column that the files themselves, whose columns are `own`, lack.

    Engines would take the folder's value for the file's too: raises FormatError where both tell columns that are used.
    """
    folders = set[str]().union(*map(columns_in_folders, files))
    if not any(name in folders and name not in own for name in used):
        return False
    twice = next((name for name in used if name in folders and name in own), None)
    if twice is not None:
        raise FormatError(f"{shown}: both files and folders tell {twice}: name the folders otherwise.")
    return True
