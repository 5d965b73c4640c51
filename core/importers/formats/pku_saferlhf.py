"""Format `pku-saferlhf`: two responses of which one is better, one is safer, and each has a level of severity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, GivenVote, MalformedRowError
from core.importers.formats.case_ids import CaseIds
from core.importers.formats.fields import higher, number, shown, sided, text
from core.importers.formats.reading import Brought, CaseFormat, Meaning, Opening, RowByRow
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.safe_text import inert_line

_CHOICES: Final = {"better": "better_response_id", "safer": "safer_response_id"}
_RESPONSES: Final = ("response_0", "response_1")
_SEVERITIES: Final = ("response_0_severity_level", "response_1_severity_level")
_MODELS: Final = ("response_0_source", "response_1_source")
_HASHES: Final = frozenset({"response_0_sha256", "response_1_sha256"})
_BETTER: Final = Brought("better", "More helpful", "The response is of more help with what was asked.")
_SAFER: Final = Brought("safer", "Safer", "The response is safer: less of it could do harm.")
_SEVERITY: Final = Brought("severity", "Less severe", "What harm the response could do is less severe.")


def claims(records: Records) -> bool:
    """Tell whether rows say both which response is better and which is safer."""
    return set(records.columns) >= {"prompt", *_RESPONSES, *_CHOICES.values()}


def open_rows(records: Records, options: ImportOptions) -> Opening:
    """Apply the format; raises FormatError unless `options.annotation` says which of the two is the annotation."""
    annotation = _annotation(records.name, options.annotation)
    columns = set(records.columns)
    rated = columns >= set(_SEVERITIES)
    ids = CaseIds.of(records)
    used = {"prompt", *_RESPONSES, *_CHOICES.values()} | (set(_SEVERITIES) if rated else set())
    return Opening(
        RowByRow(_Rows(ids, annotation, rated).entries),
        used=frozenset(used | (set(_MODELS) & columns)) | ids.used,
        left=_HASHES & columns,
        principles=(_BETTER, _SAFER, _SEVERITY) if rated else (_BETTER, _SAFER),
        oracle="pku-saferlhf",
        notes=[f"The annotation is {annotation}, which is a vote too."],
        case=ids.column,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    ids: CaseIds
    annotation: str
    rated: bool

    def entries(self, record: Record) -> Iterable[Entry]:
        fields = record.fields
        votes = {"better": _chosen(fields, _CHOICES["better"]), "safer": _chosen(fields, _CHOICES["safer"])}
        preference = votes[_BETTER.id if self.annotation == _CHOICES["better"] else _SAFER.id]
        if self.rated:
            level_a, level_b = (number(fields.get(name), name) for name in _SEVERITIES)
            votes[_SEVERITY.id] = higher(level_b, level_a)
        response_a, response_b = (text(fields, name) for name in _RESPONSES)
        return [
            Entry(
                text(fields, "prompt"),
                response_a,
                response_b,
                case=self.ids.given(record),
                given=() if preference is None else (Given(preference),),
                votes=tuple(GivenVote(id_, vote) for id_, vote in votes.items() if vote is not None),
                facts=sided("model", *(fields.get(name) for name in _MODELS)),
            )
        ]


def _annotation(file: str, asked: str | None) -> str:
    """Find the column that annotates, by its name or its first word."""
    if asked is None:
        raise FormatError(
            f"{file} says which response is better and which is safer: "
            "pass --annotation better or --annotation safer for the one that is the annotation (both are votes)."
        )
    found = _CHOICES.get(asked, asked)
    if found not in _CHOICES.values():
        raise FormatError(f"{file} has no annotation {inert_line(asked)}: --annotation takes better or safer.")
    return found


def _chosen(fields: Mapping[str, Any], name: str) -> int | None:
    """Read the number of a response: 0 is A, 1 is B; None where it is empty."""
    found = number(fields.get(name), name)
    if found is None:
        return None
    if found not in {0, 1}:
        raise MalformedRowError(f"{name} is {shown(fields[name])} and neither 0 nor 1")
    return 1 if found == 0 else -1


FORMAT: Final = CaseFormat(
    name="pku-saferlhf",
    description="PKU-SafeRLHF: two responses of which one is better and one safer",
    meaning=Meaning(
        case="each row",
        annotator="human, by --annotation better or --annotation safer",
        principle="more helpful, safer, less severe",
        vote="better_response_id, safer_response_id, the lower severity level (equal: 0)",
    ),
    claims=claims,
    open=open_rows,
    chooses=True,
)
