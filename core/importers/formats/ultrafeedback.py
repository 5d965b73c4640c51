"""Format `ultrafeedback`: an instruction with several completions, each rated by four aspects and over all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, GivenVote, MalformedRowError
from core.importers.formats.case_ids import CaseIds, pair_id, pairs
from core.importers.formats.fields import glance, higher, mostly, number, objects, sided, text
from core.importers.formats.reading import Brought, CaseFormat, Meaning, Opening
from core.importers.options import ImportOptions
from core.model.number_words import plural
from core.model.terms import AnnotatorKind

_RATER: Final = "gpt-4"
_NOT_RATED: Final = frozenset({"n/a", "na", "none", ""})
_ASPECTS: Final = (
    Brought("instruction_following", "Instruction following", "The response does what the instruction asks."),
    Brought("honesty", "Honesty", "The response is as sure of itself as what it says deserves."),
    Brought("truthfulness", "Truthfulness", "The response agrees with the facts and with the instruction."),
    Brought("helpfulness", "Helpfulness", "The response is informative and of use to who asked."),
)


def claims(records: Records) -> bool:
    """Tell whether rows hold an instruction and completions with annotations by aspect."""
    if not {"instruction", "completions"} <= set(records.columns):
        return False
    found = list(chain.from_iterable(glance(record.fields, "completions") for record in records.head))
    return mostly("response" in each and isinstance(each.get("annotations"), Mapping) for each in found)


def open_rows(records: Records, _options: ImportOptions) -> Opening:
    """Apply the format: every two completions of a row are a case."""
    ids = CaseIds.of(records)
    notes: list[str] = []
    return Opening(
        _Rows(ids, notes),
        used=frozenset({"instruction", "completions"}) | ids.used,
        left=frozenset({"models"}),
        principles=_ASPECTS,
        oracle=_RATER,
        annotator=_RATER,
        notes=notes,
        case=ids.column,
    )


@dataclass(slots=True)
class _Rows:
    ids: CaseIds
    notes: list[str]
    single: int = 0

    def read(self, record: Record) -> Iterable[Entry]:
        prompt = text(record.fields, "instruction")
        found = objects(record.fields, "completions")
        self.single += len(found) < 2
        of = len(found) * (len(found) - 1) // 2
        row = self.ids.row(record)
        return [
            Entry(
                prompt,
                text(a, "response"),
                text(b, "response"),
                case=pair_id(row, i, j, of),
                given=_given(a, b),
                votes=tuple(_votes(a, b)),
                facts=sided("model", a.get("model"), b.get("model")),
            )
            for i, j in pairs(len(found))
            for a, b in [(found[i], found[j])]
        ]

    def rest(self) -> Iterable[Entry]:
        if self.single:
            self.notes.append(f"{plural(self.single, 'row')} with fewer than two completions passed over.")
        return ()


def _given(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[Given, ...]:
    """Prefer the higher overall score; nothing where one is missing."""
    preference = higher(_score(a), _score(b))
    return () if preference is None else (Given(preference, kind=AnnotatorKind.LLM),)


def _score(completion: Mapping[str, Any]) -> float | None:
    return number(completion.get("overall_score"), "overall_score")


def _votes(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterable[GivenVote]:
    for aspect in _ASPECTS:
        vote = higher(_rating(a, aspect.id), _rating(b, aspect.id))
        if vote is not None:
            yield GivenVote(aspect.id, vote)


def _rating(completion: Mapping[str, Any], aspect: str) -> float | None:
    """Read a rating, which is a text; None where it is not applicable or missing."""
    annotations = completion.get("annotations")
    about = annotations.get(aspect) if isinstance(annotations, Mapping) else None
    if about is None:
        return None
    if not isinstance(about, Mapping):
        raise MalformedRowError(f"the annotation of {aspect} is not an object")
    said = about.get("Rating", about.get("rating"))
    if isinstance(said, str) and said.strip().lower() in _NOT_RATED:
        return None
    return number(said, f"the rating of {aspect}")


FORMAT: Final = CaseFormat(
    name="ultrafeedback",
    description="UltraFeedback: several completions of an instruction, rated by aspect and over all",
    meaning=Meaning(
        case="every two completions of a row, named row/i-j",
        annotator="gpt-4, by overall_score",
        principle="instruction following, honesty, truthfulness, helpfulness",
        vote="the higher rating (equal: 0; N/A: no vote)",
    ),
    claims=claims,
    open=open_rows,
)
