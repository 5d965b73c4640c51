"""Counting a lake: its shards are read a few at a time, and counted, some such batches beside one another."""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.statistics.statistics import About, Statistics
from core.metrics.bit_planes import WORD
from core.metrics.shard_sums import ShardCount, ShardSaid, Votes, count_shard
from core.model.errors import FormatError
from core.model.terms import Progress
from core.storage.lake import Lake
from core.storage.lake_rows import AnnotationRows, VoteRows

BATCH_ROWS: Final = 1 << 21
"""About how many rows of votes and annotations are read together: whole shards, at least one."""
_MOST_AT_ONCE: Final = 8
"""Batches read and counted beside one another, on so many processors: each takes some 100 MB."""
BELOW: Final = "Some rows have no shard, or one below 0: number the shards from 0, as by a hash of the prompt."
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LakeCount:
    """What was counted, and how many annotations are of cases without votes."""

    statistics: Statistics
    unknown: int


def count_lake(lake: Lake, about: About, progress: Progress | None = None) -> LakeCount:
    """Count all shards of a lake as `about` says; raises FormatError where rows cannot be what they should.

    `progress` is told how many rows of how many are counted; what it raises ends the work.
    """
    found, unknown, done = Statistics.empty(about), 0, 0
    names = [each.name for each in about.annotators]
    rows = {what: lake.shards(what) for what in ("votes", "annotations")}
    batches = list(batches_of(rows))
    total = sum(sum(each.values()) for each in rows.values())

    def count(batch: tuple[int, int, int]) -> tuple[list[tuple[int, ShardCount, int]], int]:
        votes, annotations = lake.votes(about.oracle, *batch[:2]), lake.annotations(names, *batch[:2])
        return list(count_rows(votes, annotations, about)), batch[2]

    at_once = min(_MOST_AT_ONCE, os.cpu_count() or 1)
    if len(batches) >= at_once:
        lake.read_beside()
    with ThreadPoolExecutor(at_once) as workers:
        coming = deque(workers.submit(count, batch) for batch in batches[:at_once])
        for place in range(len(batches)):
            counted, read = coming.popleft().result()
            coming.extend(workers.submit(count, each) for each in batches[place + at_once : place + at_once + 1])
            for shard, each, strange in counted:
                found.add(shard % about.shards, each)
                unknown += strange
            done += read
            if progress is not None:
                progress(done, total)
    return LakeCount(found, unknown)


def batches_of(rows: dict[str, dict[int, int]]) -> Iterator[tuple[int, int, int]]:
    """First and last shard of each batch, and its rows."""
    shards = sorted({*rows["votes"], *rows["annotations"]})
    if shards and shards[0] < 0:
        raise FormatError(BELOW)
    first, held = 0, 0
    for place, shard in enumerate(shards):
        held += sum(each.get(shard, 0) for each in rows.values())
        if held >= BATCH_ROWS or place + 1 == len(shards):
            yield shards[first], shard, held
            first, held = place + 1, 0


def count_rows(votes: VoteRows, annotations: AnnotationRows, about: About) -> Iterator[tuple[int, ShardCount, int]]:
    """Count the rows of whole shards, in any order: each stored shard, its sums, and its annotations without votes."""
    size = len(about.principles)
    if len(annotations.preference) and not -1 <= annotations.preference.min() <= annotations.preference.max() <= 1:
        raise FormatError("A preference is 1 for A, -1 for B and 0 for neither: correct the files of annotations.")
    voted, annotated = _Grouped.by(votes.shard), _Grouped.by(annotations.shard)
    shards = sorted({*voted.bounds, *annotated.bounds})
    if shards and shards[0] < 0:
        raise FormatError(BELOW)
    for shard in shards:
        rows = voted.sorted_rows(shard, votes.key)
        keys = votes.key[rows]
        twice = keys[1:] == keys[:-1]
        if twice.any():
            raise FormatError(
                f"The case of case_key {int(keys[1:][twice][0])} has two rows of votes: keep one a case and oracle."
            )
        said = annotated.rows(shard)
        mine = _Rows(annotations.key[said], annotations.preference[said], annotations.flagged[said])
        found, unknown = [], 0
        for whose in _by_annotator(annotations.who[said], len(about.annotators)):
            each, strange = _said(keys, mine.part(whose), include_flagged=about.include_flagged)
            found.append(each)
            unknown += strange
        masks = Votes(votes.for_a[rows], votes.for_b[rows], votes.cast[rows])
        refuse_votes(masks, size)
        yield shard, count_shard(masks, size, found, about.declared), unknown


