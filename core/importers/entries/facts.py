"""Facts of a case: what the columns of a row say that have no other meaning."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from core.importers.entries.batch import WaitingFacts
from core.importers.formats.field_path import json_of
from core.importers.formats.reading import Opening
from core.model.safe_text import inert_line
from core.model.side_names import LETTERS, other_side, words_for

_NAMED: Final = 6
_MAY_BE_NONE: Final = frozenset("[{nN")


def said(text: str) -> str:
    """What a text says as a fact; nothing where it is `nan`, or a list or object as JSON or as Python prints it.

    Tables of text write lists and missing numbers in this way, and the same data is to have the same facts wherever it
    lies: so this holds for texts of JSON and Parquet too.
    """
    plain = text.strip()
    if plain[:1] in _MAY_BE_NONE and (plain in {"nan", "NaN"} or isinstance(json_of(plain), list | Mapping)):
        return ""
    return plain


class ImportedFacts:
    """Reads the facts of records, and notes the columns that cannot be facts."""

    def __init__(self, opening: Opening, columns: Collection[str]) -> None:
        """Leave out of the columns those that the opening uses or leaves."""
        self._columns = frozenset(columns)
        self._taken = opening.used | opening.left
        self._sides = words_for(opening.used)
        self.names: dict[str, None] = {}
        """Of the facts that there were, in the order in which they came."""
        self.unused: dict[str, None] = {}
        """Columns that held lists or objects."""
        self._turned: dict[str, str] = {}

    def of(self, fields: Mapping[str, Any], more: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Name and value of each fact of a record, in the order of its columns, and of what its format adds."""
        taken, names = self._taken, self.names
        found = []
        for name, value in fields.items():
            if name in taken or value is None or name in more:
                continue
            text = said(value) if type(value) is str else self._text(name, value)
            if text:
                found.append((name, text))
                if name not in names:
                    names[name] = None
        for name, value in more.items():
            texts = value if isinstance(value, tuple) else filter(None, (self._text(name, value),))
            for text in texts:
                found.append((name, text))
                names[name] = None
        return found

    def of_rows(self, rows: Sequence[Mapping[str, Any]], places: range) -> WaitingFacts:
        """The facts of several records, in their order, as `of` finds them; quick where all have the same fields."""
        keys = list(map(tuple, rows))
        if keys.count(keys[0]) != len(keys):
            return self._of_each(rows, places)
        names = [name for name in keys[0] if name not in self._taken]
        columns = [self._texts(name, [row[name] for row in rows]) for name in names]
        if not all(map(all, columns)):  # some are no facts
            return self._of_each(rows, places)
        self.names |= dict.fromkeys(names)
        values = [value for row in zip(*columns, strict=True) for value in row]
        return WaitingFacts([place for place in places for _ in names], names * len(rows), values)

    def _of_each(self, rows: Sequence[Mapping[str, Any]], places: range) -> WaitingFacts:
        facts = WaitingFacts()
        for place, row in zip(places, rows, strict=True):
            for name, value in self.of(row, {}):
                facts.place.append(place)
                facts.name.append(name)
                facts.value.append(value)
        return facts

    def _texts(self, name: str, values: Sequence[object]) -> list[str]:
        """What a column says in each row; an empty text where it says nothing."""
        if set(map(type, values)) == {str}:
            return list(map(said, values))  # type: ignore[arg-type]
        return [
            "" if value is None else said(value) if type(value) is str else self._text(name, value) for value in values
        ]

    def other_way(self, name: str) -> str:
        """What a fact is called in a row that has A and B the other way round."""
        other = other_side(name, self, self._sides)
        if other != name and other_side(name, self, LETTERS) == name:
            self._turned.setdefault(min(name, other), max(name, other))
        return other

    def turned(self) -> str:
        """What was taken for facts of a response by other words than a and b, and so changed sides; mostly nothing."""
        pairs = [inert_line(f"{one} and {other}") for one, other in sorted(self._turned.items())]
        return f"{', '.join(pairs[:_NAMED])}{', …' * (len(pairs) > _NAMED)}"

    def __contains__(self, name: object) -> bool:
        """Whether there is such a column or fact; asked by the thread that writes too."""
        return name in self._columns or name in self.names

    def _text(self, name: str, value: object) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return repr(value) if math.isfinite(value) else ""
        if isinstance(value, list | tuple | Mapping):
            if value:
                self.unused[name] = None
            return ""
        return str(value).strip()
