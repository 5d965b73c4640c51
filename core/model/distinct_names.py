"""Names that several have are told apart by their ids."""

from collections import Counter
from collections.abc import Sequence


def distinct_names(named: Sequence[tuple[str, str]]) -> list[str]:
    """The names of `(id, name)`, all different where the ids are: a name that several have is followed by the id."""
    given = Counter(name for _, name in named)
    taken, found = set(given), []
    for id_, name in named:
        own = name
        while own in taken and (own != name or given[name] > 1):
            own = f"{own} ({id_})"
        taken.add(own)
        found.append(own)
    return found