Which = slice | NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class _Grouped:
    """Where the rows of each shard lie, `order`ed by shard where they did not come so."""

    bounds: dict[int, tuple[int, int]]
    order: NDArray[np.intp] | None

    @classmethod
    def by(cls, shard: NDArray[np.integer]) -> "_Grouped":
        order = None if _rises(shard) else np.argsort(shard, kind="stable")
        starts, ends = _runs(shard if order is None else shard[order])
        there = shard[starts if order is None else order[starts]].tolist()
        return cls(dict(zip(there, zip(starts.tolist(), ends.tolist(), strict=True), strict=True)), order)

    def rows(self, shard: int) -> Which:
        """The rows of a shard."""
        first, last = self.bounds.get(shard, (0, 0))
        return slice(first, last) if self.order is None else self.order[first:last]

    def sorted_rows(self, shard: int, within: NDArray[np.integer]) -> Which:
        """The rows of a shard in the order of a column."""
        rows = self.rows(shard)
        column = within[rows]
        if _rises(column):
            return rows
        order = np.argsort(column, kind="stable")
        return order + rows.start if isinstance(rows, slice) else rows[order]


def _by_annotator(who: NDArray[np.int16], many: int) -> list[Which]:
    """Where the rows of each of so many annotators lie, which mostly lie together."""
    starts, ends = _runs(who)
    if len(starts) <= many and len(set(who[starts].tolist())) == len(starts):
        found: list[Which] = [slice(0, 0)] * many
        for each, first, last in zip(who[starts].tolist(), starts.tolist(), ends.tolist(), strict=True):
            found[each] = slice(first, last)
        return found
    order = np.argsort(who, kind="stable")
    bounds = np.searchsorted(who[order], np.arange(many + 1)).tolist()
    return [order[first:last] for first, last in pairwise(bounds)]


def _runs(column: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each run of one number begins, and where it ends."""
    edges = np.flatnonzero(column[1:] != column[:-1]) + 1
    first, last = (np.full(min(1, len(column)), each, dtype=np.intp) for each in (0, len(column)))
    return np.concatenate([first, edges]), np.concatenate([edges, last])


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Annotations of a shard: keys, preferences, flags."""

    key: NDArray[np.int64]
    preference: NDArray[np.int8]
    flagged: Flags

    def part(self, part: Which) -> "_Rows":
        return _Rows(self.key[part], self.preference[part], self.flagged[part])


def _rises(column: NDArray[np.integer]) -> bool:
    return bool((column[1:] >= column[:-1]).all())


def _said(keys: NDArray[np.int64], rows: _Rows, *, include_flagged: bool) -> tuple[ShardSaid, int]:
    """What an annotator said of the cases of those keys, which rise, and how often of others."""
    if np.array_equal(rows.key, keys):
        given = np.ones(len(keys), dtype=np.bool_)
        return ShardSaid(rows.preference, given, rows.flagged, given if include_flagged else ~rows.flagged), 0
    order = np.argsort(rows.key, kind="stable")
    mine = rows.key[order]
    twice = mine[1:] == mine[:-1]
    if twice.any():
        raise FormatError(
            f"An annotator annotated the case of case_key {int(mine[1:][twice][0])} twice: "
            "keep one row a case and annotator."
        )
    at = np.minimum(np.searchsorted(keys, mine), max(0, len(keys) - 1))
    known = keys[at] == mine if len(keys) else np.zeros(len(mine), dtype=np.bool_)
    dense, given = np.zeros(len(keys), dtype=np.int8), np.zeros(len(keys), dtype=np.bool_)
    marked = np.zeros(len(keys), dtype=np.bool_)
    at, order = at[known], order[known]
    dense[at], given[at], marked[at] = rows.preference[order], True, rows.flagged[order]
    counted = given if include_flagged else given & ~marked
    return ShardSaid(dense, given, marked, counted), int(np.count_nonzero(~known))


def refuse_votes(rows: Votes | VoteRows, size: int) -> None:
    """Raise FormatError where masks cannot be votes of so many principles."""
    last = np.uint64(~0 % (1 << WORD)) >> np.uint64(-size % WORD)
    if (rows.cast[:, -1] & ~last).any():
        raise FormatError(f"There are votes on more than {size} principles: give the principles that they are by.")
    if (rows.for_a & rows.for_b).any() or ((rows.for_a | rows.for_b) & ~rows.cast).any():
        raise FormatError(
            "A vote is for A and for B at once, or not cast: prefers_a and prefers_b share no bit, and voted has both."
        )
