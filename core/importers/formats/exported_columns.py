"""What the columns of an exported dataset are called, and how its cells hold facts: what writes and what reads it."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote

import orjson

from core.importers.containers.names import field_name
from core.importers.entries.facts import said
from core.model.side_names import tells_of_choice

KNOWN_BY: Final = frozenset({"prompt", "chosen", "rejected", "case_id", "annotator", "kind", "chosen_side"})
"""The columns by which an exported dataset is known."""
FLAGGED: Final = "flagged"
STRENGTH: Final = "strength"
_OURS: Final = KNOWN_BY | {FLAGGED, STRENGTH}
_FACT: Final = "fact."
"""Before the name of a fact that cannot name a column as it is, as before one in a filter."""
_NAME: Final = re.compile(r"\w[\w.-]*")
"""Nothing that parts columns, that a spreadsheet computes or a terminal obeys, or that reads like a sentence."""


def column_of(fact: str) -> str:
    """The column of a fact: its name, or where that cannot be one `fact.` and the name as in URLs.

    `score_chosen` cannot: it is of the response that the source calls chosen, beside the one that the annotator chose.
    """
    if (
        _NAME.fullmatch(fact)
        and field_name(fact) == fact
        and fact not in _OURS
        and not fact.startswith(_FACT)
        and not tells_of_choice(fact)
    ):
        return fact
    # In small letters throughout, for an import makes them of all letters of names.
    return _FACT + re.sub(rb"[^a-z0-9_.-]", lambda found: b"%%%02x" % found[0][0], fact.encode()).decode()


def fact_of(column: str) -> str:
    """The fact that a column is of."""
    return unquote(column.removeprefix(_FACT)) if column.startswith(_FACT) else column


def cell_of(values: Sequence[str]) -> str:
    """The cell of a fact: its value, or a JSON list of several, or of one that would not be read as it is."""
    first = values[0]
    plain = len(values) == 1 and first and said(first) == first and "\0" not in first
    return first if plain else orjson.dumps(values).decode()


def values_of(cell: str) -> tuple[str, ...]:
    """The values of a fact in a cell, each once; those of a list just as they are."""
    try:
        found = orjson.loads(cell) if cell.startswith("[") else None
    except orjson.JSONDecodeError:
        found = None
    if isinstance(found, list) and all(isinstance(each, str) for each in found):
        return tuple(dict.fromkeys(found))
    return tuple(filter(None, (said(cell),)))
