"""The sums that a report is made of, over shards of cases: of one lake or several, added up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from itertools import combinations
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray

from core.metrics.shard_sums import OfAnnotator, OfCases, OfPair, ShardCount
from core.model.errors import AuditError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind, Principle

Counts = NDArray[np.int64]
_KINDS: Final = {kind: place for place, kind in enumerate(AnnotatorKind)}
_SHOWN: Final = 200
_DIGEST: Final = 64
"""Characters of a digest."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A file of votes that was counted: its name, its rows, and a digest that tells it from others.

    Earlier versions wrote only the beginning of the digest, so that of two the longer may go on where the other ends.
    """

    name: str
    rows: int
    digest: str

    def is_of(self, others: Iterable["Origin"]) -> bool:
        """Whether one of the others is the same file, as far as is known; one without rows never is."""
        both = ((self.digest, other.digest) for other in others if other.rows)
        return any(one.startswith(other) or other.startswith(one) for one, other in both)


@dataclass(frozen=True, slots=True, order=True)
class Who:
    """An annotator that was counted."""

    name: str
    kind: AnnotatorKind


@dataclass(frozen=True, slots=True)
class About:
    """What was counted: the constitution, the declared order as columns from the highest down, whose votes, and where.

    Annotations of cases that no file of votes counted with them has are `unknown`; where statistics are added up whose
    builds shared a file of annotations, another of them may have counted these. Only the annotators that are `named`
    were counted, or all where none is.
    """

    principles: tuple[Principle, ...]
    declared: tuple[int, ...]
    oracle: str
    annotators: tuple[Who, ...]
    origins: tuple[Origin, ...]
    shards: int
    include_flagged: bool
    unknown: int
    named: tuple[str, ...] = ()

    @property
    def constitution(self) -> str:
        """What tells one constitution from another: a digest of ids and texts in their order."""
        return constitution_digest(self.principles)


@dataclass(frozen=True, slots=True, eq=False)
class PairSums:
    """Two annotators: counts (S, 2), and their wins (2, S, P, P) on the cases that both annotated.

    None where they annotated the same cases, as the wins are then those they have.
    """

    counts: Counts
    wins: Counts | None


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """Sums over S shards, int64: of cases (S, 6), of M annotators counts (M, S, 7), sides (M, S, P), wins (M, S, P, P).

    `pairs` are of every two annotators, by their places in `about.annotators`. `followed` (M, P, P), of all shards, are
    the wins of who follows the declared order on the cases in which the annotator has a preference.
    """

    about: About
    cases: Counts
    counts: Counts
    sides: Counts
    wins: Counts
    followed: Counts
    pairs: dict[tuple[int, int], PairSums]

    @classmethod
    def empty(cls, about: About) -> "Statistics":
        """Nothing counted yet."""
        many, shards, size = len(about.annotators), about.shards, len(about.principles)
        return cls(
            about,
            np.zeros((shards, len(OfCases)), dtype=np.int64),
            np.zeros((many, shards, len(OfAnnotator)), dtype=np.int64),
            np.zeros((many, shards, size), dtype=np.int64),
            np.zeros((many, shards, size, size), dtype=np.int64),
            np.zeros((many, size, size), dtype=np.int64),
            {
                pair: PairSums(np.zeros((shards, len(OfPair)), dtype=np.int64), None)
                for pair in combinations(range(many), 2)
            },
        )

    def add(self, shard: int, found: ShardCount) -> None:
        """Count a part of a shard, in place."""
        for pair, count in found.pairs.items():
            held = self.pairs[pair]
            mine = list(pair)
            if held.wins is None and not count.same:
                held = PairSums(held.counts, self.wins[mine].copy())
                self.pairs[pair] = held
            held.counts[shard] += count.counts
            if held.wins is not None:
                held.wins[:, shard] += count.wins
        self.cases[shard] += found.cases
        self.counts[:, shard] += found.annotators
        self.sides[:, shard] += found.sides
        self.wins[:, shard] += found.wins
        self.followed[:] += found.followed

    def pair_wins(self, one: int, other: int) -> Counts:
        """The wins (2, S, P, P) of two annotators on the cases that both annotated."""
        held = self.pairs[one, other].wins
        return self.wins[[one, other]] if held is None else held


def constitution_digest(principles: Sequence[Principle]) -> str:
    """A digest of ids and texts in their order."""
    return sha256(orjson.dumps([[each.id, each.text] for each in principles])).hexdigest()


def merged(parts: Sequence[Statistics]) -> Statistics:
    """Add up statistics, in any order and grouping to the same effect; raises AuditError where they do not fit."""
    return reduce(_merged_two, parts)


def _merged_two(one: Statistics, other: Statistics) -> Statistics:
    _refuse_unlike(one.about, other.about)
    people = ordered({*one.about.annotators, *other.about.annotators})
    about = About(
        one.about.principles,
        one.about.declared,
        one.about.oracle,
        people,
        tuple(sorted((*one.about.origins, *other.about.origins))),
        one.about.shards,
        one.about.include_flagged,
        one.about.unknown + other.about.unknown,
        one.about.named,
    )
    total = Statistics.empty(about)
    total.cases[:] = one.cases + other.cases
    for part in (one, other):
        places = [people.index(each) for each in part.about.annotators]
        total.counts[places] += part.counts
        total.sides[places] += part.sides
        total.wins[places] += part.wins
        total.followed[places] += part.followed
    for i, j in combinations(range(len(people)), 2):
        total.pairs[i, j] = _merged_pair(total, (one, other), (i, j))
    return total


def _merged_pair(total: Statistics, parts: Sequence[Statistics], pair: tuple[int, int]) -> PairSums:
    counts, wins = np.zeros_like(total.pairs[pair].counts), np.zeros_like(total.wins[list(pair)])
    for part in parts:
        there = [
            part.about.annotators.index(each)
            for each in (total.about.annotators[place] for place in pair)
            if each in part.about.annotators
        ]
        if len(there) < 2:
            continue
        first, second = there
        counts += part.pairs[min(there), max(there)].counts
        wins += part.pair_wins(first, second) if first < second else part.pair_wins(second, first)[::-1]
    annotations = total.counts[list(pair)][:, :, OfAnnotator.ANNOTATIONS]
    return PairSums(counts, None if (annotations == counts[:, OfPair.CASES]).all() else wins)


def ordered(annotators: set[Who]) -> tuple[Who, ...]:
    """The annotators, people first, by name: the same order whatever was counted first."""
    return tuple(sorted(annotators, key=lambda each: (_KINDS[each.kind], each.name)))


def _refuse_unlike(one: About, other: About) -> None:
    """Raise AuditError where sums would be of different things, or of the same cases twice."""
    if one.constitution != other.constitution or one.declared != other.declared:
        raise AuditError(
            "These statistics are of different constitutions, and their principles cannot be told to be the same: "
            "build them anew with one file of principles."
        )
    for what, mine, theirs in (
        ("oracles", one.oracle, other.oracle),
        ("numbers of shards", one.shards, other.shards),
        ("choices of annotators", *(inert_line(", ".join(each.named), _SHOWN) or "all" for each in (one, other))),
        ("uses of flagged annotations", one.include_flagged, other.include_flagged),
    ):
        if mine != theirs:
            raise AuditError(f"These statistics are of different {what}, {mine} and {theirs}: build them alike.")
    beginnings: dict[str, list[Origin]] = {}
    for each in one.origins:
        beginnings.setdefault(each.digest[:_DIGEST], []).append(each)
    twice = next((each for each in other.origins if each.is_of(beginnings.get(each.digest[:_DIGEST], ()))), None)
    if twice is not None:
        raise AuditError(f"The votes of {twice.name} are in two of these statistics: leave one of them out.")
    kinds = {each.name: each.kind for each in one.annotators}
    odd = next((each for each in other.annotators if kinds.get(each.name, each.kind) is not each.kind), None)
    if odd is not None:
        raise AuditError(
            f"{odd.name} is of kind {odd.kind} in one of these statistics and {kinds[odd.name]} in another: "
            "build them with one kind."
        )
