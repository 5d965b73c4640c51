"""Format `unpaired`: prompts with one completion each that is good or not, as for KTO; read only when asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import orjson

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError, Text
from core.importers.formats.column_names import ANNOTATORS, first_of
from core.importers.formats.fields import truth
from core.importers.formats.reading import CaseFormat, Meaning, Opening
from core.importers.formats.texts import is_plain, text_of
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.number_words import plural
from core.model.safe_text import inert_line

_NAME: Final = "unpaired"
_TEXTS: Final = ("prompt", "completion")
_NEEDED: Final = frozenset({*_TEXTS, "label"})


def claims(records: Records) -> bool:
    """Tell whether rows hold a prompt, one completion and its label."""
    return set(records.columns) >= _NEEDED


def open_rows(records: Records, options: ImportOptions) -> Opening:
    """Apply the format; raises FormatError unless it was asked for, for rows are no pairs."""
    if options.format != _NAME:
        raise FormatError(
            f"{records.name} has one completion a row, good or not, and no pairs: pass --format {_NAME} "
            "to pair each prompt's true completions with its false ones."
        )
    notes: list[str] = []
    people = first_of(ANNOTATORS, records)
    if people is not None:
        notes.append(f"{inert_line(people)} is not used: completions are paired whoever labelled them.")
    plain = frozenset(name for name in _TEXTS if is_plain([record.fields.get(name)] for record in records.head))
    left = frozenset({people}) if people is not None else frozenset[str]()
    return Opening(_Prompts(notes, plain), used=_NEEDED, left=left, notes=notes)


@dataclass(slots=True)
class _Completions:
    prompt: Text
    good: list[tuple[int, Text]] = field(default_factory=list)
    bad: list[tuple[int, Text]] = field(default_factory=list)


@dataclass(slots=True)
class _Prompts:
    """Holds every completion until the last row: those of one prompt stand anywhere in such files."""

    notes: list[str]
    plain: frozenset[str]
    held: dict[bytes, _Completions] = field(default_factory=dict)

    def read(self, record: Record) -> Iterable[Entry]:
        prompt, completion = (text_of(record.fields.get(name), name, plain=name in self.plain) for name in _TEXTS)
        good = truth(record.fields.get("label"), "label")
        if good is None:
            raise MalformedRowError("label is missing")
        found = self.held.setdefault(orjson.dumps(prompt), _Completions(prompt))
        (found.good if good else found.bad).append((record.number, completion))
        return ()

    def rest(self) -> Iterable[Entry]:
        alone = sum(not each.good or not each.bad for each in self.held.values())
        if alone:
            self.notes.append(f"{plural(alone, 'prompt')} with completions of one label only passed over.")
        for each in self.held.values():
            for good, a in each.good:
                for bad, b in each.bad:
                    yield Entry(each.prompt, a, b, case=f"{good}-{bad}", given=(Given(1),))


FORMAT: Final = CaseFormat(
    name=_NAME,
    description="TRL's unpaired preferences, as for KTO: read where --format unpaired asks for it",
    meaning=Meaning(
        case="each true completion of a prompt with each false one, named by their rows",
        annotator="human, for the true one",
    ),
    claims=claims,
    open=open_rows,
)
