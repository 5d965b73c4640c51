"""Principles of the store by what files call them: their ids, else their names, else their texts."""

from collections.abc import Sequence

from core.importers.cells import ParsedColumn, identifiers
from core.model.principle_names import PrincipleNames
from core.storage.staged import objects
from core.storage.writing import StoreWriter


class NamedPrinciples:
    """Finds the ids of principles; a word that stands for several of them stands for none."""

    def __init__(self, writer: StoreWriter) -> None:
        """Take the principles that are there now."""
        principles = writer.cases().principles()
        self._ids = {n: id_ for n, id_, _, _ in principles}
        self._names = PrincipleNames(principles)
        self._each = [PrincipleNames(principles, (field,)) for field in ("id", "name", "text")]

    def id(self, cell: str) -> str | None:
        """The id of a principle; None where there is none of that id, name or text, or more than one."""
        return self._only(self._names.found(cell))

    def id_of_column(self, name: str) -> str | None:
        """As `id`, for the name of a column, which has lost its case; None too for one's id that is another's name."""
        return None if self._names.is_doubtful(name) else self._only(self._names.found_in_any_case(name))

    def named(self, name: str) -> str | None:
        """As `id`, for what may be an id or a name: None for one's id that is another's name."""
        return None if self._names.is_doubtful(name) else self.id(name)

    def agree(self, id_: str, word: str) -> bool:
        """Whether a word, as a name beside an id, may mean the principle of that id, or none of the store."""
        meant = {n for names in self._each for n in names.found(word)}
        return not meant or not (found := self._names.found(id_)) or not meant.isdisjoint(found)

    @property
    def doubtful(self) -> str | None:
        """An id that is the name of another principle, if there is such."""
        return next(filter(self._names.is_doubtful, self._ids.values()), None)

    def parse(self, cells: Sequence[str]) -> ParsedColumn:
        """Parse what principles are called into their ids; what is not known stays as it is."""
        found = identifiers(cells)
        table = {cell: self.id(cell) or cell for cell in set(found.values.tolist())}
        return ParsedColumn(objects(map(table.__getitem__, found.values.tolist())), found.wrong, found.wanted)

    def _only(self, found: tuple[int, ...]) -> str | None:
        return self._ids[found[0]] if len(found) == 1 else None
