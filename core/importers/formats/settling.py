"""What a column of preferences means where the user did not say: settled by all that stands in it, or asked."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from core.importers.containers.records import Record, Records
from core.importers.formats.field_path import FieldPath
from core.importers.formats.named_answers import rules_of, standing, told
from core.importers.formats.sides import Worded
from core.importers.formats.values import UNKNOWN, ReadPreference, known, number_of, shown
from core.model.errors import FormatError

_SIGNS: Final = frozenset({1.0, 0.0, -1.0})
_MOST: Final = 8


def settled(records: Records, path: FieldPath, names: Mapping[str, int], option: str = "--values") -> Worded:
    """Take a column as words, or as 1, 0, -1 where a -1 is among them; raises FormatError where it could be either.

    The first records decide where they can; else all are looked through, as far as need be. `option` is what the
    sentence tells the user to type.
    """
    first = _numbers(records.head, path)
    if not first:
        _refuse_unknown(records, path, names, option)
        return Worded(path, names=names)
    if first <= _SIGNS and (-1.0 in first or _has_minus(records, path)):
        return Worded(path, signs=True, names=names)
    _named(records, path, option)
    raise FormatError(
        question(records.name, path.written, _numbers(records, path), option, truths=_truths(records, path))
    )


def _numbers(records: Iterable[Record], path: FieldPath) -> frozenset[float]:
    """The numbers in a column, and 1 and 0 for true and false."""
    found = set()
    for record in records:
        value = path.of(record.fields)
        if isinstance(value, bool) or (isinstance(value, str) and value.strip().lower() in {"true", "false"}):
            found.add(float(str(value).strip().lower() == "true"))
            continue
        number = number_of(value)
        if number is not None and not math.isnan(number):
            found.add(number)
    return frozenset(found)


def _has_minus(records: Records, path: FieldPath) -> bool:
    return any(number_of(path.of(record.fields)) == -1 for record in records)


def _refuse_unknown(records: Records, path: FieldPath, names: Mapping[str, int], option: str) -> None:
    """Ask where not one of the first words is understood."""
    values = [path.of(record.fields) for record in records.head]
    words = {str(value).strip() for value in values if known(value) is UNKNOWN and _plain(value)}
    words = {word for word in words if word.casefold() not in names}
    read = [names.get(str(value).strip().casefold(), known(value)) for value in values]
    sides = _named(records, path, option) if words and not any(map(_is_side, read)) else None
    if words and (sides or all(each in (UNKNOWN, None) for each in read)):
        raise FormatError(unknown_words(records.name, path.written, words, option, sides or ("VALUE", "VALUE")))


def _named(records: Records, path: FieldPath, option: str) -> tuple[str, str] | None:
    """What is said of A and B where a column names them as two others do; raises FormatError where sides change."""
    found = () if path.steps or option != "--values" else standing(records, path.column)
    sides = rules_of(records, path.column, found) if found else None
    if found and sides is None:
        raise FormatError(f"{records.name}: {told(path.column, found)}.")
    return sides


def _is_side(read: object) -> bool:
    """Whether a word was read as a side, and not as a tie."""
    return (read.preference if isinstance(read, ReadPreference) else read) in (1, -1)


def _plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def unknown_words(
    name: str, column: str, words: Iterable[str], option: str = "--values", sides: Sequence[str] = ("VALUE", "VALUE")
) -> str:
    """What to say of a column of which not one word is understood."""
    return (
        f"{name}: {column} holds {shown(sorted(words)[:_MOST])}, and what those mean is not known: "
        f"say which is which with {option} a={sides[0]},b={sides[1]}, and tie=VALUE or none=VALUE where there are such."
    )


def question(
    name: str, column: str, numbers: frozenset[float], option: str = "--values", *, truths: bool = False
) -> str:
    """What to say of a column of numbers, or of true and false, that can be read in several ways."""
    readings = " or ".join(f"{option} {reading}" for reading in _readings(numbers, truths=truths))
    held = shown(f"{number:g}" for number in sorted(numbers)[:_MOST]) + (", …" if len(numbers) > _MOST else "")
    return (
        f"{name}: {column} holds {held}, which can be read in more than one way: "
        f"say {readings}, where a is the first response."
    )


def _readings(numbers: frozenset[float], *, truths: bool) -> tuple[str, ...]:
    """The lines to choose from."""
    if truths:
        return "a=true,b=false", "a=false,b=true"
    if numbers <= {0.0, 1.0}:
        return "a=1,b=0", "a=0,b=1", "a=1,tie=0"
    if numbers == {1.0, 2.0}:
        return "a=1,b=2", "a=2,b=1"
    if numbers == {0.0, 1.0, 2.0}:
        return "a=1,b=2,tie=0", "a=0,b=1,tie=2", "a=0,b=2,tie=1", "a=2,b=0,tie=1"
    low, high = min(numbers), max(numbers)
    middle = 0.0 if low < 0 else (low + high) / 2
    return f"'a=<{middle:g},b=>{middle:g},tie={middle:g}'", f"'a=>{middle:g},b=<{middle:g},tie={middle:g}'"


def _truths(records: Records, path: FieldPath) -> bool:
    values = [path.of(record.fields) for record in records.head]
    return any(isinstance(value, bool) or str(value).strip().lower() in {"true", "false"} for value in values)
