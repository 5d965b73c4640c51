"""Format `helpsteer3`: two responses to a conversation, compared over all and by several people from -3 to 3."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError
from core.importers.formats.case_ids import CaseIds
from core.importers.formats.fields import number, objects, shown, sign, text
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.formats.texts import text_of
from core.importers.options import ImportOptions
from core.model.terms import AnnotatorKind

_OVERALL: Final = "overall_preference"
_INDIVIDUAL: Final = "individual_preference"
_USED: Final = frozenset({"context", "response1", "response2", _OVERALL, _INDIVIDUAL})
_NOTE: Final = "individual-1, individual-2 … are places in a row's list of people: they need not be the same ones."


def claims(records: Records) -> bool:
    """Tell whether rows hold a context, two responses and an overall preference."""
    return set(records.columns) >= _USED - {_INDIVIDUAL}


def open_rows(records: Records, _options: ImportOptions) -> Opening:
    """Apply the format."""
    ids = CaseIds.of(records)
    several = _INDIVIDUAL in records.columns
    return Opening(
        RowByRow(_Rows(ids).entries),
        used=(_USED & set(records.columns)) | ids.used,
        notes=[_NOTE] if several else [],
        case=ids.column,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    ids: CaseIds

    def entries(self, record: Record) -> Iterable[Entry]:
        fields = record.fields
        people = enumerate(objects(fields, _INDIVIDUAL), 1)
        scores = [(f"individual-{place}", one.get("score"), "score") for place, one in people]
        given = [
            given
            for name, value, what in [(None, fields.get(_OVERALL), _OVERALL), *scores]
            if (given := _given(name, value, what)) is not None
        ]
        return [
            Entry(
                text_of(fields.get("context"), "context"),
                text(fields, "response1"),
                text(fields, "response2"),
                case=self.ids.given(record),
                given=tuple(given),
            )
        ]


def _given(annotator: str | None, value: object, what: str) -> Given | None:
    """Read a score from -3 (response 1 is much better) to 3 (response 2 is), turned so that response 1 is A."""
    score = number(value, what)
    if score is None:
        return None
    if abs(score) > 3:
        raise MalformedRowError(f"{what} is {shown(value)} and not between -3 and 3")
    # Zero stays a plain zero: -0.0 reads oddly.
    return Given(-sign(score), annotator, AnnotatorKind.HUMAN, -score if score else 0.0)


FORMAT: Final = CaseFormat(
    name="helpsteer3",
    description="HelpSteer3: two responses to a conversation, compared over all and by several people",
    meaning=Meaning(
        case="each row",
        annotator="human by overall_preference (negative: response 1), individual-1, -2 … by each person's score",
    ),
    claims=claims,
    open=open_rows,
)
