"""Format `label-studio`: tasks with pairwise annotations, as Label Studio exports them as JSON."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.importers.containers.places import typed
from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, MalformedRowError
from core.importers.formats.case_ids import CaseIds
from core.importers.formats.fields import facts, glance, listed, mapping, name_of, objects, shown
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.formats.text_fields import prompt_among, responses_among
from core.importers.formats.texts import text_of
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind

_SELECTED: Final = {"left": 1, "right": -1}
_PAIRWISE: Final = "pairwise"
_CHOICES: Final = "choices"
_FIRST: Final = "annotations.0.result.0.value"
"""Where a task's first annotation has its value, for --map."""
_LONGEST: Final = 400
OWN_ID: Final = "case_id"
"""Where an exported task has the id of its case."""


def claims(records: Records) -> bool:
    """Tell whether rows are tasks with data, and some of them have pairwise annotations, or choices."""
    if not set(records.columns) >= {"data", "annotations"}:
        return False
    return any(_results(records, _PAIRWISE)) or any(_results(records, _CHOICES))


def open_rows(records: Records, options: ImportOptions) -> Opening:
    """Apply the format; raises FormatError where the names of the data do not tell what is compared.

    Also where several controls compare, unless `options.annotation` is one of them.
    """
    exported = _own_ids(records)
    ids = CaseIds(None) if exported else CaseIds.of(records)
    names = _fields(records)
    control = _control(records, options.annotation)
    tags = next((_tags(each) for each in _results(records, _PAIRWISE) if _from(each) == control), ())
    sides = _sides(tags, names)
    if sides is None:
        raise FormatError(
            f"{records.name}: which two of {_written(names)} are compared is not told by their names: "
            "end these in 1 and 2 (such as answer1 and answer2) in the tasks' data."
        )
    rest = [name for name in names if name not in sides and name != OWN_ID]
    prompt = prompt_among(rest)
    if prompt is None and rest:
        raise FormatError(
            f"{records.name}: whether one of {_written(rest)} is the prompt is not told by its name: "
            "call it prompt in the tasks' data, or say for each task's first annotation "
            f"--map {_map(records, rest[0], sides, 'selected')}"
        )
    if not any(_results(records, _PAIRWISE)):
        raise FormatError(
            f"{records.name} has choices and no pairwise selections: if they say which response is preferred, type "
            f"for each task's first annotation: discretion import {typed(records.name)} "
            f"--map {_map(records, prompt or '', sides, 'choices.0')}"
        )
    selections = _Selections(control, tags, sides, alone=options.annotation is None)
    rows = _Rows(ids, prompt, sides, selections, exported=exported)
    left = frozenset({"id", "predictions"} & set(records.columns)) if exported else frozenset()
    case = f"data.{OWN_ID}" if exported else ids.column
    return Opening(RowByRow(rows.entries), frozenset({"data", "annotations"}) | ids.used, left, case=case)


@dataclass(frozen=True, slots=True)
class _Rows:
    ids: CaseIds
    prompt: str | None
    sides: tuple[str, str]
    selections: "_Selections"
    exported: bool

    def entries(self, record: Record) -> Iterable[Entry]:
        data = mapping(record.fields, "data")
        if data is None:
            raise MalformedRowError("data is not an object")
        a, b = (text_of(data.get(name), name) for name in self.sides)
        used = {self.prompt, *self.sides} | ({OWN_ID} if self.exported else set())
        return [
            Entry(
                "" if self.prompt is None else text_of(data.get(self.prompt), self.prompt),
                a,
                b,
                case=name_of(data.get(OWN_ID), OWN_ID) if self.exported else self.ids.given(record),
                given=tuple(self.selections.given(objects(record.fields, "annotations"))),
                facts=facts(**{name: value for name, value in data.items() if name not in used}),
                promptless=self.prompt is None,
                apart=self.exported,
            )
        ]


def _map(records: Records, prompt: str, sides: tuple[str, str], value: str) -> str:
    """The mapping to type for the first annotation of each task."""
    people = [each.get("completed_by") for record in records.head for each in glance(record.fields, "annotations")]
    person = "completed_by.email" if any(isinstance(each, Mapping) for each in people) else "completed_by"
    texts = (
        f"{part}={f'data.{name}' if name else ''}"
        for part, name in zip(("prompt", "a", "b"), (prompt, *sides), strict=True)
    )
    said = f"preference={_FIRST}.{value},annotator=annotations.0.{person},case=id"
    return shlex.quote(inert_line(f"{','.join(texts)},{said}", _LONGEST))


