"""Counting a lake: its shards are read a few at a time, and counted while the next ones are read."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.statistics.statistics import About, Statistics, Who, ordered
from core.metrics.bit_planes import WORD
from core.metrics.shard_sums import ShardCount, ShardSaid, Votes, count_shard
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind, Progress
from core.storage.lake import AnnotationRows, Lake, VoteRows

BATCH_ROWS: Final = 1 << 20
"""Rows of votes and annotations read together: whole shards, at least one."""
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

    def read(batch: tuple[int, int, int]) -> tuple[VoteRows, AnnotationRows]:
        return lake.votes(about.oracle, *batch[:2]), lake.annotations(names, *batch[:2])

    with ThreadPoolExecutor(1) as ahead:
        coming = [ahead.submit(read, batch) for batch in batches[:1]]
        for place, batch in enumerate(batches):
            votes, annotations = coming.pop().result()
            coming = [ahead.submit(read, each) for each in batches[place + 1 : place + 2]]
            for shard, count, strange in count_rows(votes, annotations, about):
                found.add(shard % about.shards, count)
                unknown += strange
            done += batch[2]
            if progress is not None:
                progress(done, total)
    return LakeCount(found, unknown)


def batches_of(rows: dict[str, dict[int, int]]) -> Iterator[tuple[int, int, int]]:
    """First and last shard of each batch, and its rows."""
    shards = sorted({*rows["votes"], *rows["annotations"]})
    if shards and shards[0] < 0:
        raise FormatError(
            "Some rows have no shard, or one below 0: number the shards from 0, as by a hash of the prompt."
        )
    first, held = 0, 0
    for place, shard in enumerate(shards):
        held += sum(each.get(shard, 0) for each in rows.values())
        if held >= BATCH_ROWS or place + 1 == len(shards):
            yield shards[first], shard, held
            first, held = place + 1, 0


def count_rows(votes: VoteRows, annotations: AnnotationRows, about: About) -> Iterator[tuple[int, ShardCount, int]]:
    """Count the rows of whole shards, in any order: each stored shard, its sums, and its annotations without votes."""
    size = len(about.principles)
    votes, annotations = _sorted_votes(votes), _sorted_annotations(annotations)
    refuse_votes(votes, size)
    if not np.isin(annotations.preference, (-1, 0, 1)).all():
        raise FormatError("A preference is 1 for A, -1 for B and 0 for neither: correct the files of annotations.")
    for shard in np.union1d(votes.shard, annotations.shard).tolist():
        part, said = _part(votes.shard, shard), _part(annotations.shard, shard)
        keys = votes.key[part]
        found, unknown = [], 0
        for who in range(len(about.annotators)):
            mine = _part(annotations.who[said], who, said.start)
            each, strange = _said(keys, annotations, mine, include_flagged=about.include_flagged)
            found.append(each)
            unknown += strange
        masks = Votes(votes.for_a[part], votes.for_b[part], votes.cast[part])
        yield shard, count_shard(masks, size, found), unknown


def _part(sorted_values: NDArray[np.int64], value: int, start: int = 0) -> slice:
    first, last = np.searchsorted(sorted_values, (value, value + 1))
    return slice(start + int(first), start + int(last))


def _said(
    keys: NDArray[np.int64], rows: AnnotationRows, part: slice, *, include_flagged: bool
) -> tuple[ShardSaid, int]:
    """What an annotator said of the cases of those keys, and how often of others."""
    mine, preference, flagged = rows.key[part], rows.preference[part], rows.flagged[part]
    if (mine[1:] == mine[:-1]).any():
        raise FormatError(
            f"An annotator annotated the case of case_key {int(mine[:-1][mine[1:] == mine[:-1]][0])} twice: "
            "keep one row a case and annotator."
        )
    if np.array_equal(mine, keys):
        given = np.ones(len(keys), dtype=np.bool_)
        return ShardSaid(preference, given, flagged, given if include_flagged else ~flagged), 0
    at = np.searchsorted(keys, mine)
    known = np.zeros(len(mine), dtype=np.bool_)
    inside = at < len(keys)
    known[inside] = keys[at[inside]] == mine[inside]
    dense, given = np.zeros(len(keys), dtype=np.int8), np.zeros(len(keys), dtype=np.bool_)
    marked = np.zeros(len(keys), dtype=np.bool_)
    at = at[known]
    dense[at], given[at], marked[at] = preference[known], True, flagged[known]
    return ShardSaid(dense, given, marked, given if include_flagged else given & ~marked), int(np.count_nonzero(~known))


def _sorted_votes(rows: VoteRows) -> VoteRows:
    """By shard and key."""
    order = _order(rows.key, rows.shard)
    if order is None:
        return rows
    return VoteRows(rows.shard[order], rows.key[order], rows.for_a[order], rows.for_b[order], rows.cast[order])


def _sorted_annotations(rows: AnnotationRows) -> AnnotationRows:
    """By shard, annotator and key."""
    order = _order(rows.key, rows.who, rows.shard)
    if order is None:
        return rows
    return AnnotationRows(
        rows.shard[order], rows.key[order], rows.who[order], rows.preference[order], rows.flagged[order]
    )


def _order(*columns: NDArray[np.int64]) -> NDArray[np.intp] | None:
    """The order by the last column, then by those before it; None where the rows are in it."""
    later: Flags = np.ones(max(0, len(columns[0]) - 1), dtype=np.bool_)
    for column in columns:
        later = (column[1:] > column[:-1]) | ((column[1:] == column[:-1]) & later)
    return None if later.all() else np.lexsort(columns)


def refuse_votes(rows: VoteRows, size: int) -> None:
    """Raise FormatError where masks cannot be votes of so many principles, or a case has two rows."""
    same = (rows.key[1:] == rows.key[:-1]) & (rows.shard[1:] == rows.shard[:-1])
    if same.any():
        raise FormatError(
            f"The case of case_key {int(rows.key[1:][same][0])} has two rows of votes: keep one a case and oracle."
        )
    last = np.uint64(~0 % (1 << WORD)) >> np.uint64(-size % WORD)
    if (rows.cast[:, -1] & ~last).any():
        raise FormatError(f"There are votes on more than {size} principles: give the principles that they are by.")
    if (rows.for_a & rows.for_b).any() or ((rows.for_a | rows.for_b) & ~rows.cast).any():
        raise FormatError(
            "A vote is for A and for B at once, or not cast: prefers_a and prefers_b share no bit, and voted has both."
        )


def who_of(lake: Lake, names: Sequence[str]) -> tuple[Who, ...]:
    """The annotators of a lake, those named or all; raises FormatError for an unknown one or an unknown kind."""
    kinds = {kind.value: kind for kind in AnnotatorKind}
    there: dict[str, str] = {}
    for name, kind in lake.annotators():
        if kind not in kinds:
            raise FormatError(
                f"The kind of {name or 'an annotator without a name'} is {kind or 'missing'}: "
                f"write one of {', '.join(kinds)}."
            )
        if there.setdefault(name, kind) != kind:
            raise FormatError(f"{name} is of kind {there[name]} and {kind}: write one kind for each annotator.")
    missing = [name for name in names if name not in there]
    if missing:
        raise FormatError(f"There are no annotations by {missing[0]}: choose of {', '.join(list(there)[:12])}.")
    return ordered({Who(name, kinds[kind]) for name, kind in there.items() if not names or name in names})
