"""Facts of a case: what the columns of a row say that have no other meaning."""

import math
from collections.abc import Collection, Mapping
from typing import Any

from core.importers.formats.reading import Opening
from core.model.side_names import other_side


class ImportedFacts:
    """Reads the facts of records, and notes the columns that cannot be facts."""

    def __init__(self, opening: Opening, columns: Collection[str]) -> None:
        """Leave out of the columns those that the opening uses or leaves."""
        self._columns = frozenset(columns)
        self._taken = opening.used | opening.left
        self.names: dict[str, None] = {}
        """Of the facts that there were, in the order in which they came."""
        self.unused: dict[str, None] = {}
        """Columns that held lists or objects."""

    def of(self, fields: Mapping[str, Any], more: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Name and value of each fact of a record, in the order of its columns, and of what its format adds."""
        taken, names = self._taken, self.names
        found = []
        for name, value in fields.items():
            if name in taken or value is None or name in more:
                continue
            text = value.strip() if type(value) is str else self._text(name, value)
            if text:
                found.append((name, text))
                if name not in names:
                    names[name] = None
        for name, value in more.items():
            if text := self._text(name, value):
                found.append((name, text))
                names[name] = None
        return found

    def other_way(self, name: str) -> str:
        """What a fact is called in a row that has A and B the other way round."""
        return other_side(name, self)

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
