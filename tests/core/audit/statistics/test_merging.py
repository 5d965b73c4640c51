"""Statistics add up: in any order and grouping, and only where they belong together."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from core.audit.statistics.counting import count_rows
from core.audit.statistics.file import read_statistics, write_statistics
from core.audit.statistics.report import statistics_report
from core.audit.statistics.statistics import About, Origin, Statistics, Who, merged, ordered
from core.metrics.shard_sums import OfAnnotator
from core.model.errors import AuditError
from core.model.terms import AnnotatorKind, Principle
from core.storage.lake_rows import AnnotationRows, VoteRows
from tests.core.audit.statistics.lakes import annotation, built, vote, written

EMPTY = Origin("empty.parquet", 0, "the footer of any file without rows")


def part(generator: np.random.Generator, names: list[str], first: int) -> Statistics:
    """Statistics of a few cases that no other part has, by some of the people."""
    count = int(generator.integers(1, 9))
    key = np.arange(first, first + count)
    masks = generator.integers(0, 4, (2, count, 1)).astype(np.uint64)
    masks[1] &= ~masks[0]
    votes = VoteRows((key % 7).astype(np.int32), key, masks[0], masks[1], np.full((count, 1), 3, dtype=np.uint64))
    who = np.repeat(np.arange(len(names)), count)[generator.random(count * len(names)) < 0.8]
    at = np.concatenate([key[: np.count_nonzero(who == place)] for place in range(len(names))])
    sides, unflagged = generator.integers(-1, 2, len(at)).astype(np.int8), np.zeros(len(at), dtype=np.bool_)
    said = AnnotationRows((at % 7).astype(np.int32), at, who.astype(np.int16), sides, unflagged)
    people = ordered({Who(name, AnnotatorKind.HUMAN) for name in names})
    rules = tuple(Principle(n, str(n), f"Rule {n}", f"Keep rule {n}.") for n in range(2))
    origins = (Origin(f"{first}.parquet", count, str(first)),)
    about = About(rules, (), "judge", people, origins, 7, include_flagged=False, unknown=0)
    found = Statistics.empty(about)
    for shard, counted, _ in count_rows(votes, said, about):
        found.add(shard, counted)
    return found


def alike(one: Statistics, other: Statistics) -> bool:
    """Whether two are equal, in every sum."""
    return (
        one.about == other.about
        and all((getattr(one, name) == getattr(other, name)).all() for name in ("cases", "counts", "sides", "wins"))
        and one.pairs.keys() == other.pairs.keys()
        and all(
            (one.pairs[pair].counts == other.pairs[pair].counts).all()
            and (one.pairs[pair].wins is None) == (other.pairs[pair].wins is None)
            and (one.pair_wins(*pair) == other.pair_wins(*pair)).all()
            for pair in one.pairs
        )
    )


@given(st.integers(0, 2**32 - 1), st.permutations(range(3)))
def test_merging_is_associative_and_commutative(seed: int, order: list[int]) -> None:
    generator = np.random.default_rng(seed)
    people = [["human", "b"], ["b"], ["c", "human"]]
    parts = [part(generator, people[place], 100 * place) for place in range(3)]
    whole = merged(parts)
    assert alike(whole, merged([parts[place] for place in order]))
    assert alike(whole, merged([parts[0], merged(parts[1:])]))
    assert whole.cases.sum() == sum(each.cases.sum() for each in parts)


def test_parts_give_the_report_of_the_whole(tmp_path: Path) -> None:
    votes = [vote(key, *sides, shard=key) for key, sides in enumerate([(1, -1), (-1, 1), (1, 1), (1, -1)])]
    said = [annotation(key, side, name, shard=key) for name in ("a", "b") for key, side in enumerate([1, 1, -1, 1])]
    whole = built(written(tmp_path / "whole", votes, said), shards=4)
    parts = [built(written(tmp_path / str(place), votes[place : place + 2], said), shards=4) for place in (0, 2)]
    found, expected = (statistics_report(each, "s", replicates=0).report for each in (merged(parts), whole))
    # Annotations of the cases that the other part has are unknown to each of them.
    assert replace(found, about=()) == replace(expected, about=())
    assert merged(parts).about.unknown == 8


def test_statistics_that_do_not_belong_together_are_refused() -> None:
    generator = np.random.default_rng(1)
    one, other = (part(generator, ["human"], first) for first in (0, 100))
    rules = tuple(replace(each, text=f"{each.text}!") for each in other.about.principles)
    for about, said in (
        (replace(other.about, principles=rules), "different constitutions"),
        (replace(other.about, oracle="x"), "different oracles, judge and x"),
        (replace(other.about, shards=8), "different numbers of shards, 7 and 8"),
        (replace(other.about, include_flagged=True), "different uses of flagged annotations, False and True"),
        (replace(other.about, named=("human", "x")), "different choices of annotators, all and human, x: build them"),
        (replace(other.about, origins=one.about.origins), r"0\.parquet are in two of these statistics"),
    ):
        with pytest.raises(AuditError, match=said):
            merged([one, replace(other, about=about)])


def test_files_without_rows_are_nobodys_twice() -> None:
    generator = np.random.default_rng(1)
    parts = [part(generator, ["human"], first) for first in (0, 100)]
    parts = [replace(each, about=replace(each.about, origins=(*each.about.origins, EMPTY))) for each in parts]
    assert merged(parts).about.origins == (*parts[0].about.origins[:1], *parts[1].about.origins[:1], EMPTY, EMPTY)


def test_files_are_told_apart_by_more_than_what_they_say_of_themselves(tmp_path: Path) -> None:
    def lake(first: int) -> Statistics:
        rows = range(first, first + 40)
        votes, said = [vote(row * 97 % 101, 1, -1) for row in rows], [annotation(row * 97 % 101, 1) for row in rows]
        files = written(tmp_path / str(first), votes, said)
        path = tmp_path / str(first) / "votes" / "rows.parquet"
        options = {"compression": "none", "write_statistics": False, "use_dictionary": ["oracle"]}
        parquet.write_table(parquet.read_table(path), path, **options)
        return built(files)

    def as_earlier(found: Statistics) -> Statistics:
        (origin,) = found.about.origins
        return replace(found, about=replace(found.about, origins=(replace(origin, digest=origin.digest[:64]),)))

    one, other = lake(0), lake(50)
    assert as_earlier(one).about.origins[0].digest == as_earlier(other).about.origins[0].digest, "the same footer"
    assert merged([one, other]).counts[0][:, OfAnnotator.ANNOTATIONS].sum() == 80
    for twice in ([one, one], [one, as_earlier(one)], [as_earlier(one), one]):
        with pytest.raises(AuditError, match=r"rows\.parquet are in two of these statistics"):
            merged(twice)


def test_annotators_that_some_statistics_left_out_are_not_called_missing(tmp_path: Path) -> None:
    votes = [vote(key, 1, -1, shard=key) for key in range(4)]
    said = [annotation(key, 1, name, shard=key) for name in ("a", "b") for key in range(4)]
    lakes = [written(tmp_path / str(place), votes[place : place + 2], said) for place in (0, 2)]
    parts = [built(lakes[0], shards=4), built(lakes[1], shards=4, annotators=("b",))]
    for each, path in zip(parts, (tmp_path / "all.stats", tmp_path / "b.stats"), strict=True):
        write_statistics(each, path)
        assert read_statistics(path).about == each.about
    with pytest.raises(AuditError, match="different choices of annotators, all and b: build them alike"):
        merged(parts)
    both = [
        built(lake, shards=4, annotators=names) for lake, names in zip(lakes, (("b", "a"), ("a", "b")), strict=True)
    ]
    assert merged(both).about.named == ("a", "b")
