"""Format `bedrock-nova`: a conversation that ends with candidates of which one is preferred, for Amazon Bedrock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError, Message
from core.importers.formats.case_ids import CaseIds, pair_id
from core.importers.formats.field_path import json_of
from core.importers.formats.fields import glance, mostly, objects, shown
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.options import ImportOptions

_LABEL: Final = "preferenceLabel"
_LABELS: Final = {"preferred": True, "non-preferred": False}


def claims(records: Records) -> bool:
    """Tell whether rows hold messages of which the last has candidates."""
    found = (glance(record.fields, "messages") for record in records.head)
    return mostly(bool(each) and isinstance(each[-1].get("candidates"), list) for each in found)


def open_rows(records: Records, _options: ImportOptions) -> Opening:
    """Apply the format."""
    ids = CaseIds.of(records)
    used = frozenset({"system", "messages"}) & frozenset(records.columns)
    return Opening(
        RowByRow(_Rows(ids).entries),
        used=used | ids.used,
        left=frozenset({"schemaversion"}) & frozenset(records.columns),
        case=ids.column,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    ids: CaseIds

    def entries(self, record: Record) -> Iterable[Entry]:
        messages = objects(record.fields, "messages")
        if not messages:
            raise MalformedRowError("messages is empty")
        *before, last = messages
        candidates = objects(last, "candidates")
        labels = [_label(each) for each in candidates]
        preferred = [place for place, label in enumerate(labels) if label]
        others = [place for place, label in enumerate(labels) if not label]
        if not preferred or not others:
            raise MalformedRowError("the candidates are not a preferred and a non-preferred one")
        of, row = len(preferred) * len(others), self.ids.row(record)
        role = last.get("role", "assistant")
        return [
            Entry(
                [*_system(record.fields), *before],
                [_answer(role, candidates[i])],
                [_answer(role, candidates[j])],
                case=pair_id(row, i, j, of),
                numbered=self.ids.column is None,
                given=(Given(1),),
            )
            for i in preferred
            for j in others
        ]


def _system(fields: Mapping[str, Any]) -> Sequence[Message]:
    """The system's texts as the first message."""
    found = json_of(fields.get("system"))
    return [] if found in (None, "", []) else [{"role": "system", "content": found}]


def _answer(role: object, candidate: Mapping[str, Any]) -> Message:
    return {"role": role, **{name: value for name, value in candidate.items() if name != _LABEL}}


def _label(candidate: Mapping[str, Any]) -> bool:
    said = candidate.get(_LABEL)
    found = _LABELS.get(said.strip().lower()) if isinstance(said, str) else None
    if found is None:
        raise MalformedRowError(f"{_LABEL} is {shown(said)} and neither preferred nor non-preferred")
    return found


FORMAT: Final = CaseFormat(
    name="bedrock-nova",
    description="Amazon Bedrock's preferences for Nova: a conversation that ends with candidates",
    meaning=Meaning(case="each row: the preferred candidate with each other one", annotator="human, for the preferred"),
    claims=claims,
    open=open_rows,
)
