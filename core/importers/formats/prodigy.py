"""Format `prodigy`: tasks with options of which some are accepted, as Prodigy's choice interface writes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError
from core.importers.formats.case_ids import CaseIds, pair_id
from core.importers.formats.field_path import json_of
from core.importers.formats.fields import glance, mostly, name_of, objects, shown, text
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.formats.values import ReadPreference, known
from core.importers.options import ImportOptions
from core.model.terms import AnnotatorKind

_PROMPTS: Final = ("text", "prompt")
_PEOPLE: Final = ("_annotator_id", "_session_id")
_ANSWERS: Final = frozenset({"accept", "reject", "ignore"})
_ABOUT_THE_TASK: Final = frozenset({"_view_id", "_input_hash", "_task_hash", "_session_id", "config"})


def claims(records: Records) -> bool:
    """Tell whether rows hold options, and what of them was accepted."""
    columns = set(records.columns)
    if not {"options", "accept", "answer"} <= columns or not columns & set(_PROMPTS):
        return False
    found = list(chain.from_iterable(glance(record.fields, "options") for record in records.head))
    return mostly({"id", "text"} <= set(each) for each in found)


def open_rows(records: Records, _options: ImportOptions) -> Opening:
    """Apply the format."""
    columns = frozenset(records.columns)
    prompt = next(name for name in _PROMPTS if name in columns)
    person = next((name for name in _PEOPLE if name in columns), None)
    ids = CaseIds.of(records)
    used = frozenset({prompt, "options", "accept", "answer", *({person} if person else ())}) | ids.used
    rows = _Rows(ids, prompt, person)
    return Opening(RowByRow(rows.entries), used=used, left=_ABOUT_THE_TASK & columns - used, case=ids.column)


@dataclass(frozen=True, slots=True)
class _Rows:
    ids: CaseIds
    prompt: str
    person: str | None

    def entries(self, record: Record) -> Iterable[Entry]:
        fields = record.fields
        options = objects(fields, "options")
        compared = [each for each in options if not _is_tie(each)] if len(options) > 2 else options
        if len(compared) < 2:
            raise MalformedRowError("options holds fewer than two, which makes no pair")
        annotator = None if self.person is None else name_of(fields.get(self.person), self.person)
        accepted = _accepted(fields, [each.get("id") for each in options])
        chosen = [place for place, each in enumerate(compared) if each.get("id") in accepted]
        entries = []
        for i, j in _compared(len(compared), chosen):
            given: tuple[Given, ...] = ()
            if accepted:
                # Both accepted, or the option that stands for neither.
                preference = (i in chosen) - (j in chosen)
                given = (Given(preference, annotator, AnnotatorKind.HUMAN),)
            a, b = text(compared[i], "text"), text(compared[j], "text")
            entries.append(
                Entry(
                    text(fields, self.prompt),
                    a,
                    b,
                    case=self.ids.given(record) if len(compared) == 2 else pair_id(self.ids.row(record), i, j, 2),
                    given=given,
                    # Rows of several people on one task have its texts in common, also where one passes it over.
                    numbered=self.ids.column is None,
                    shared=annotator is not None,
                )
            )
        return entries


def _is_tie(option: Mapping[str, Any]) -> bool:
    """Whether an option stands for neither of the others, by its id or its text."""
    said = [known(option.get(name)) for name in ("id", "text")]
    return (
        any(isinstance(each, ReadPreference) and not each.preference for each in said)
        or str(option.get("id")).lower() == "none"
    )


def _compared(count: int, chosen: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs that a row compares: of two options both, of more those of which one was chosen."""
    every = [(i, j) for i in range(count) for j in range(i + 1, count)]
    return every if count == 2 else [(i, j) for i, j in every if (i in chosen) != (j in chosen)]


def _accepted(fields: Mapping[str, Any], ids: Sequence[object]) -> list[object]:
    """The ids that were accepted; none where the task was rejected or passed over, or nothing chosen."""
    answer = fields.get("answer")
    if not isinstance(answer, str) or answer not in _ANSWERS:
        raise MalformedRowError(f"answer is {shown(answer)} and not accept, reject or ignore")
    accepted = json_of(fields.get("accept")) or []
    if not isinstance(accepted, list):
        raise MalformedRowError("accept is not a list of ids")
    unknown = [each for each in accepted if each not in ids]
    if unknown:
        raise MalformedRowError(f"accept names {shown(unknown[0])}, which is none of the options")
    return accepted if answer == "accept" else []


FORMAT: Final = CaseFormat(
    name="prodigy",
    description="Prodigy's choice interface: tasks with options of which some are accepted",
    meaning=Meaning(
        case="each task's two options (of more, the accepted with each other one)",
        annotator="each _annotator_id, for the accepted option (both: 0); rejected and ignored tasks say nothing",
    ),
    claims=claims,
    open=open_rows,
    own_people=True,
)
