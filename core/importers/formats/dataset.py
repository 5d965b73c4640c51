"""Format `dataset`: what `discretion export dataset` wrote, in any of its containers, back as the same cases."""

from collections.abc import Iterable
from typing import Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError, Text
from core.importers.formats.field_path import FieldPath
from core.importers.formats.fields import name_of, shown
from core.importers.formats.fitting import EXPORTED, is_exported
from core.importers.formats.mapping import kind_of
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.formats.texts import text_of
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.safe_text import spreadsheet_plain

_SIDES: Final = {"a": 1, "b": -1}
_KIND: Final = FieldPath("kind", "kind")
_GUARDED: Final = ("prompt", "chosen", "rejected", "case_id", "annotator")


def _open(records: Records, _options: ImportOptions) -> Opening:
    missing = EXPORTED - frozenset(records.columns)
    if missing:
        raise FormatError(f"{records.name} has no column {min(missing)}: it is no dataset that was exported whole.")
    entries = _plain_entries if records.text_cells else _entries
    return Opening(
        RowByRow(entries), used=EXPORTED, left=frozenset({"flagged"}) & frozenset(records.columns), case="case_id"
    )


def _plain_entries(record: Record) -> Iterable[Entry]:
    """Read a row of a text table, whose cells are guarded against spreadsheets."""
    plain = {name: spreadsheet_plain(cell) for name in _GUARDED if isinstance(cell := record.fields.get(name), str)}
    return _entries(Record(record.line, record.number, {**record.fields, **plain}, record.file))


def _entries(record: Record) -> Iterable[Entry]:
    fields = record.fields
    side = _SIDES.get(str(fields.get("chosen_side")).strip().lower())
    if side is None:
        raise MalformedRowError(f"chosen_side is {shown(fields.get('chosen_side'))} and neither a nor b")
    case, annotator = name_of(fields.get("case_id"), "case_id"), name_of(fields.get("annotator"), "annotator")
    if case is None or annotator is None:
        raise MalformedRowError(f"{'case_id' if case is None else 'annotator'} is missing")
    prompt: Text = "" if fields.get("prompt") in (None, "", []) else text_of(fields["prompt"], "prompt")
    chosen, rejected = (text_of(fields.get(name), name) for name in ("chosen", "rejected"))
    a, b = (chosen, rejected) if side > 0 else (rejected, chosen)
    given = Given(side, annotator, kind_of(_KIND, fields))
    return [Entry(prompt, a, b, case=case, given=(given,), apart=True)]


FORMAT: Final = CaseFormat(
    name="dataset",
    description="a dataset exported by `discretion export dataset`",
    meaning=Meaning(
        case="case_id; A is the chosen response where chosen_side is a", annotator="annotator, of the kind in kind"
    ),
    claims=is_exported,
    open=_open,
)
