"""Reading records by a declared mapping: the same for `--map` and for the formats that are rows of a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Fact, Given, GivenVote, MalformedRowError, Text
from core.importers.formats.field_path import FieldPath, json_of
from core.importers.formats.fields import name_of
from core.importers.formats.sides import Chosen, Side
from core.importers.formats.texts import is_led, joined, text_of, with_system
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind

_DEEPEST: Final = 3
_SHOWN: Final = 40
_NO_FACTS: Final[Mapping[str, Fact]] = {}
_CHOSEN: Final = (Given(1),)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping applied to the columns of a dataset; reads a record as one entry.

    A `prompt` of None is none at all, an empty one says that the cases have none; the prompt is at `instead` where its
    own place is empty. `opened` are the paths into columns of which a part alone is used; what else is in there becomes
    facts.
    """

    a: FieldPath
    b: FieldPath
    prompt: tuple[FieldPath, ...] | None = None
    instead: FieldPath | None = None
    system: FieldPath | None = None
    side: Side | None = None
    annotator: FieldPath | None = None
    kind: FieldPath | None = None
    case: FieldPath | None = None
    votes: tuple[tuple[str, Side], ...] = ()
    default_kind: AnnotatorKind | None = None
    opened: Mapping[str, frozenset[str]] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    """The paths whose texts are no messages written as JSON, even where one looks like it."""
    columns: tuple[str, str, str] | None = field(init=False, default=None)
    """Prompt and responses, where each is a whole column and there is nothing else to read."""

    def __post_init__(self) -> None:
        """See whether rows can be read in few steps."""
        others = (self.system, self.annotator, self.kind, self.case, self.default_kind)
        if type(self.side) is Chosen and not (self.votes or self.opened or any(others)) and self.prompt is not None:
            paths = (*self.prompt, self.a, self.b)
            if len(paths) == 3 and not any(path.steps for path in paths):
                object.__setattr__(self, "columns", tuple(path.column for path in paths))

    def read(self, record: Record) -> Iterable[Entry]:
        """Make the entry; raises MalformedRowError."""
        fields = record.fields
        a, b = self._text(self.a, self.a.of(fields)), self._text(self.b, self.b.of(fields))
        prompt = self._prompt(fields, a, b)
        if self.system is not None:
            prompt, a, b = with_system(self.system.of(fields), prompt, (a, b))
        annotator = None if self.annotator is None else identifier(self.annotator, fields)
        entry = Entry(
            prompt,
            a,
            b,
            case=None if self.case is None else identifier(self.case, fields),
            given=self._given(fields, annotator),
            votes=tuple(self._votes(fields)) if self.votes else (),
            facts=self._facts(fields) if self.opened else _NO_FACTS,
            shared=annotator is not None,
            promptless=self.prompt == (),
        )
        return (entry,)

    def rest(self) -> Iterable[Entry]:
        """Nothing is held back."""
        return ()

    def _prompt(self, fields: Mapping[str, object], a: Text, b: Text) -> Text | None:
        if self.prompt is None:
            return None
        only = self.prompt[0].of(fields) if len(self.prompt) == 1 else None
        if type(only) is str and (only or self.instead is None):
            return self._text(self.prompt[0], only)
        values = [(path, path.of(fields)) for path in self.prompt]
        if self.instead is not None and all(value in (None, "") for _, value in values):
            values = [(self.instead, self.instead.of(fields))]
        if values and all(value is None for _, value in values):
            if is_led(a) and is_led(b):
                return None
            raise MalformedRowError(f"{self.prompt[0].written} is missing")
        none: tuple[object, ...] = (None, [], "[]") if len(values) > 1 else (None, [])
        return joined([self._text(path, value) for path, value in values if value not in none])

    def _text(self, path: FieldPath, value: object) -> Text:
        return text_of(value, path.written, plain=path.written in self.plain)

    def _given(self, fields: Mapping[str, object], annotator: str | None) -> tuple[Given, ...]:
        if type(self.side) is Chosen and self.annotator is None and self.kind is None:
            return _CHOSEN if self.default_kind is None else (Given(1, None, self.default_kind),)
        said = None if self.side is None else self.side.of(fields)
        if said is None:
            return ()
        return (Given(said.preference, annotator, kind_of(self.kind, fields) or self.default_kind, said.strength),)

    def _votes(self, fields: Mapping[str, object]) -> Iterable[GivenVote]:
        for principle, side in self.votes:
            said = side.of(fields)
            if said is not None:
                yield GivenVote(principle, said.preference)

    def _facts(self, fields: Mapping[str, object]) -> dict[str, Fact]:
        facts: dict[str, Fact] = {}
        for column, used in self.opened.items():
            _collect(json_of(fields.get(column)), column, used, facts, 0)
        return facts


def identifier(path: FieldPath | None, fields: Mapping[str, object]) -> str | None:
    """An id or a name, which may be a number; None where there is none."""
    return None if path is None else name_of(path.of(fields), path.written)


def kind_of(path: FieldPath | None, fields: Mapping[str, object]) -> AnnotatorKind | None:
    """The kind of an annotator; None where there is none."""
    value = identifier(path, fields)
    if value is None:
        return None
    try:
        return AnnotatorKind(value.lower().replace("_", "-").replace(" ", "-"))
    except ValueError as error:
        kinds = ", ".join(AnnotatorKind)
        raise MalformedRowError(f'kind is "{inert_line(value, _SHOWN)}" and not one of {kinds}') from error


def tells_every_kind(path: FieldPath | None, records: Records) -> bool:
    """Whether every row says of what kind its annotator is; all are read where the first ones do."""
    if path is None or not records.head:
        return False
    return all(path.of(record.fields) not in (None, "") for rows in (records.head, records) for record in rows)


def _collect(value: object, name: str, used: frozenset[str], facts: dict[str, Fact], depth: int) -> None:
    """Gather the texts, numbers and truth values within a column, but for what is used of it."""
    if name.lower() in used or depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            _collect(item, f"{name}.{key}", used, facts, depth + 1)
    elif isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            for place, item in enumerate(value):
                _collect(item, f"{name}.{place}", used, facts, depth + 1)
    elif depth and isinstance(value, str | int | float | bool) and value != "":
        facts[name] = value
