"""Rows on their way to the store, written together."""

import math
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.importers.entries.conversations import Texts
from core.storage.writing_cases import CaseColumns, CaseTables, FactColumns, PreferenceColumns, VoteColumns

_ANNOTATOR_BITS: Final = 16
"""More than number all annotators of a store."""


@dataclass(slots=True)
class New:
    """How many rows were new."""

    cases: int = 0
    preferences: int = 0
    votes: int = 0
    facts: int = 0


@dataclass(slots=True)
class WaitingFacts:
    """Facts by the places of their cases, a list a column."""

    place: list[int] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    value: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlainRows:
    """Cases of three texts, whose first response one annotator prefers: lists of the same length, and their facts."""

    places: range
    ids: list[str]
    texts: tuple[list[str], list[str], list[str]]
    annotator: int
    facts: WaitingFacts


class Batch:
    """What some rows say, by the places of their cases in the import."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.rows = self.characters = 0
        self.cases = CaseColumns()
        self.preferences: list[tuple[int, int, int, float]] = []
        self.votes: list[tuple[int, int, int, int]] = []
        self.facts = WaitingFacts()
        self.again = False
        """Whether a case had a row before, whose facts are not to be doubled."""

    def add_case(self, id_: str, texts: Texts) -> None:
        """Take a case, the next one."""
        self.add_texts(id_, texts.prompt, texts.response_a, texts.response_b, texts.shape or 0)
        if texts.messages is not None:
            self.cases.messages.append((len(self.cases.id) - 1, *texts.messages))
            self.characters += sum(map(len, texts.messages))

    def add_texts(self, id_: str, prompt: str, response_a: str, response_b: str, shape: int = 0) -> None:
        """Take a case that is three texts, the next one."""
        columns = self.cases
        columns.id.append(id_)
        columns.prompt.append(prompt)
        columns.response_a.append(response_a)
        columns.response_b.append(response_b)
        columns.shape.append(shape)
        self.characters += len(prompt) + len(response_a) + len(response_b)

    def add_facts(self, place: int, facts: Sequence[tuple[str, str]], *, again: bool) -> None:
        """Take a row's facts; `again` where the case had a row before."""
        self.rows += 1
        self.again |= again
        for name, value in facts:
            self.facts.place.append(place)
            self.facts.name.append(name)
            self.facts.value.append(value)
            self.characters += len(value)

    def add_plain(self, rows: PlainRows) -> None:
        """Take rows of a case each, the next ones, which come once."""
        columns, texts, facts = self.cases, rows.texts, rows.facts
        columns.id += rows.ids
        columns.shape += [0] * len(rows.ids)
        for column, values in zip((columns.prompt, columns.response_a, columns.response_b), texts, strict=True):
            column.extend(values)
        self.preferences += zip(rows.places, repeat(rows.annotator), repeat(1), repeat(math.nan))
        self.facts.place += facts.place
        self.facts.name += facts.name
        self.facts.value += facts.value
        self.rows += len(rows.ids)
        self.characters += sum(sum(map(len, values)) for values in (*texts, facts.value))


class Batches:
    """Writes batches, one while the next is being collected."""

    def __init__(self, tables: CaseTables, other_way: Callable[[str], str]) -> None:
        """Write to `tables`; `other_way` names facts of a case that the store has with A and B the other way round."""
        self._tables = tables
        self._other_way = other_way
        # Of every case of the import, by its place: its number in the store, and whether its sides are swapped there.
        self._n, self._swapped = array("i"), bytearray()
        self._new = New()

    def write(self, batch: Batch) -> None:
        """Write a batch once the one before is written; raises FormatError for either."""
        self._tables.beside(partial(self._write, batch))

    def new(self) -> New:
        """How many rows were new, when all is written; raises FormatError for what is left."""
        self._tables.settle()
        return self._new

    def _write(self, batch: Batch) -> None:
        placed = self._tables.add_cases(batch.cases)
        self._n.frombytes(placed.n.tobytes())
        self._swapped.extend(placed.swapped.tobytes())
        self._new.cases += int(np.count_nonzero(placed.new))
        fresh = bool(placed.new.all()) and not batch.again
        if batch.preferences:
            places, annotators, preferences, strengths = zip(*batch.preferences, strict=True)
            n, sign = self._numbers(places)
            given, graded = np.array(preferences, dtype=np.int8), np.array(strengths, dtype=np.float64)
            columns = PreferenceColumns(n, annotators, given * sign, graded * sign)
            keys = np.array(places, dtype=np.int64) << _ANNOTATOR_BITS | np.array(annotators, dtype=np.int64)
            once = fresh and len(np.unique(keys)) == len(keys)
            self._new.preferences += self._tables.add_preferences(columns, fresh=once)
        if batch.votes:
            places, oracles, principles, preferences = zip(*batch.votes, strict=True)
            n, sign = self._numbers(places)
            votes = VoteColumns(n, oracles, principles, np.array(preferences, dtype=np.int8) * sign)
            self._new.votes += self._tables.add_votes(votes)
        if batch.facts.place:
            self._write_facts(batch.facts, fresh=fresh)

    def _write_facts(self, facts: WaitingFacts, *, fresh: bool) -> None:
        n, sign = self._numbers(facts.place)
        names = facts.name
        if (sign < 0).any():
            names = [self._other_way(name) if side < 0 else name for name, side in zip(names, sign, strict=True)]
        self._new.facts += self._tables.add_facts(FactColumns(n, names, facts.value), fresh=fresh)

    def _numbers(self, places: Sequence[int]) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """The store's numbers of cases, and -1 where the store has A and B the other way round, else 1."""
        at = np.array(places, dtype=np.int64)
        swapped = np.frombuffer(self._swapped, dtype=np.int8)[at]
        return np.frombuffer(self._n, dtype=np.int32)[at], np.where(swapped, -1, 1).astype(np.int8)
