"""Format `hh-rlhf`: a chosen and a rejected transcript, as Anthropic's HH-RLHF has them, in any container."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError
from core.importers.formats.case_ids import CaseIds
from core.importers.formats.fitting import is_spoken
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.options import ImportOptions
from core.model.conversation import ASSISTANT
from core.model.errors import FormatError

_SIDES: Final = ("chosen", "rejected")


@dataclass(frozen=True, slots=True)
class _Transcripts:
    """Reads two transcripts; A is the chosen one, and what is before the last turn of the assistant the prompt."""

    ids: CaseIds

    def entries(self, record: Record) -> Iterable[Entry]:
        """Make the entry; raises MalformedRowError."""
        for name in _SIDES:
            text = record.fields.get(name)
            if not isinstance(text, str):
                raise MalformedRowError(f"{name} is missing or not text")
            if ASSISTANT not in text:
                raise MalformedRowError(f"{name} has no `{ASSISTANT}` turn")
        chosen, rejected = (record.fields[name] for name in _SIDES)
        return [Entry(None, chosen, rejected, case=self.ids.given(record), given=(Given(1),))]


def _open(records: Records, _options: ImportOptions) -> Opening:
    missing = [name for name in _SIDES if name not in records.columns]
    if missing and records.head:
        raise FormatError(f"{records.name} has no column {missing[0]}: hh-rlhf needs chosen and rejected transcripts.")
    ids = CaseIds.of(records)
    return Opening(RowByRow(_Transcripts(ids).entries), used=frozenset(_SIDES) | ids.used, case=ids.column)


FORMAT: Final = CaseFormat(
    name="hh-rlhf",
    description="Anthropic's HH-RLHF: chosen and rejected transcripts",
    meaning=Meaning(case="each row, by its number; A is the chosen response", annotator="human, who prefers A"),
    claims=is_spoken,
    open=_open,
    needs_claim=False,
)
