"""Where a line to type finds texts that lie within objects and lists: of a prompt, of one response, of both."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from core.importers.containers.records import Records
from core.importers.formats.column_names import (
    PROMPTS,
    REMARKS,
    SYSTEMS,
    filled,
    has_texts,
    is_about,
    is_text,
    partner,
    texts_in,
)
from core.importers.formats.field_path import FieldPath, json_of

_DEEPEST: Final = 2
_LIST: Final = ("0", "1")
_MARKS: Final = frozenset(",+:.")
_TEXTS: Final = frozenset(
    {"text", "content", "response", "output", "answer", "completion", "message", "messages", "value", "generation"}
)
"""What the text is called in an object that tells more of a response."""


def place_in(records: Records, name: str) -> str | None:
    """Where the text of a column is: all of it, or the one place within its objects or lists that has words."""
    values = filled(records, name)
    if not values or has_texts(records, name):
        return name if values else None
    held = json_of(values[0])
    steps = held if isinstance(held, Mapping) else range(len(held)) if isinstance(held, list) else ()
    places = [FieldPath.parse(f"{name}.{step}", records.columns) for step in steps]
    texts = [place.written for place in places if _has_words([place.of({name: value}) for value in values])]
    return texts[0] if len(texts) == 1 else None


def pair_in(records: Records) -> tuple[str, str] | None:
    """Two places within objects or lists that hold a text of each response, where no others may."""
    rows = [record.fields for record in records.head]
    places = [(name, *steps) for name in _containers(records) for steps in _steps(records, name)]
    found = []
    for place in places:
        for other in _others(place):
            pair = [FieldPath.parse(".".join(each), records.columns) for each in (place, other)]
            if other in places and all(is_text(path.of(row)) for path in pair for row in rows):
                found.append((pair[0].written, pair[1].written))
    plain = [pair for pair in found if pair[0].rpartition(".")[2] in _TEXTS]
    found = found if len(found) == 1 else plain
    return found[0] if len(found) == 1 else None


def hold_texts(records: Records) -> bool:
    """Whether texts of several words lie within objects or lists that are no prompt."""
    return any(
        len(text.split()) > 1
        for name in _containers(records)
        for value in filled(records, name)
        for text in texts_in(value)
    )


def _containers(records: Records) -> list[str]:
    """The columns of objects and lists that may hold responses."""
    others = {*PROMPTS, *SYSTEMS}
    return [
        name
        for name in records.columns
        if name not in others
        and not REMARKS.search(name)
        and not has_texts(records, name)
        and any(isinstance(json_of(value), Mapping | list) for value in filled(records, name))
    ]


def _steps(records: Records, name: str) -> list[tuple[str, ...]]:
    """The places of texts within the first value of a column."""
    values = filled(records, name)
    return [steps for steps in _texts(json_of(values[0]), 0) if steps and not any(_MARKS & {*step} for step in steps)]


def _texts(value: object, depth: int) -> Iterator[tuple[str, ...]]:
    if is_text(value):
        yield ()
    elif depth < _DEEPEST:
        held = json_of(value)
        parts: Mapping[str, object] = {}
        if isinstance(held, Mapping):
            parts = {str(name): each for name, each in held.items() if not is_about(str(name).casefold())}
        elif isinstance(held, list) and len(held) == len(_LIST):
            parts = dict(zip(_LIST, held, strict=True))
        for name, each in parts.items():
            yield from ((name, *steps) for steps in _texts(each, depth + 1))


def _others(place: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Where the second response is if the first is there: the same but for one name."""
    for number, step in enumerate(place):
        other = "1" if step == "0" else partner(step)
        if other:
            yield (*place[:number], other, *place[number + 1 :])


def _has_words(values: Sequence[object]) -> bool:
    return all(isinstance(value, str) and len(value.split()) > 1 for value in values)
