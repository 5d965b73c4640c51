"""Format `ranked-answers`: several answers to a prompt, each with its rank, as in Nectar."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError
from core.importers.formats.case_ids import CaseIds, pair_id, pairs
from core.importers.formats.fields import glance, higher, mostly, number, objects, sided, text
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.formats.texts import text_of
from core.importers.options import ImportOptions
from core.model.terms import AnnotatorKind

_NECTAR: Final = frozenset({"num_responses", "good_natured"})
_RATER: Final = "gpt-4"


def claims(records: Records) -> bool:
    """Tell whether rows hold a prompt and answers with their ranks."""
    if not {"prompt", "answers"} <= set(records.columns):
        return False
    found = list(chain.from_iterable(glance(record.fields, "answers") for record in records.head))
    return mostly("answer" in each and "rank" in each for each in found)


def open_rows(records: Records, _options: ImportOptions) -> Opening:
    """Apply the format: every two answers of a row are a case. Nectar's ranks are a model's."""
    ids = CaseIds.of(records)
    nectar = set(records.columns) >= _NECTAR
    rows = _Rows(ids, AnnotatorKind.LLM if nectar else None)
    return Opening(
        RowByRow(rows.entries),
        used=frozenset({"prompt", "answers"}) | ids.used,
        annotator=_RATER if nectar else "human",
        case=ids.column,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    ids: CaseIds
    kind: AnnotatorKind | None

    def entries(self, record: Record) -> Iterable[Entry]:
        found = objects(record.fields, "answers")
        if len(found) < 2:
            raise MalformedRowError("answers holds fewer than two, which makes no pair")
        ranks = [number(each.get("rank"), "rank") for each in found]
        of, row = len(found) * (len(found) - 1) // 2, self.ids.row(record)
        entries = []
        for i, j in pairs(len(found)):
            a, b = found[i], found[j]
            preference = higher(ranks[j], ranks[i])
            entries.append(
                Entry(
                    text_of(record.fields.get("prompt"), "prompt"),
                    text(a, "answer"),
                    text(b, "answer"),
                    case=pair_id(row, i, j, of),
                    numbered=self.ids.column is None,
                    given=() if preference is None else (Given(preference, kind=self.kind),),
                    facts=sided("model", a.get("model"), b.get("model")) | sided("rank", ranks[i], ranks[j]),
                )
            )
        return entries


FORMAT: Final = CaseFormat(
    name="ranked-answers",
    description="Nectar, and rows of axolotl: several answers to a prompt, ranked",
    meaning=Meaning(
        case="every two answers of a row, named row/i-j (a single pair as its row)",
        annotator="gpt-4 for Nectar, else human, by the lower rank (equal: 0)",
    ),
    claims=claims,
    open=open_rows,
)
