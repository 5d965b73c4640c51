"""Who says something in a dataset, and of which principles: annotators, oracles and principles, by their numbers."""

from collections import Counter

from core.importers.entries.doubtful_names import doubtful_names
from core.importers.entry import Given, GivenVote, MalformedRowError
from core.importers.formats.reading import Opening
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.principle_names import PrincipleNames
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind
from core.storage.writing import StoreWriter
from core.storage.writing_cases import CaseTables


class Parties:
    """Enters annotators and oracles when they first say something; principles are there from the beginning."""

    def __init__(self, tables: CaseTables, opening: Opening, options: ImportOptions) -> None:
        """Take names and kinds that no row gives from the options, else from the opening."""
        self._tables = tables
        self._brought = opening.principles
        self._annotator = options.annotator or opening.annotator
        self._kind = options.kind
        self._told = opening.tells_kinds
        self._oracle = options.oracle or opening.oracle or "oracle"
        self._annotators = tables.annotators()
        self._known: dict[tuple[str | None, AnnotatorKind | None], int] = {}
        self._oracles = tables.oracles()
        self._principles: dict[str, int] = {}
        self._annotating: dict[str, None] = {}
        self._voting: dict[str, None] = {}

    @property
    def brings(self) -> bool:
        """Whether the format brings principles."""
        return bool(self._brought)

    @property
    def names_people(self) -> bool:
        """Whether rows named their annotators."""
        return any(name is not None for name, _ in self._known)

    @property
    def target(self) -> str:
        """Whose preferences and votes there were."""
        names = list(self._annotating)
        said = f"annotator {names[0]}" if len(names) == 1 else f"{len(names)} annotators"
        if not self._voting:
            return said
        one = next(iter(self._voting))
        votes = f"votes of oracle {one}" if len(self._voting) == 1 else f"votes of {len(self._voting)} oracles"
        return f"{said}, {votes}" if names else votes

    def doubts(self) -> tuple[str, ...]:
        """What the user should know of the names."""
        return doubtful_names([name for name, _ in self._known], self._annotator)

    def bring(self, writer: StoreWriter, name: str) -> int:
        """Write the principles that the format brings, or find them by their names; returns how many are new.

        Raises FormatError where the store has others.
        """
        if not self._brought:
            return 0
        twice = next((id_ for id_, count in Counter(each.id for each in self._brought).items() if count > 1), None)
        if twice is not None:
            raise FormatError(
                f"{name} has two principles with the id {inert_line(twice, 40)}: give each one of its own."
            )
        new = 0
        if not writer.has_principles():
            new = writer.add_principles([(each.id, each.name, each.text) for each in self._brought])
        places = range(new) if new == len(self._brought) else self._places()
        missing = [each.name for each, place in zip(self._brought, places, strict=True) if place is None]
        if missing:
            shown = ", ".join(inert_line(each, 40) for each in missing[:3]) + (" …" if len(missing) > 3 else "")
            raise FormatError(
                f"{name} brings principles of its own and the store has another constitution, without {shown}: "
                "import it into a store of its own with --store."
            )
        self._principles = {each.id: n for each, n in zip(self._brought, places, strict=True) if n is not None}
        return new

    def _places(self) -> list[int | None]:
        """The numbers of the principles that the format brings, each its own; None for what the store does not have."""
        known = PrincipleNames(self._tables.principles(), ("name", "text"))
        alike = [known.found(each.name) or known.found(each.text) for each in self._brought]
        return [found[0] if len(found) == 1 and alike.count(found) == 1 else None for found in alike]

    def annotator(self, given: Given) -> int:
        """The number of whoever prefers something; raises FormatError where they are there as of another kind."""
        n = self._known.get((given.annotator, given.kind))
        if n is not None:
            return n
        name = (given.annotator or "").strip() or self._annotator
        kind = self._kind_of(given)
        found = self._annotators.get(name)
        if found is None:
            found = self._annotators[name] = (len(self._annotators), kind)
            self._tables.add_annotator(found[0], name, kind)
        elif found[1] is not kind:
            said = f"Annotator {name} is there already as kind {found[1].value}"
            if self._told and given.kind is not None:
                raise FormatError(f"{said}, and a row says {kind.value}: correct the one that is wrong.")
            raise FormatError(f"{said}: pass --kind {found[1].value} or another --annotator.")
        self._annotating[name] = None
        self._known[given.annotator, given.kind] = found[0]
        return found[0]

    def _kind_of(self, given: Given) -> AnnotatorKind:
        """What the rows tell goes first, then the user; what a format has for granted may be otherwise in this file."""
        if self._told and given.kind is not None:
            return given.kind
        return self._kind or given.kind or AnnotatorKind.HUMAN

    def vote(self, vote: GivenVote) -> tuple[int, int]:
        """The numbers of an oracle and of the principle that it votes on."""
        name = (vote.oracle or "").strip() or self._oracle
        found = self._oracles.get(name)
        if found is None:
            found = self._oracles[name] = len(self._oracles)
            self._tables.add_oracle(found, name)
        self._voting[name] = None
        if vote.principle not in self._principles:
            raise MalformedRowError(f"there is no principle {inert_line(vote.principle, 40)}")
        return found, self._principles[vote.principle]