def _own_ids(records: Records) -> bool:
    """Whether the tasks are cases that a store exported, whose ids are in their data."""
    found = [mapping(record.fields, "data") for record in records.head]
    return bool(found) and all(data is not None and data.get(OWN_ID) for data in found)


@dataclass(frozen=True, slots=True)
class _Selections:
    """What a control selects among two tags, of which the first is on the left; `alone` if no other one may compare.

    The tags are called as the `sides`, or stand in their order where the first task's are.
    """

    control: str
    tags: tuple[str, ...]
    sides: tuple[str, str]
    alone: bool

    def given(self, annotations: Sequence[Mapping[str, Any]]) -> Iterator[Given]:
        """Read who selected what; what was cancelled or selects nothing says nothing."""
        said: dict[str | None, int] = {}
        for annotation in annotations:
            if annotation.get("was_cancelled"):
                continue
            compared = [each for each in objects(annotation, "result") if each.get("type") == _PAIRWISE]
            selected = [self._selected(each) for each in compared if self.alone or _from(each) == self.control]
            if len(selected) > 1:
                raise MalformedRowError("an annotation selects more than once")
            if not selected:
                continue
            person = annotation.get("completed_by")
            if isinstance(person, Mapping):
                person = person.get("email") or person.get("id")
            annotator = name_of(person, "completed_by")
            if said.setdefault(annotator, selected[0]) != selected[0]:
                raise MalformedRowError(f"annotator {annotator} selects left and right")
        for annotator, preference in said.items():
            yield Given(preference, annotator, AnnotatorKind.HUMAN)

    def _selected(self, result: Mapping[str, Any]) -> int:
        if _from(result) != self.control:
            raise MalformedRowError(
                f"a selection is made with {shown(_from(result))} and not with {shown(self.control)}: "
                "pass --annotation for one of them"
            )
        value = result.get("value")
        said = value.get("selected") if isinstance(value, Mapping) else None
        found = _SELECTED.get(said.strip().lower()) if isinstance(said, str) else None
        if found is None:
            raise MalformedRowError(f"selected is {shown(said)} and neither left nor right")
        return found * self._sign(_tags(result))

    def _sign(self, tags: tuple[str, ...]) -> int:
        """1 where the left of these tags is A, -1 where it is B."""
        for known in (self.sides, self.tags):
            if tags in (known, known[::-1]):
                return 1 if tags == known else -1
        raise MalformedRowError(f"{' and '.join(tags) or 'nothing'} is compared and not {' and '.join(self.tags)}")


def _tags(result: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of what a result compares, from the left."""
    named = result.get("to_name")
    return tuple(tag.strip() for tag in named.split(",")) if isinstance(named, str) else ()


def _from(result: Mapping[str, Any]) -> str:
    """The name of the control that a result is made with."""
    return str(result.get("from_name", ""))


def _control(records: Records, asked: str | None) -> str:
    """The name of the control that compares: the one that was asked for, or the only one of the first tasks."""
    found = list(dict.fromkeys(map(_from, _results(records, _PAIRWISE))))
    if asked is None and len(found) < 2:
        return found[0] if found else ""
    if asked is not None and asked in found:
        return asked
    raise FormatError(
        f"{records.name} has selections of {_written(found)}: "
        f"pass --annotation {listed(map(inert_line, found)) if found else ''} for the annotation."
    )


def _results(records: Records, kind: str) -> Iterator[Mapping[str, Any]]:
    """The results of a kind in the first tasks."""
    for record in records.head:
        for annotation in glance(record.fields, "annotations"):
            yield from (each for each in glance(annotation, "result") if each.get("type") == kind)


def _fields(records: Records) -> list[str]:
    """The names of the data that are texts in every one of the first tasks."""
    found = [data for record in records.head if (data := mapping(record.fields, "data")) is not None]
    return [name for name in found[0] if all(_is_text(data.get(name)) for data in found)] if found else []


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, Mapping) for each in value))


def _sides(tags: tuple[str, ...], names: Sequence[str]) -> tuple[str, str] | None:
    """The data on the left and on the right: by the tags' own names where the data are called so."""
    if len(tags) == 2 and set(tags) <= set(names):
        return tags[0], tags[1]
    return responses_among(names)


def _written(names: Sequence[str]) -> str:
    return inert_line(", ".join(names)) or "no texts"


FORMAT: Final = CaseFormat(
    name="label-studio",
    description="Label Studio's JSON export of pairwise annotations",
    meaning=Meaning(
        case="each task, by its id; other fields of its data are facts",
        annotator="each completed_by, by what is selected: left is A, right is B; cancelled ones say nothing",
    ),
    claims=claims,
    open=open_rows,
    own_people=True,
    chooses=True,
)
