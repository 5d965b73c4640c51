"""Format `rewardbench-2`: a prompt with lists of chosen and of rejected completions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError
from core.importers.formats.case_ids import CaseIds, pair_id
from core.importers.formats.field_path import json_of
from core.importers.formats.fields import mostly, sided
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.formats.texts import text_of
from core.importers.options import ImportOptions

_COUNTS: Final = frozenset({"num_correct", "num_incorrect", "total_completions"})
_SIDES: Final = ("chosen", "rejected")


def claims(records: Records) -> bool:
    """Tell whether rows hold a prompt, and chosen and rejected as lists of texts, which text tables write as JSON."""
    return set(records.columns) >= {"prompt", *_SIDES} and mostly(
        _is_texts(json_of(record.fields.get(name))) for record in records.head for name in _SIDES
    )


def open_rows(records: Records, _options: ImportOptions) -> Opening:
    """Apply the format: each chosen completion against each rejected one."""
    ids = CaseIds.of(records)
    return Opening(
        RowByRow(_Rows(ids).entries),
        used=frozenset({"prompt", "models", *_SIDES}) & frozenset(records.columns) | ids.used,
        left=_COUNTS & frozenset(records.columns),
        case=ids.column,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    ids: CaseIds

    def entries(self, record: Record) -> Iterable[Entry]:
        fields = record.fields
        chosen, rejected = (_texts(fields, name) for name in _SIDES)
        of, row = len(chosen) * len(rejected), self.ids.row(record)
        models = _models(fields, len(chosen) + len(rejected))
        return [
            Entry(
                text_of(fields.get("prompt"), "prompt"),
                a,
                b,
                case=pair_id(row, i, j, of),
                numbered=self.ids.column is None,
                given=(Given(1),),
                facts=sided("model", models[i], models[j]),
            )
            for i, a in enumerate(chosen)
            for j, b in enumerate(rejected, len(chosen))
        ]


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)


def _texts(fields: Mapping[str, Any], name: str) -> Sequence[str]:
    value = json_of(fields.get(name))
    if not isinstance(value, list) or not _is_texts(value):
        raise MalformedRowError(f"{name} is not a list of texts")
    return value


def _models(fields: Mapping[str, Any], count: int) -> Sequence[object]:
    """The models of the completions, chosen ones first, where as many are told as there are completions."""
    models = json_of(fields.get("models"))
    return models if isinstance(models, list) and len(models) == count else [None] * count


FORMAT: Final = CaseFormat(
    name="rewardbench-2",
    description="RewardBench 2: a prompt with lists of chosen and of rejected completions",
    meaning=Meaning(
        case="each chosen completion with each rejected one, named id/i-j (a single pair by its id)",
        annotator="human, for the chosen one",
    ),
    claims=claims,
    open=open_rows,
)
