"""Format `helpsteer2`: rows that rate one response each, of which those with the same prompt follow one another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, GivenVote
from core.importers.formats.case_ids import pairs
from core.importers.formats.fields import higher, number, sided, text
from core.importers.formats.reading import Brought, CaseFormat, Meaning, Opening
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.number_words import plural
from core.model.safe_text import inert_line

_ASPECTS: Final = (
    Brought("helpfulness", "Helpfulness", "The response is of more help over all."),
    Brought("correctness", "Correctness", "The response has the facts that matter, and has them right."),
    Brought("coherence", "Coherence", "The response is clear and agrees with itself."),
    Brought("complexity", "Complexity", "The response takes more knowledge to write."),
    Brought("verbosity", "Verbosity", "The response says more than the other."),
)
_NAMES: Final = tuple(aspect.id for aspect in _ASPECTS)


def claims(records: Records) -> bool:
    """Tell whether rows hold a prompt, one response and the five ratings."""
    return set(records.columns) >= {"prompt", "response", *_NAMES}


def open_rows(records: Records, options: ImportOptions) -> Opening:
    """Apply the format; raises FormatError where `options.annotation` is none of the ratings."""
    annotation = options.annotation
    if annotation is not None and annotation not in _NAMES:
        raise FormatError(
            f"{records.name} has no annotation {inert_line(annotation)}: --annotation takes one of {', '.join(_NAMES)}."
        )
    said = (
        "The ratings are votes and nobody's annotation: pass --annotation helpfulness to have one of them annotate."
        if annotation is None
        else f"The annotation is {annotation}, which is a vote too."
    )
    notes = [said]
    return Opening(
        _Pairs(annotation, notes, tuple(name for name in records.columns if name not in {"prompt", "response"})),
        # What else a row says is of one response: each pair has it of both.
        used=frozenset(records.columns),
        principles=_ASPECTS,
        oracle="helpsteer2",
        notes=notes,
    )


@dataclass(slots=True)
class _Pairs:
    """Holds the rows of one prompt until another prompt comes."""

    annotation: str | None
    notes: list[str]
    others: tuple[str, ...]
    held: list[Record] = field(default_factory=list)
    single: int = 0

    def read(self, record: Record) -> Iterable[Entry]:
        prompt = text(record.fields, "prompt")
        text(record.fields, "response")
        for name in _NAMES:
            number(record.fields.get(name), name)
        if self.held and self.held[0].fields["prompt"] != prompt:
            entries = self._entries()
            self.held = [record]
            return entries
        self.held.append(record)
        return ()

    def rest(self) -> Iterable[Entry]:
        entries = self._entries()
        self.held = []
        if self.single:
            rows = plural(self.single, "row")
            self.notes.append(f"{rows} passed over: no row with the same prompt stands before or after.")
        return entries

    def _entries(self) -> Sequence[Entry]:
        self.single += len(self.held) == 1
        return [self._entry(self.held[i], self.held[j]) for i, j in pairs(len(self.held))]

    def _entry(self, first: Record, second: Record) -> Entry:
        a, b = first.fields, second.fields
        votes = {name: vote for name in _NAMES if (vote := higher(_rated(a, name), _rated(b, name))) is not None}
        preference = None if self.annotation is None else votes.get(self.annotation)
        facts = {key: value for name in self.others for key, value in sided(name, a.get(name), b.get(name)).items()}
        return Entry(
            a["prompt"],
            a["response"],
            b["response"],
            case=f"{first.number}-{second.number}",
            given=() if preference is None else (Given(preference),),
            votes=tuple(GivenVote(name, vote) for name, vote in votes.items()),
            facts=facts,
        )


def _rated(fields: Mapping[str, Any], name: str) -> float | None:
    return number(fields.get(name), name)


FORMAT: Final = CaseFormat(
    name="helpsteer2",
    description="HelpSteer and HelpSteer2: responses rated by five aspects, those of one prompt row after row",
    meaning=Meaning(
        case="every two rows in a row with the same prompt, named by their numbers",
        annotator="nobody, or human by the rating that --annotation names",
        principle="helpfulness, correctness, coherence, complexity, verbosity",
        vote="the higher rating (equal: 0)",
    ),
    claims=claims,
    open=open_rows,
    chooses=True,
)
