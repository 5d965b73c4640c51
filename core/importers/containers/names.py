"""Names of fields, alike in all containers: lower case, no blanks around, no index column."""

import re
from collections.abc import Sequence
from typing import Final

CASES: Final = ("case_id", "comparison_id", "row_id", "id", "question_id", "prompt_id")
"""Columns that may name the cases: the first that does."""
_MEANT: Final = re.compile(
    "annotat|worker|rater|label|judge|oracle|evaluat|coder|particip|system|context|passage|prompt|question|instruct|input"
    "|query|messag|conversation|respon|answer|output|complet|text|prefer|winner|choice|chosen|reject|(?:^|_)(?:id|tie)"
)
_INDEX: Final = re.compile(r"|unnamed: 0(\.\d+)*|__index_level_\d+__")


def field_name(name: str) -> str | None:
    """The name as formats know it; None for the column in which a table numbers its rows."""
    plain = name.strip().lower()
    return None if _INDEX.fullmatch(plain) else plain


def field_names(names: Sequence[str]) -> tuple[str | None, ...]:
    """The names as formats know them, None for what is left out."""
    return tuple(map(field_name, names))


def named_twice(names: Sequence[str | None]) -> str | None:
    """The first name that stands twice among those that are not left out."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        if name is not None:
            seen.add(name)
    return None


def may_matter(name: str) -> bool:
    """Whether a name may say that a column holds cases, people, texts or answers, and no remark on them."""
    return _MEANT.search(name) is not None
