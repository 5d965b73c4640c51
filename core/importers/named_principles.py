"""Principles of the store by what files call them: their ids, else their names, else their texts."""

from collections.abc import Sequence

from core.importers.cells import ParsedColumn, identifiers
from core.storage.staged import objects
from core.storage.writing import StoreWriter


class NamedPrinciples:
    """Finds principles: an exact id comes before a name, and a name before a text; case does not count in these."""

    def __init__(self, writer: StoreWriter) -> None:
        """Take the principles that are there now."""
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        principles = writer.cases().principles()
        for _, id_, _, _ in principles:
            self._ids[id_.strip()] = id_
        for place in (2, 3):
            for principle in principles:
                self._names.setdefault(_plain(str(principle[place])), principle[1])

    def id(self, cell: str) -> str | None:
        """The id of a principle; None where there is none of that id, name or text."""
        return self._ids.get(cell.strip()) or self._names.get(_plain(cell))

    def parse(self, cells: Sequence[str]) -> ParsedColumn:
        """Parse what principles are called into their ids; what is not known stays as it is."""
        found = identifiers(cells)
        table = {cell: self.id(cell) or cell for cell in set(found.values.tolist())}
        return ParsedColumn(objects(map(table.__getitem__, found.values.tolist())), found.wrong, found.wanted)


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold()
