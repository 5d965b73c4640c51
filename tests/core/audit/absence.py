"""Small stores in which votes and annotations are missing, and what they amount to by the definitions, word by word."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from core.model.terms import AnnotatorKind
from core.storage.writing import StoreWriter
from tests.core.building import annotate, ballots, case_id
from tests.core.storage.cases_written import add_cases

Cell = tuple[int, int]
ORACLES: Final = ("one", "two")
ANNOTATORS: Final = ("ann", "ben")
KINDS: Final = ("consensus", "conflict", "indifference", "unvoted")


@dataclass(frozen=True)
class Absent:
    """What was said: votes of each oracle by case and principle, annotations by case; what is not there was not."""

    cases: int
    principles: int
    votes: dict[str, dict[Cell, int]]
    annotations: dict[str, dict[int, int]]
    order: tuple[int, ...] = field(default=())

    @classmethod
    def drawn(cls, seed: int) -> "Absent":
        """Draw a store, the same for the same seed; every eighth lacks nothing."""
        random = Random(seed)
        cases, principles = random.randint(1, 8), random.randint(1, 4)
        missing = 0.0 if seed % 8 == 0 else random.choice([0.1, 0.4, 0.8])
        cells = [(n, p) for n in range(cases) for p in range(principles)]
        hidden = set() if seed % 8 == 0 else {n for n in range(cases) if random.random() < missing / 2}
        votes = {
            oracle: {
                cell: random.choice([1, 0, 0, -1])
                for cell in cells
                if random.random() >= missing and not (oracle == "one" and cell[0] in hidden)
            }
            for oracle in ORACLES
        }
        for held in votes.values():
            held or held.update({cells[0]: 1})
        annotations = {
            name: {n: random.choice([1, 0, -1]) for n in range(cases) if random.random() >= missing / 2}
            for name in ANNOTATORS
        }
        for told in annotations.values():
            told or told.update({0: 1})
        order = tuple(random.sample(range(principles), random.randint(1, principles)))
        return cls(cases, principles, votes, annotations, order)

    def build(self, path: Path) -> Path:
        """Write the store."""
        with StoreWriter.open(path) as writer:
            add_cases(writer, [(case_id(n), f"Question {n}", f"Yes {n}", f"No {n}") for n in range(self.cases)])
            writer.add_principles([(str(p), f"Rule {p}", f"Keep rule number {p}.") for p in range(self.principles)])
            for oracle, votes in self.votes.items():
                writer.add_ballots(oracle, ballots([(case_id(n), str(p), 0, vote) for (n, p), vote in votes.items()]))
            for name, given in self.annotations.items():
                annotate(writer, name, {case_id(n): each for n, each in given.items()}, AnnotatorKind.HUMAN)
        return path

    def cast(self, n: int, oracle: str = ORACLES[0]) -> list[int]:
        """The votes cast on a case, in the constitution's order."""
        return [vote for (at, _), vote in sorted(self.votes[oracle].items()) if at == n]

    def kind(self, n: int, oracle: str = ORACLES[0]) -> str:
        """What the votes cast on a case amount to."""
        cast = self.cast(n, oracle)
        if not cast:
            return "unvoted"
        return ("indifference", "consensus", "conflict")[len(set(cast) - {0})]

    def partly(self, n: int, oracle: str = ORACLES[0]) -> bool:
        """Whether a case has votes, but not on every principle."""
        return 0 < len(self.cast(n, oracle)) < self.principles

    def taxonomy(self, oracle: str = ORACLES[0]) -> dict[str, dict[str, float | None]]:
        """As the JSON report has it."""
        kinds = [self.kind(n, oracle) for n in range(self.cases)]
        voted = len(kinds) - kinds.count("unvoted")
        found: dict[str, dict[str, float | None]] = {
            kind: {"count": kinds.count(kind), "share": kinds.count(kind) / voted if voted else None}
            for kind in KINDS[:3]
        }
        found["unvoted"] = {"count": kinds.count("unvoted")}
        found["partly_voted"] = {"count": sum(self.partly(n, oracle) for n in range(self.cases))}
        return found

    def movable(self, oracle: str = ORACLES[0]) -> int:
        """How many partly voted cases some votes in the missing places put into another category."""
        found = 0
        for n in range(self.cases):
            lacking = self.principles - len(self.cast(n, oracle))
            if self.partly(n, oracle):
                kinds = {self._with(n, oracle, [side] * lacking) for side in (1, 0, -1)}
                found += kinds != {self.kind(n, oracle)}
        return found

    def _with(self, n: int, oracle: str, more: list[int]) -> str:
        return ("indifference", "consensus", "conflict")[len({*self.cast(n, oracle), *more} - {0})]

    def arbitrariness(self, name: str, oracle: str = ORACLES[0]) -> tuple[int, int]:
        """How many consensus cases an annotator opposes, of how many on which it has a preference."""
        chosen = self.chosen(name, oracle)
        held = [n for n in range(self.cases) if self.kind(n, oracle) == "consensus" and chosen.get(n)]
        return sum(-chosen[n] in self.cast(n, oracle) for n in held), len(held)

    def chosen(self, name: str, oracle: str = ORACLES[0]) -> dict[int, int]:
        """What an annotator said, by case; one that follows the order says what its first vote says that is not 0."""
        if name in self.annotations:
            return self.annotations[name]
        found = {}
        for n in range(self.cases):
            asked = [self.votes[oracle][n, p] for p in self.order if (n, p) in self.votes[oracle]]
            if asked:
                found[n] = next((vote for vote in asked if vote), 0)
        return found

    def wins(self, name: str, cells: set[Cell], oracle: str) -> list[list[int]]:
        """How often each principle won over each, by an annotator and some of the votes."""
        votes = {cell: vote for cell, vote in self.votes[oracle].items() if cell in cells}
        wins = [[0] * self.principles for _ in range(self.principles)]
        for n, side in self.chosen(name, oracle).items():
            for p in range(self.principles):
                for q in range(self.principles):
                    wins[p][q] += bool(side) and votes.get((n, p)) == side and votes.get((n, q)) == -side
        return wins

    @property
    def shared(self) -> set[Cell]:
        """The votes that both oracles cast."""
        return self.votes[ORACLES[0]].keys() & self.votes[ORACLES[1]].keys()
