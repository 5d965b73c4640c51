"""Format `argilla`: records with fields and people's responses to questions, as Argilla 1 and 2 export them as JSON."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from core.importers.containers.places import typed
from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError
from core.importers.formats.case_ids import CaseIds, pair_id, pairs
from core.importers.formats.field_path import json_of
from core.importers.formats.fields import facts, higher, listed, mapping, mostly, name_of, number, objects, shown
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.formats.text_fields import prompt_among, responses_among
from core.importers.formats.texts import text_of
from core.importers.formats.values import ReadPreference, known
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind

_TIES: Final = frozenset({"tie", "both", "neither", "equal", "same"})


def claims(records: Records) -> bool:
    """Tell whether rows hold fields and responses as Argilla's records do."""
    return (
        set(records.columns) >= {"fields", "responses"}
        and mostly(mapping(record.fields, "fields") is not None for record in records.head)
        and any(_glance(record) for record in records.head)
    )


def open_rows(records: Records, options: ImportOptions) -> Opening:
    """Apply the format; raises FormatError where no question, or more than one, says which field is preferred."""
    question = _question(records, options.annotation)
    names = next(list(fields) for record in records.head if (fields := mapping(record.fields, "fields")) is not None)
    named = _named(records, question, names)
    responses = [name for name in names if name in named]
    if len(responses) < 2:
        both = responses_among(names)
        if both is None or not named <= set(both):
            raise FormatError(f"{records.name}: which fields are the responses is not told by what was answered.")
        responses = list(both)
    rest = [name for name in names if name not in responses]
    prompt = prompt_among(rest)
    if prompt is None and rest:
        raise FormatError(
            f"{records.name}: whether one of {_written(rest)} is the prompt is not told by its name: call it prompt."
        )
    ids = CaseIds.of(records)
    return Opening(
        RowByRow(_Rows(ids, question, prompt, tuple(responses), alone=options.annotation is None).entries),
        used=frozenset({"fields", "responses", "metadata"}) & frozenset(records.columns) | ids.used,
        left=frozenset({"_server_id"}) & frozenset(records.columns),
        case=ids.column,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    ids: CaseIds
    question: str
    prompt: str | None
    responses: tuple[str, ...]
    alone: bool
    """Whether no other question may be answered with a response."""

    def entries(self, record: Record) -> Iterable[Entry]:
        fields = mapping(record.fields, "fields")
        if fields is None:
            raise MalformedRowError("fields is not an object")
        texts = [text_of(fields.get(name), name) for name in self.responses]
        of, row = len(texts) * (len(texts) - 1) // 2, self.ids.row(record)
        answers = [(name, _Answer.of(value, self.responses)) for name, value in self._answers(record.fields)]
        about = {name: value for name, value in fields.items() if name not in {self.prompt, *self.responses}}
        metadata = mapping(record.fields, "metadata")
        own = None
        if metadata is not None:
            about |= metadata
            # Where a store exported the record, it is one of its cases.
            own = name_of(about.pop("case_id", None), "case_id")
        row = own or row
        entries = []
        for i, j in pairs(len(texts)):
            given = _given(answers, i, j)
            if given or of == 1:
                entries.append(
                    Entry(
                        "" if self.prompt is None else text_of(fields.get(self.prompt), self.prompt),
                        texts[i],
                        texts[j],
                        pair_id(row, i, j, of),
                        given,
                        facts=facts(**about),
                        # Where each person has a workspace with the same records, these have their texts in common.
                        numbered=own is None and self.ids.column is None,
                        promptless=self.prompt is None,
                        apart=own is not None,
                    )
                )
        return entries

    def _answers(self, fields: Mapping[str, Any]) -> Iterator[tuple[str | None, object]]:
        """Who answered the question, and what."""
        people: set[str | None] = set()
        for question, person, value in _said(fields):
            if question == self.question:
                annotator = name_of(person, "user_id")
                if annotator in people:
                    raise MalformedRowError(f"user {annotator} answers twice")
                people.add(annotator)
                yield annotator, value
            elif self.alone and _mentions(value) & set(self.responses):
                raise MalformedRowError(
                    f"{shown(question)} is answered with a response, which only {shown(self.question)} is in the first "
                    "records: pass --annotation for one of them"
                )


def _said(fields: Mapping[str, Any]) -> list[tuple[str, object, object]]:
    """Take what was submitted: question, person, value; of a list by person (1) or lists by question (2)."""
    responses = json_of(fields.get("responses"))
    if isinstance(responses, Mapping):
        return [
            (question, each.get("user_id"), each.get("value"))
            for question in responses
            for each in objects(responses, question)
            if _submitted(each)
        ]
    return [
        (question, each.get("user_id"), about.get("value") if isinstance(about, Mapping) else about)
        for each in objects(fields, "responses")
        if _submitted(each)
        for question, about in _values(each).items()
    ]


def _values(response: Mapping[str, Any]) -> Mapping[str, Any]:
    values = response.get("values") or {}
    if not isinstance(values, Mapping):
        raise MalformedRowError("values is not an object")
    return values


def _glance(record: Record) -> list[tuple[str, object, object]]:
    """Take what was submitted, or nothing where the row is malformed."""
    try:
        return _said(record.fields)
    except MalformedRowError:
        return []


def _submitted(response: Mapping[str, Any]) -> bool:
    return bool(response.get("status", "submitted") == "submitted")


def _question(records: Records, asked: str | None) -> str:
    """The question whose answers name fields: the one that was asked for, or the only one."""
    found: dict[str, None] = {}
    for record in records.head:
        names = set(mapping(record.fields, "fields") or ())
        found |= dict.fromkeys(question for question, _, value in _glance(record) if _mentions(value) & names)
    if asked is not None and asked in found:
        return asked
    if not found:
        raise FormatError(
            f"{records.name} has no question that is answered with the name of a field{_labelled(records)}."
        )
    if len(found) == 1 and asked is None:
        return next(iter(found))
    raise FormatError(
        f"{records.name} has answers to {_written(list(found))} that name a field: "
        f"pass --annotation {listed(map(inert_line, found))} for the annotation."
    )


def _labelled(records: Records) -> str:
    """What to type where records of version 2 have a question that is answered with words for A and B; else nothing."""
    for record in records.head:
        fields = mapping(record.fields, "fields") or {}
        sides, prompt = responses_among(list(fields)), prompt_among(list(fields))
        if sides is None or prompt is None or not isinstance(json_of(record.fields.get("responses")), Mapping):
            continue
        for question, _, value in _glance(record):
            if isinstance(value, str) and isinstance(known(value), ReadPreference):
                at = f"responses.{question}.0"
                parts = f"prompt=fields.{prompt},a=fields.{sides[0]},b=fields.{sides[1]}"
                mapped = shlex.quote(inert_line(f"{parts},preference={at}.value,annotator={at}.user_id"))
                line = f"discretion import {typed(records.name)} --map {mapped}"
                return f"; if {inert_line(question)} says which is preferred, type {line} for the first answer of each"
    return ""


def _named(records: Records, question: str, names: Sequence[str]) -> set[str]:
    said = (each for record in records.head for each in _glance(record))
    return {name for asked, _, value in said if asked == question for name in _mentions(value)} & set(names)


def _mentions(value: object) -> set[str]:
    """The words that an answer consists of: one, or those that it ranks."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, list):
        found = [each.get("value") if isinstance(each, Mapping) else each for each in value]
        return {each for each in found if isinstance(each, str)}
    return set()


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer as ranks of the responses, 1 first.

    Infinite where it says only that one is not the best, None where it says nothing of one.
    """

    ranks: Sequence[float | None]

    @classmethod
    def of(cls, value: object, responses: Sequence[str]) -> "_Answer":
        """Read a field's name, a word for a tie, or a ranking; raises MalformedRowError."""
        if isinstance(value, str):
            if value in responses:
                return cls([1.0 if name == value else inf for name in responses])
            if value.strip().lower() in _TIES:
                return cls([1.0] * len(responses))
        if isinstance(value, list):
            ranks: dict[str, float | None] = {}
            for place, each in enumerate(value, 1):
                name = each.get("value") if isinstance(each, Mapping) else each
                if not isinstance(name, str) or name not in responses:
                    break
                ranks[name] = number(each.get("rank"), "rank") if isinstance(each, Mapping) else float(place)
            else:
                return cls([ranks.get(name) for name in responses])
        raise MalformedRowError(f"an answer is {shown(value)}, which names none of {', '.join(responses)}")

    def between(self, i: int, j: int) -> int | None:
        """Prefer the one that is ranked first; None where the answer does not tell."""
        a, b = self.ranks[i], self.ranks[j]
        return None if a == b == inf else higher(b, a)


def _given(answers: Iterable[tuple[str | None, _Answer]], i: int, j: int) -> tuple[Given, ...]:
    """What each answer says of two responses."""
    return tuple(
        Given(preference, name, AnnotatorKind.HUMAN)
        for name, answer in answers
        if (preference := answer.between(i, j)) is not None
    )


def _written(names: Sequence[str]) -> str:
    return inert_line(", ".join(names))


FORMAT: Final = CaseFormat(
    name="argilla",
    description="Argilla's records, of version 1 or 2, as JSON",
    meaning=Meaning(
        case="each record, by its id (of several ranked responses every two, named id/i-j); metadata are facts",
        annotator="each user, by the question that is answered with a field or a ranking of fields",
    ),
    claims=claims,
    open=open_rows,
    own_people=True,
    chooses=True,
)
