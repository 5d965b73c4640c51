"""Format `label-studio-min`: Label Studio's flat exports (JSON_MIN, CSV, TSV) of a pairwise choice.

A choice is a word, or a list of one selection, which tables have as JSON.
"""

from collections.abc import Mapping
from typing import Final

from core.importers.containers.records import Records
from core.importers.formats.applying import Defaults, Rules, applied
from core.importers.formats.column_map import ColumnMap
from core.importers.formats.column_names import PROMPTS, beside_pair, filled, first_of
from core.importers.formats.field_path import json_of
from core.importers.formats.reading import CaseFormat, Meaning, Opening
from core.importers.options import ImportOptions
from core.model.errors import FormatError

_MARKS: Final = frozenset({"annotation_id", "lead_time"})
_SIDES: Final = frozenset({"left", "right"})


def _map(records: Records) -> str | None:
    """The mapping, where it is plain; None where it is not."""
    choices = [place for name in records.columns if (place := _choice(records, name)) is not None]
    prompt, pair = first_of(PROMPTS, records), beside_pair(records)
    if len(choices) != 1 or prompt is None or pair is None:
        return None
    annotator = ",annotator=annotator" if "annotator" in records.columns else ""
    case = ",case=case_id" if "case_id" in records.columns else ",case=id" if "id" in records.columns else ""
    return f"prompt={prompt},a={pair[0]},b={pair[1]},preference={choices[0]}{annotator}{case}"


def _choice(records: Records, name: str) -> str | None:
    """Where a column has left and right: the column, or within it; None if it has not."""
    values = filled(records, name)
    selected = [_selected(value) for value in values]
    for place, found in ((name, values), (f"{name}.0.selected", selected)):
        words = {str(value).strip().lower() for value in found}
        if words & _SIDES and words <= _SIDES | {"tie", "equal", "both", "neither"}:
            return place
    return None


def _selected(value: object) -> object:
    """What a list of one selection selects."""
    held = json_of(value)
    return (
        held[0].get("selected") if isinstance(held, list) and len(held) == 1 and isinstance(held[0], Mapping) else None
    )


def _claims(records: Records) -> bool:
    return frozenset(records.columns) >= _MARKS and _map(records) is not None


def _open(records: Records, _options: ImportOptions) -> Opening:
    found = _map(records)
    if found is None:
        raise FormatError(
            f"{records.name} has no prompt, two texts and one column of left and right: say with --map what is what."
        )
    return applied(records, ColumnMap.parse(found), Rules(), Defaults())


FORMAT: Final = CaseFormat(
    name="label-studio-min",
    description="Label Studio's flat exports (JSON_MIN, CSV, TSV) of pairwise choices",
    meaning=Meaning(case="each task, by its id", annotator="each annotator, by its number; left is A"),
    claims=_claims,
    open=_open,
)
