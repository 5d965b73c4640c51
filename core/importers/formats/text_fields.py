"""Which of a record's texts are the prompt and the two responses, by what an annotation tool's fields are called."""

import re
from collections.abc import Sequence
from typing import Final

from core.importers.formats.column_names import PROMPTS

_ENDS: Final = (("1", "2"), ("a", "b"), ("0", "1"), ("left", "right"), ("first", "second"))
_ABOUT: Final = frozenset({"model", "source", "score", "id", "rank"})
_WORD: Final = re.compile(r"[a-z]+")


def responses_among(names: Sequence[str]) -> tuple[str, str] | None:
    """The two fields whose names differ only in their ends, as `answer1` and `answer2` do; None unless just two do."""
    lower = {name.lower(): name for name in names}
    found = []
    for first, second in _ENDS:
        for plain, name in lower.items():
            stem = plain.removesuffix(first)
            other = lower.get(stem + second)
            if stem != plain and other is not None and not _ABOUT.intersection(_WORD.findall(stem)):
                found.append((name, other))
    return found[0] if len(found) == 1 else None


def prompt_among(names: Sequence[str]) -> str | None:
    """The field that is called what prompts are called; None where none is."""
    lower = {name.lower(): name for name in names}
    return next((lower[known] for known in PROMPTS if known in lower), None)
