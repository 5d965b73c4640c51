"""Rows of a chosen and a rejected response that say beside them that they are ties."""

import shlex
from typing import Final

from core.importers.containers.places import typed
from core.importers.containers.records import Records
from core.importers.formats.column_map import ColumnMap
from core.importers.formats.column_names import is_preference
from core.importers.formats.values import truth_of
from core.model.errors import FormatError
from core.model.safe_text import inert_line

_NAMES: Final = ("tie", "is_tie", "istie", "tied", "is_tied", "draw", "is_draw")
_OUTCOMES: Final = ("status", "outcome", "result", "decision", "judgement", "judgment")
_WORDS: Final = frozenset({"tie", "tied"})


def refuse_ties(records: Records, columns: ColumnMap) -> None:
    """Raise FormatError, with a line to type, where a column says of rows that they are ties."""
    if "chosen" not in columns.parts:
        return
    used = {part for parts in columns.parts.values() for part in parts}
    for name in (each for each in records.columns if each not in used):
        heads = [record.fields.get(name) for record in records.head]
        decides = is_preference(name) or name in _OUTCOMES
        if decides and any(isinstance(value, str) and value.strip().casefold() in _WORDS for value in heads):
            raise _ties(records, columns, name, "tie=tie,a=VALUE")
        if name in _NAMES and any(truth_of(record.fields.get(name)) for record in records):
            digits = any(str(value).strip() in {"1", "0", "1.0", "0.0"} for value in heads)
            raise _ties(records, columns, name, "tie=1,a=0" if digits else "tie=true,a=false")


def _ties(records: Records, columns: ColumnMap, name: str, values: str) -> FormatError:
    prompt, a, b = ("+".join(columns.parts.get(part, ())) for part in ("prompt", "chosen", "rejected"))
    mapped = f"prompt={prompt},a={a},b={b},preference={name}"
    line = f"discretion import {typed(records.name)} --map {shlex.quote(mapped)} --values {values}"
    return FormatError(
        f"{records.name}: {inert_line(name)} says of some rows that they are ties, in which the chosen response would "
        f"win: type {line}, or name chosen and rejected in --map if it says something else."
    )
