"""Which declared shape a dataset has: one that accounts for every column that could hold a part of a case."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from core.importers.containers.records import Records
from core.importers.formats.column_map import ColumnMap
from core.importers.formats.column_names import (
    ANNOTATORS,
    PROMPTS,
    SYSTEMS,
    are_labels,
    filled,
    first_of,
    is_label,
    is_preference,
    is_text,
    may_answer,
    third,
    wordy,
)
from core.importers.formats.declared import DECLARED, Declared
from core.importers.formats.exported_columns import KNOWN_BY
from core.importers.formats.field_path import FieldPath, json_of
from core.importers.formats.texts import is_answer, is_conversation, is_readable
from core.model.conversation import ASSISTANT

_RESPONSES: Final = ("a", "b", "chosen", "rejected")
_TALKS: Final = frozenset({"messages", "conversations"})
_BESIDE: Final = frozenset({"response_a", "response_b"})


def fitting(records: Records) -> Declared | None:
    """The first shape that fits; None where none does."""
    if is_spoken(records) or is_exported(records):
        return None
    return next((shape for shape in DECLARED if fits(records, shape)), None)


def is_exported(records: Records) -> bool:
    """Whether rows are a dataset that was exported from a store."""
    return frozenset(records.columns) >= KNOWN_BY


def is_spoken(records: Records) -> bool:
    """Whether rows are two transcripts and no prompt."""
    if not records.head or is_exported(records) or first_of(PROMPTS, records) is not None:
        return False
    first = records.head[0].fields
    sides = [json_of(first.get(name)) for name in ("chosen", "rejected")]
    return all(isinstance(side, str) and ASSISTANT in side for side in sides)


def fits(records: Records, shape: Declared) -> bool:
    """Whether a dataset has this shape, and no column that it would pass over is a part of a case."""
    columns = frozenset(records.columns)
    parts = _paths(shape, columns)
    paths = [path for each in parts.values() for path in each]
    if not {path.column for path in paths} | shape.needs <= columns or shape.without & columns:
        return False
    if not records.head:
        return not shape.whole and not any(path.steps for path in paths)
    other = FieldPath.parse(shape.instead, columns) if shape.instead else None
    spared = parts.get("prompt", ()) if other is not None and _values(records, other) else ()
    if any(path.steps and path not in spared and not _values(records, path) for path in paths):
        return False
    responses = [path for name in _RESPONSES for path in parts.get(name, ())]
    if all(_conversations(_values(records, path)) for path in responses):
        # What both begin with is the prompt; one that is given as such is compared with that, and others say it again.
        given = "prompt" in columns and bool(filled(records, "prompt"))
        return not given if shape.whole else "preference" in parts or any(path.column == "prompt" for path in paths)
    if shape.whole or not all(any(is_text(path.of(each.fields)) for each in records.head) for path in responses):
        return False
    prompt = parts.get("prompt", ())
    return (
        all(_has_readable(_values(records, path)) for path in prompt)
        and not _passes_over_a_prompt(records, shape, prompt)
        and not _passes_over_an_answer(records, parts)
    )


def _answered(prompt: object) -> bool:
    """Whether a prompt is a conversation in which the assistant has the last word, which may be a response."""
    held = json_of(prompt)
    return is_conversation(held) and isinstance(held, list) and is_answer(held[-1])


def _passes_over_an_answer(records: Records, parts: Mapping[str, Sequence[FieldPath]]) -> bool:
    """Whether a column that the shape does not use may be a response or a preference, or its own is none."""
    if "chosen" in parts:
        sides = [path.column for name in ("chosen", "rejected") for path in parts[name]]
        return bool((_BESIDE - {*sides}) & frozenset(records.columns)) or are_labels(records, sides)
    if any(filled(records, third(path.column)) for path in parts["a"]):
        return True
    if "preference" not in parts:
        used = {path.column for paths in parts.values() for path in paths}
        others = [name for name in records.columns if name not in used and filled(records, name)]
        return any(is_preference(name) or may_answer(records, name) for name in others)
    label = parts["preference"][0]
    return label.column == "chosen" and not is_label(_values(records, label))


def completed(records: Records, shape: Declared) -> ColumnMap:
    """The shape's mapping, with the columns that any shape may have: a system text, an annotator."""
    more = ""
    for part, names in (("system", SYSTEMS), ("annotator", ANNOTATORS)):
        found = first_of(names, records)
        if f"{part}=" not in shape.map and found is not None:
            more += f",{part}={found}"
    return ColumnMap.parse(shape.map + more)


@lru_cache(maxsize=1024)
def _paths(shape: Declared, columns: frozenset[str]) -> Mapping[str, Sequence[FieldPath]]:
    """Where each part of the shape is read from."""
    found: dict[str, list[FieldPath]] = {}
    for name, written in ColumnMap.parse(shape.map).parts.items():
        halves = [half for part in written for half in (part.split(":") if name == "preference" else [part])]
        found[name] = [FieldPath.parse(half, columns) for half in halves]
    return found


def _values(records: Records, path: FieldPath) -> list[object]:
    return [value for record in records.head if (value := path.of(record.fields)) not in (None, "")]


def _has_readable(values: Sequence[object]) -> bool:
    """Whether there is a prompt among some values, or nothing."""
    return all(value == [] for value in values) or any(map(is_readable, values))


def _conversations(values: Iterable[object]) -> bool:
    found = list(values)
    return bool(found) and all(map(is_conversation, found))


def _passes_over_a_prompt(records: Records, shape: Declared, prompt: Iterable[FieldPath]) -> bool:
    """Whether a column with the name of a prompt says what the shape's prompt does not, or that one has an answer."""
    paths = list(prompt)
    if any(path.column in _TALKS and _answered(value) for path in paths for value in _values(records, path)):
        return True
    used = {path.column for path in paths}
    if not used and wordy(records, _RESPONSES):
        return True
    for name in PROMPTS:
        if name in used or name in shape.left or name not in records.columns:
            continue
        for record in records.head:
            value = record.fields.get(name)
            if value not in (None, "", []) and value not in [path.of(record.fields) for path in paths]:
                return True
    return False
