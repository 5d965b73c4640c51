"""Format `bedrock-dpo`: Amazon Nova's conversations whose last turn has a preferred and a non-preferred candidate."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError
from core.importers.formats.field_path import json_of
from core.importers.formats.reading import CaseFormat, Meaning, Opening
from core.importers.formats.texts import with_system
from core.importers.options import ImportOptions

_LABELS: Final = ("preferred", "non-preferred")


class _Candidates:
    """Reads the candidates of the last turn; what is before it is the prompt."""

    def read(self, record: Record) -> Iterable[Entry]:
        """Make the entry; raises MalformedRowError."""
        messages = json_of(record.fields.get("messages"))
        if not isinstance(messages, list) or not _has_candidates(messages):
            raise MalformedRowError("messages do not end with a turn of candidates")
        labelled: dict[str, list[Any]] = {label: [] for label in _LABELS}
        for candidate in messages[-1]["candidates"]:
            label = candidate.get("preferenceLabel") if isinstance(candidate, Mapping) else None
            if label not in labelled:
                raise MalformedRowError("a candidate has no preferenceLabel of preferred or non-preferred")
            labelled[label].append({"role": messages[-1].get("role", "assistant"), "content": candidate.get("content")})
        if any(len(found) != 1 for found in labelled.values()):
            raise MalformedRowError("messages end with other than one preferred and one non-preferred candidate")
        texts = with_system(
            record.fields.get("system"), messages[:-1], (labelled["preferred"], labelled["non-preferred"])
        )
        yield Entry(*texts, given=(Given(1),))

    def rest(self) -> Iterable[Entry]:
        """Nothing is held back."""
        return ()


def _has_candidates(messages: object) -> bool:
    held = json_of(messages)
    return (
        isinstance(held, list)
        and bool(held)
        and isinstance(held[-1], Mapping)
        and isinstance(held[-1].get("candidates"), list)
    )


def _claims(records: Records) -> bool:
    return any(_has_candidates(record.fields.get("messages")) for record in records.head)


def _open(records: Records, _options: ImportOptions) -> Opening:
    return Opening(
        _Candidates(),
        used=frozenset({"messages", "system"}) & frozenset(records.columns),
        left=frozenset({"schemaversion"}) & frozenset(records.columns),
    )


FORMAT: Final = CaseFormat(
    name="bedrock-dpo",
    description="Amazon Bedrock's DPO: messages that end with two labelled candidates",
    meaning=Meaning(case="each row; A is the preferred candidate", annotator="human, who prefers A"),
    claims=_claims,
    open=_open,
)
