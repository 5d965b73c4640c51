"""Texts that were perhaps meant as filters."""

from core.query.editing import parts
from core.query.errors import QueryError
from core.query.form import Term
from core.query.grammar import parse
from core.query.terms import FactCompared, FactIs, Text
from core.query.tree import Query, leaves


def plain_words(typed: str) -> bool:
    """Whether what is typed is words to look for, as one text: no quote, term, kind of case, or sign between them."""
    if '"' in typed:
        return False
    try:
        query = parse(typed)
    except QueryError:
        return False
    return all(isinstance(each, Term) and each.form is Text for each in parts(query))


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
