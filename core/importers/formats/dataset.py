"""Format `dataset`: what `discretion export dataset` wrote, in any of its containers, back as the same cases."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError, Text
from core.importers.formats.exported_columns import FLAGGED, KNOWN_BY, STRENGTH, fact_of, values_of
from core.importers.formats.field_path import FieldPath
from core.importers.formats.fields import name_of, number, shown
from core.importers.formats.fitting import is_exported
from core.importers.formats.mapping import kind_of, tells_every_kind
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.formats.texts import text_of
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.safe_text import spreadsheet_plain

_SIDES: Final = {"a": 1, "b": -1}
_KIND: Final = FieldPath("kind", "kind")


def _open(records: Records, _options: ImportOptions) -> Opening:
    columns = frozenset(records.columns)
    missing = KNOWN_BY - columns
    if missing:
        raise FormatError(f"{records.name} has no column {min(missing)}: it is no dataset that was exported whole.")
    used, left = columns & (KNOWN_BY | {STRENGTH}), columns & {FLAGGED}
    facts = {name: fact_of(name) for name in records.columns if name not in used | left}
    return Opening(
        RowByRow(partial(_entries, facts, _plain if records.text_cells else dict)),
        # A fact that is called otherwise than its column is none by the column's name.
        used=used | {name for name, fact in facts.items() if name != fact},
        left=left,
        tells_kinds=True,
        case="case_id",
    )


def _plain(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The cells of a text table as they were before they were guarded against spreadsheets."""
    return {name: spreadsheet_plain(cell) for name, cell in fields.items()}


def _entries(
    facts: Mapping[str, str], plain: Callable[[Mapping[str, Any]], Mapping[str, Any]], record: Record
) -> Iterable[Entry]:
    fields = plain(record.fields)
    side = _SIDES.get(str(fields.get("chosen_side")).strip().lower())
    if side is None:
        raise MalformedRowError(f"chosen_side is {shown(fields.get('chosen_side'))} and neither a nor b")
    case, annotator = name_of(fields.get("case_id"), "case_id"), name_of(fields.get("annotator"), "annotator")
    if case is None or annotator is None:
        raise MalformedRowError(f"{'case_id' if case is None else 'annotator'} is missing")
    prompt: Text = "" if fields.get("prompt") in (None, "", []) else text_of(fields["prompt"], "prompt")
    chosen, rejected = (text_of(fields.get(name), name) for name in ("chosen", "rejected"))
    a, b = (chosen, rejected) if side > 0 else (rejected, chosen)
    given = Given(side, annotator, kind_of(_KIND, fields), _strength(fields.get(STRENGTH), side))
    told = {
        fact: values_of(value) if isinstance(value, str) else value
        for column, fact in facts.items()
        if (value := fields.get(column)) is not None
    }
    return [Entry(prompt, a, b, case=case, given=(given,), facts=told, apart=True)]


def _strength(value: object, side: int) -> float | None:
    """How strongly the chosen response is preferred, with the sign of its side."""
    found = number(value, STRENGTH)
    if found is not None and found < 0:
        raise MalformedRowError(f"{STRENGTH} is {shown(value)} and below 0, as if the rejected response were preferred")
    return None if found is None else side * found


FORMAT: Final = CaseFormat(
    name="dataset",
    description="a dataset exported by `discretion export dataset`",
    meaning=Meaning(
        case="case_id; A is the chosen response where chosen_side is a", annotator="annotator, of the kind in kind"
    ),
    claims=is_exported,
    open=_open,
    tells_every_kind=lambda records, _: tells_every_kind(_KIND, records),
)
