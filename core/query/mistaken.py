"""Texts that were perhaps meant as filters."""

import re
from typing import Final

from core.query.errors import QueryError
from core.query.grammar import parse
from core.query.terms import KEYS, FactCompared, FactIs, Text
from core.query.tree import Query, leaves

_TERM: Final = re.compile(rf"-?({'|'.join(KEYS)}):", re.IGNORECASE)


def begins_term(typed: str) -> bool:
    """Whether what is typed begins with a key of the language and its colon."""
    return _TERM.match(typed) is not None


def mistaken_text(query: Query) -> str | None:
    """The first text looked for that without its quotes would be a filter; None where there is none."""
    texts = (found[0] for term in leaves(query) if (found := Text.of(term)))
    return next((text for text in texts if _reads_as_filter(text)), None)


def _reads_as_filter(text: str) -> bool:
    try:
        # Any word with a colon after it may be a fact.
        return not all(term.form in (Text, FactIs, FactCompared) for term in leaves(parse(text)))
    except QueryError:
        return False
