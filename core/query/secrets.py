"""What a filter would tell a reviewer who has not chosen yet."""

from core.query.errors import QueryError
from core.query.names import Name, Names
from core.query.tree import Query, annotators_of, leaves
from core.query.words import Secret


def told(query: Query, names: Names, reviewer: str) -> Secret | None:
    """What a filter, with the names in it as written or in full, would tell this reviewer; None if nothing.

    The kinds of case that follow from the votes alone tell nothing, nor do the reviewer's own words.
    """

    def is_asking(name: Name) -> bool:
        """Whether a name means this reviewer; one that means nobody does not."""
        if name.text == reviewer:
            return True
        try:
            return names.resolve(name).text == reviewer
        except QueryError:
            return False

    found = {term.tells(is_asking) for term in leaves(query)}
    if annotators_of(query):
        found.add(Secret.NAMES)
    return next((secret for secret in Secret if secret in found), None)
