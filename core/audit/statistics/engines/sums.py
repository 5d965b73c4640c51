"""The sums of a lake as expressions of ibis, from which it makes the SQL of whatever engine holds the lake.

Words are signed and bits are taken out by `&` with a number, as all engines can. Every function gives a table with a
row a shard (`part`), or a shard and annotators; wins are columns `w_I_J`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.metrics.bit_planes import WORD
from core.metrics.shard_sums import OfAnnotator, OfCases, OfPair

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table, Value


def of_cases(votes: "Table", size: int, shards: int) -> "Table":
    """What `OfCases` counts, by shard."""
    a, b, cast = (_any(votes, name, size) for name in ("prefers_a", "prefers_b", "voted"))
    every = _all_cast(votes, size)
    conflict, partly = a & b, cast & ~every
    kinds = {
        OfCases.INDIFFERENCE: cast & ~a & ~b,
        OfCases.CONSENSUS: (a | b) & ~conflict,
        OfCases.CONFLICT: conflict,
        OfCases.UNVOTED: ~cast,
        OfCases.PARTLY_VOTED: partly,
        OfCases.MOVABLE: partly & ~conflict,
    }
    parts = votes.mutate(part=votes.shard % shards)
    return parts.group_by("part").agg(**{each.name.lower(): _count(told) for each, told in kinds.items()})


def of_annotators(votes: "Table", said: "Table", size: int, shards: int, *, include_flagged: bool) -> "Table":
    """What `OfAnnotator` counts, sides `s_I` and wins `w_I_J`, by shard and annotator; said has a column flagged."""
    rows = _answered(votes, said, include_flagged=include_flagged)
    a, b = _any(rows, "prefers_a", size), _any(rows, "prefers_b", size)
    preferred = rows.counted & (rows.preference != 0)
    for_a, for_b = preferred & (rows.preference > 0), preferred & (rows.preference < 0)
    told = {
        OfAnnotator.GIVEN: rows.counted | rows.flagged,
        OfAnnotator.FLAGGED: rows.flagged,
        OfAnnotator.ANNOTATIONS: rows.counted,
        OfAnnotator.NEITHER: rows.counted & (rows.preference == 0),
        OfAnnotator.CONFLICTS: a & b & preferred,
        OfAnnotator.OPPOSED: (for_a & b & ~a) | (for_b & a & ~b),
        OfAnnotator.CONSENSUS: preferred & ((a | b) & ~(a & b)),
    }
    counts = {each.name.lower(): _count(what) for each, what in told.items()}
    bits = [_bit(rows, "won", i) | _bit(rows, "lost", i) for i in range(size)]
    sides = {f"s_{i}": _count(a & b & each) for i, each in enumerate(bits)}
    parts = rows.mutate(part=rows.shard % shards)
    return parts.group_by(["part", "annotator"]).agg(**counts, **sides, **_wins(rows, "won", "lost", size))


def of_pairs(votes: "Table", said: "Table", size: int, shards: int, *, include_flagged: bool) -> "Table":
    """What `OfPair` counts, and the wins `w_I_J` and `v_I_J` of two annotators on the cases of both, by shard."""
    rows = _answered(votes, said, include_flagged=include_flagged)
    one = rows.filter(rows.counted)
    words = [f"{name}{{}}_{word}" for name in ("won", "lost") for word in range(_words(size))]
    renamed = {each.format("_2"): each.format("") for each in (*words, "annotator{}", "preference{}")}
    other = one.select("shard", "case_key", *renamed.values()).rename(renamed)
    both = one.join(other, ["shard", "case_key"])
    both = both.filter(both.annotator < both.annotator_2)
    both = both.mutate(part=both.shard % shards)
    conflict = _any(both, "prefers_a", size) & _any(both, "prefers_b", size)
    decided = conflict & (both.preference != 0) & (both.preference_2 != 0)
    counts = {OfPair.CASES.name.lower(): both.count(), OfPair.CONFLICTS.name.lower(): _count(decided)}
    second = {f"v{name[1:]}": what for name, what in _wins(both, "won_2", "lost_2", size).items()}
    return both.group_by(["part", "annotator", "annotator_2"]).agg(
        **counts, **_wins(both, "won", "lost", size), **second
    )


def of_follower(votes: "Table", said: "Table", size: int, order: Sequence[int], *, include_flagged: bool) -> "Table":
    """The wins `w_I_J` of who follows an order, on the cases in which an annotator has a preference, by annotator."""
    import ibis

    rows = _answered(votes, said, include_flagged=include_flagged)
    rows = rows.filter(rows.counted & (rows.preference != 0))
    follows: Any = ibis.literal(0)
    for principle in reversed(order):
        a, b = _bit(rows, "prefers_a", principle), _bit(rows, "prefers_b", principle)
        follows = ibis.ifelse(a, 1, ibis.ifelse(b, -1, follows))
    rows = rows.mutate(follows=follows)
    told = {}
    for name, for_a, for_b in (("led", "prefers_a", "prefers_b"), ("fell", "prefers_b", "prefers_a")):
        for word in range(_words(size)):
            told[f"{name}_{word}"] = ibis.ifelse(
                rows.follows > 0, rows[f"{for_a}_{word}"], ibis.ifelse(rows.follows < 0, rows[f"{for_b}_{word}"], 0)
            )
    rows = rows.mutate(**told)
    return rows.group_by("annotator").agg(**_wins(rows, "led", "fell", size))


def doubled(votes: "Table") -> "Table":
    """How many rows of votes, and cases by their keys, there are."""
    return votes.agg(rows=votes.count(), cases=votes.case_key.nunique())


def said_twice(said: "Table") -> "Table":
    """The keys of cases that an annotator annotated more than once."""
    counts = said.group_by(["case_key", "annotator"]).agg(times=said.count())
    return counts.filter(counts.times > 1).select("case_key").limit(1)


def unmatched(votes: "Table", said: "Table") -> "Table":
    """How many annotations are of cases without votes."""
    left = said.anti_join(votes, ["shard", "case_key"])
    return left.agg(unknown=left.count())


def _answered(votes: "Table", said: "Table", *, include_flagged: bool) -> "Table":
    """Annotations with the votes on their cases, and words of principles sided with, `won`, and overruled, `lost`."""
    import ibis

    rows = said.join(votes.drop("oracle"), ["shard", "case_key"])
    counted = ibis.literal(True) if include_flagged else ~rows.flagged  # noqa: FBT003 - a value
    rows = rows.mutate(counted=counted)
    words = sum(name.startswith("prefers_a_") for name in votes.columns)
    told = {}
    for word in range(words):
        a, b = rows[f"prefers_a_{word}"], rows[f"prefers_b_{word}"]
        for name, for_a, for_b in (("won", a, b), ("lost", b, a)):
            sided = ibis.ifelse(rows.preference > 0, for_a, ibis.ifelse(rows.preference < 0, for_b, 0))
            told[f"{name}_{word}"] = ibis.ifelse(rows.counted, sided, 0)
    return rows.mutate(**told)


def _wins(rows: "Table", won: str, lost: str, size: int) -> "dict[str, Value]":
    ups, downs = ([_bit(rows, name, i) for i in range(size)] for name in (won, lost))
    return {f"w_{i}_{j}": _count(up & down) for i, up in enumerate(ups) for j, down in enumerate(downs) if i != j}


def _bit(rows: "Table", name: str, principle: int) -> "BooleanValue":
    import ibis

    bit = 1 << principle % WORD
    mask = bit - (1 << WORD) if bit == 1 << (WORD - 1) else bit  # the sign is a bit too
    return (rows[f"{name}_{principle // WORD}"] & ibis.literal(mask, "int64")) != 0


def _any(rows: "Table", name: str, size: int) -> "BooleanValue":
    found: BooleanValue = rows[f"{name}_0"] != 0
    for word in range(1, _words(size)):
        found = found | (rows[f"{name}_{word}"] != 0)
    return found


def _all_cast(rows: "Table", size: int) -> "BooleanValue":
    import ibis

    found: Any = None
    for word in range(_words(size)):
        bits = min(WORD, size - WORD * word)
        full = ibis.literal(-1 if bits == WORD else (1 << bits) - 1, "int64")
        whole = rows[f"voted_{word}"] == full
        found = whole if found is None else found & whole
    return found


def _words(size: int) -> int:
    return -(-size // WORD)


def _count(told: "BooleanValue") -> "Value":
    """How many rows are so."""
    return told.cast("int64").sum()
