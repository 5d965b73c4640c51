"""Rows on their way to the store, written together."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.importers.entries.conversations import Texts
from core.storage.writing_cases import CaseColumns, CaseTables, FactColumns, PreferenceColumns, VoteColumns


@dataclass(slots=True)
class New:
    """How many rows were new."""

    cases: int = 0
    preferences: int = 0
    votes: int = 0
    facts: int = 0


class Batch:
    """Collects what rows say, by the places of their cases in the import; `write` gives them the store's numbers."""

    def __init__(self, tables: CaseTables, other_way: Callable[[str], str]) -> None:
        """Write to `tables`; `other_way` names facts of a case that the store has with A and B the other way round."""
        self._tables = tables
        self._other_way = other_way
        # Of every case of the import, by its place: its number in the store, and whether its sides are swapped there.
        self._n, self._swapped = array("i"), bytearray()
        self.new = New()
        self._begin()

    def _begin(self) -> None:
        self.rows = self.characters = 0
        self._cases = CaseColumns()
        self._preferences: list[tuple[int, int, int, float]] = []
        self._votes: list[tuple[int, int, int, int]] = []
        self._facts: list[tuple[int, str, str]] = []
        self._again = False

    def add_case(self, id_: str, texts: Texts) -> None:
        """Take a case, the next one."""
        columns = self._cases
        columns.id.append(id_)
        columns.prompt.append(texts.prompt)
        columns.response_a.append(texts.response_a)
        columns.response_b.append(texts.response_b)
        columns.shape.append(texts.shape or 0)
        self.characters += len(texts.prompt) + len(texts.response_a) + len(texts.response_b)
        if texts.messages is not None:
            columns.messages.append((len(columns.id) - 1, *texts.messages))
            self.characters += sum(map(len, texts.messages))

    def add_preference(self, place: int, annotator: int, preference: int, strength: float) -> None:
        """Take a preference, with NaN for no strength."""
        self._preferences.append((place, annotator, preference, strength))

    def add_vote(self, place: int, oracle: int, principle: int, preference: int) -> None:
        """Take a vote."""
        self._votes.append((place, oracle, principle, preference))

    def add_facts(self, place: int, facts: Sequence[tuple[str, str]], *, again: bool) -> None:
        """Take a row's facts; `again` where the case had a row before, whose facts are not to be doubled."""
        self.rows += 1
        self._again |= again
        for name, value in facts:
            self._facts.append((place, name, value))
            self.characters += len(value)

    def write(self) -> None:
        """Write all that was taken, and begin anew."""
        placed = self._tables.add_cases(self._cases)
        self._n.frombytes(placed.n.tobytes())
        self._swapped.extend(placed.swapped.tobytes())
        self.new.cases += int(np.count_nonzero(placed.new))
        self._write_preferences()
        self._write_votes()
        self._write_facts(fresh=bool(placed.new.all()) and not self._again)
        self._begin()

    def _write_preferences(self) -> None:
        if self._preferences:
            places, annotators, preferences, strengths = zip(*self._preferences, strict=True)
            n, sign = self._numbers(places)
            self.new.preferences += self._tables.add_preferences(
                PreferenceColumns(
                    n,
                    annotators,
                    np.array(preferences, dtype=np.int8) * sign,
                    np.array(strengths, dtype=np.float64) * sign,
                )
            )

    def _write_votes(self) -> None:
        if self._votes:
            places, oracles, principles, preferences = zip(*self._votes, strict=True)
            n, sign = self._numbers(places)
            votes = VoteColumns(n, oracles, principles, np.array(preferences, dtype=np.int8) * sign)
            self.new.votes += self._tables.add_votes(votes)

    def _write_facts(self, *, fresh: bool) -> None:
        if self._facts:
            places, names, values = zip(*self._facts, strict=True)
            n, sign = self._numbers(places)
            if (sign < 0).any():
                names = tuple(
                    self._other_way(name) if side < 0 else name for name, side in zip(names, sign, strict=True)
                )
            self.new.facts += self._tables.add_facts(FactColumns(n, names, values), fresh=fresh)

    def _numbers(self, places: Sequence[int]) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """The store's numbers of cases, and -1 where the store has A and B the other way round, else 1."""
        at = np.array(places, dtype=np.int64)
        swapped = np.frombuffer(self._swapped, dtype=np.int8)[at]
        return np.frombuffer(self._n, dtype=np.int32)[at], np.where(swapped, -1, 1).astype(np.int8)
