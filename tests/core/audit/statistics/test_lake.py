"""A store's lake gives the store's report, and a lake that cannot be right is refused in one sentence."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from core.audit.full_report import ReportOptions, full_report
from core.audit.statistics.build import LakeFiles, StatisticsOptions, build_statistics
from core.audit.statistics.file import read_statistics, write_statistics
from core.audit.statistics.report import statistics_report
from core.importers.importing import import_files
from core.journal.standing import Standing
from core.model.errors import AuditError, ExportError, FormatError
from core.storage.lake import Lake
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.audit.statistics.lakes import annotation, built, exported, lake_files, vote, written
from tests.core.building import build

SPREAD = {
    "mean",
    "sd",
    "low",
    "high",
    "share",
    "rank_low",
    "rank_high",
    "p_value",
    "identified_share",
    "evidence",
    "reversed",
    "low_reason",
    "high_reason",
}
"""What comes of resampling shards instead of cases."""


def values(document: Any) -> Any:
    """A report without what is resampled, its annotators by name."""
    if isinstance(document, dict):
        return {
            name: values(each)
            for name, each in document.items()
            if name not in {*SPREAD, "notes", "store", "noise_floor", "reviews", "corrected_votes"}
        }
    if isinstance(document, list):
        return sorted((values(each) for each in document), key=repr)
    return document


def compare(store: Path, folder: Path) -> None:
    with Store.open(store) as opened:
        expected = full_report(opened, Standing(), ReportOptions(bootstrap=0)).report.document()
    found = statistics_report(built(exported(store, folder)), "s", replicates=0).report.document()
    assert values(found) == values(expected)


def test_a_lake_gives_the_values_of_the_store(worked: Path, tmp_path: Path) -> None:
    compare(worked, tmp_path / "lake")
    found = built(lake_files(tmp_path / "lake"))
    assert [each.wins for each in found.pairs.values()] == [None]  # the two annotated the same cases


def test_a_declared_order_is_held_against_the_same_cases(tmp_path: Path) -> None:
    generator = np.random.default_rng(3)
    votes = (generator.integers(-1, 2, (400, 6)) * (generator.random((400, 6)) < 0.6)).astype(np.int8)
    people = {name: generator.integers(-1, 2, 400).tolist() for name in ("a", "b")}
    store = build(tmp_path / "s.duckdb", votes, people)
    with StoreWriter.open(store) as writer:
        writer.declare(["3", "0", "5", "1", "2", "4"])
    compare(store, tmp_path / "lake")
    found = built(lake_files(tmp_path / "lake"))
    assert found.about.declared == (3, 0, 5, 1, 2, 4)
    assert found.followed.any()


def test_missing_votes_and_annotations_stay_missing(tmp_path: Path) -> None:
    generator = np.random.default_rng(5)
    votes = generator.integers(-1, 2, (60, 67)).astype(np.int8)
    votes[:, 5:] *= generator.random((60, 62)) < 0.05
    people = {
        name: [None if generator.random() < gone else int(generator.integers(-1, 2)) for _ in range(60)]
        for name, gone in (("a", 0.0), ("b", 0.4), ("c", 0.4))
    }
    missing = [(n, p) for n in range(60) for p in range(67) if n < 3 or generator.random() < 0.1]
    for n, p in missing:
        votes[n, p] = 0
    compare(build(tmp_path / "s.duckdb", votes, people, missing=missing), tmp_path / "lake")


def test_the_published_data_gives_the_published_figures(hh_folder: Path, tmp_path: Path) -> None:
    names = ("harmless-base-test.jsonl.gz", "principles.txt", "principle_votes_gpt4o.csv.gz", "reward_llama3_8b.csv")
    store = tmp_path / "hh.duckdb"
    import_files([hh_folder / name for name in names], store)
    found = statistics_report(built(exported(store, tmp_path / "lake")), "hh", replicates=0)
    shares = {each.name: round(100 * (each.arbitrariness.value or 0), 2) for each in found.report.annotators}
    assert sorted(shares.values()) == [21.77, 28.92]


def test_a_file_gives_back_what_was_written(worked: Path, tmp_path: Path) -> None:
    found = built(exported(worked, tmp_path / "lake"))
    for name in ("one.stats", "two.stats"):
        write_statistics(found, tmp_path / name)
    assert (tmp_path / "one.stats").read_bytes() == (tmp_path / "two.stats").read_bytes()
    back = read_statistics(tmp_path / "one.stats")
    assert back.about == found.about
    for name in ("cases", "counts", "sides", "wins"):
        assert (getattr(back, name) == getattr(found, name)).all()


@pytest.mark.parametrize("cut", [0, 10, 200, -30])
def test_a_damaged_file_is_refused(worked: Path, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "s.stats"
    write_statistics(built(exported(worked, tmp_path / "lake")), path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(FormatError, match=r"s\.stats (is no file of statistics|is damaged|cannot be read)"):
        read_statistics(path)


GOOD = ([vote(1, 1, -1), vote(2, -1, 1)], [annotation(1, 1), annotation(2, 1)])


@pytest.fixture
def spread(tmp_path: Path) -> LakeFiles:
    """Cases in forty shards, in the order of their shards, with several annotators."""
    drawn = np.random.default_rng(3)
    votes = [vote(n, *drawn.integers(-1, 2, 2).tolist(), shard=n // 3) for n in range(120)]
    said = [annotation(n, int(drawn.integers(-1, 2)), who, shard=n // 3) for n in range(120) for who in "bac"]
    return written(
        tmp_path / "whole",
        votes,
        [each for each in said if drawn.random() < (0.3 if each["annotator"] == "c" else 0.9)],
    )


@pytest.mark.parametrize("how", ["by shard", "patterns", "shuffled", "untold", "hive", "one thread"])
def test_however_a_lake_lies_the_sums_are_the_same(
    spread: LakeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    expected = built(spread, 64)
    monkeypatch.setattr("core.audit.statistics.counting.BATCH_ROWS", 20)
    monkeypatch.setattr("core.audit.statistics.counting._MOST_AT_ONCE", 1 if how == "one thread" else 8)
    for what, (path,) in (("votes", spread.votes), ("annotations", spread.annotations)):
        table = parquet.read_table(path.replace("*", "rows"))
        if how == "shuffled":
            table = table.take(np.random.default_rng(1).permutation(len(table)))
        for place in range(4):
            cut = table.filter(pc.equal(pc.divide(table["shard"], 10), place))
            for shard in set(cut["shard"].to_pylist()) if how == "hive" else ():
                folder = tmp_path / what / f"shard={shard}"
                folder.mkdir(parents=True)
                parquet.write_table(cut.filter(pc.equal(cut["shard"], shard)).drop(["shard"]), folder / "0.parquet")
            if how != "hive":
                (tmp_path / what).mkdir(exist_ok=True)
                name = f"[{place}]{place}.parquet" if how == "patterns" else f"{place}.parquet"
                options: Any = {"row_group_size": 7, "write_statistics": how != "untold"}
                parquet.write_table(cut, tmp_path / what / name, **options)
    glob = "**/*.parquet" if how == "hive" else "*.parquet"
    parts = LakeFiles((str(tmp_path / "votes" / glob),), (str(tmp_path / "annotations" / glob),), spread.principles)
    found = built(parts, 64)
    for name in ("cases", "counts", "sides", "wins"):
        assert (getattr(found, name) == getattr(expected, name)).all(), name
    with Lake(parts.votes, parts.annotations, 1) as lake:
        whole = (len(lake.votes("judge", 5, 14).key), len(lake.annotations(["a", "b"], 5, 14).key))
        told = lake.shards("votes"), lake.shards("annotations")
        assert [sum(each.values()) for each in told] == [120, expected.counts[:, :, 0].sum()]
        assert {shard for each in told for shard in each} == set(range(40))
        assert (len(lake.votes("judge", 5, 14).key), len(lake.annotations(["a", "b"], 5, 14).key)) == whole
        assert whole[0] == 30


def test_annotations_of_other_cases_are_counted_as_unknown(tmp_path: Path) -> None:
    found = built(written(tmp_path, GOOD[0], [*GOOD[1], annotation(9, 1), annotation(3, 1)]))
    assert found.about.unknown == 2
    assert found.counts[0].sum(axis=0).tolist() == [2, 0, 2, 0, 2, 0, 0]
    report = statistics_report(found, "s", replicates=0).report
    assert any(each.startswith("2 annotations were left out where they were read") for each in report.notes)


@pytest.mark.parametrize(
    ("votes", "annotations", "said"),
    [
        ([vote(1, 1, -1), vote(1, 1, -1)], GOOD[1], "two rows of votes"),
        (GOOD[0], [annotation(1, 1), annotation(1, -1)], "annotated the case of case_key 1 twice"),
        (GOOD[0], [annotation(1, 5)], "A preference is 1 for A"),
        (GOOD[0], [annotation(1, 257)], "has a value that its column cannot have"),
        ([vote(1, 1, -1, 1)], GOOD[1], "votes on more than 2 principles"),
        ([vote(1, 1, -1, voted_1=1)], GOOD[1], "has votes on more principles than are given, in voted_1"),
        ([vote(1, 1, -1) | {"prefers_b_0": 1}], GOOD[1], "for A and for B at once"),
        ([vote(1, 1, -1) | {"voted_0": 1}], GOOD[1], "not cast"),
        ([vote(1, 1, -1, shard=-1)], GOOD[1], "no shard, or one below 0"),
        ([vote(1, 1, -1) | {"shard": None}, vote(2, 1, -1)], GOOD[1], "no shard, or one below 0"),
        (GOOD[0], [annotation(1, 1) | {"preference": None}, annotation(2, 1)], "preference is missing"),
        (GOOD[0], [annotation(1, 1, kind="cat")], "The kind of human is cat"),
        (GOOD[0], [annotation(1, 1), annotation(2, 1, kind="llm")], "human is of kind human and llm"),
        ([vote(1, 1, -1, oracle="x"), vote(1, 1, -1, oracle="y")], GOOD[1], "votes by x, y"),
        ([{"shard": 0, "case_key": 1, "oracle": "x"}], GOOD[1], "no column prefers_a_0 and 2 more"),
        ([vote(1, 1, -1) | {"prefers_a_0": 1.5}], GOOD[1], "prefers_a_0 is DOUBLE"),
        (
            GOOD[0],
            [annotation(1, 1, annotator=f"p{n}") for n in range(13)],
            "at most 12: name those with --annotator, or import",
        ),
        (GOOD[0], [annotation(1, 1), annotation(2, 1, annotator="")], "annotations are by nobody"),
        (GOOD[0], [annotation(1, 1), annotation(2, 1) | {"annotator": None}], "annotations are by nobody"),
        ([vote(1, 1, -1), vote(2, 1, -1) | {"oracle": None}], GOOD[1], "votes are of no oracle"),
    ],
)
def test_rows_that_cannot_be_right_are_refused(tmp_path: Path, votes: Any, annotations: Any, said: str) -> None:
    with pytest.raises((FormatError, AuditError), match=said):
        built(written(tmp_path, votes, annotations))


def test_files_without_rows_are_told_and_nothing_else_is_blamed(tmp_path: Path) -> None:
    import pyarrow as pa

    files = written(tmp_path, *GOOD)
    empty = tmp_path / "annotations" / "rows.parquet"
    parquet.write_table(parquet.read_table(empty).slice(0, 0), empty)
    with pytest.raises(FormatError, match=r"^There are no annotations[.]$"):
        built(files)
    with pytest.raises(FormatError, match=r"^There are no annotations[.]$"):
        built(files, annotators=["human"])
    none = tmp_path / "principles.parquet"
    texts = pa.schema([(each, pa.string()) for each in ("id", "name", "text")])
    parquet.write_table(texts.empty_table(), none)
    with pytest.raises(FormatError, match="has no principles in it"):
        built(LakeFiles(files.votes, files.annotations, none))


def test_unsigned_words_are_refused(tmp_path: Path) -> None:
    import pyarrow as pa

    files = written(tmp_path, *GOOD)
    table = parquet.read_table(tmp_path / "votes" / "rows.parquet")
    unsigned = table.set_column(3, "prefers_a_0", table["prefers_a_0"].cast(pa.uint64()))
    parquet.write_table(unsigned, tmp_path / "votes" / "rows.parquet")
    with pytest.raises(FormatError, match="prefers_a_0 is UBIGINT: write it as a signed integer"):
        built(files)


@pytest.mark.parametrize(
    ("flagged", "counted"), [(True, True), (False, True), ("false", True), (1, True), (0.4, False)]
)
def test_flags_that_are_fractions_are_refused(tmp_path: Path, flagged: object, *, counted: bool) -> None:
    files = written(tmp_path, GOOD[0], [each | {"flagged": flagged} for each in GOOD[1]])
    if counted:
        assert built(files).counts.any()
        return
    with pytest.raises(FormatError, match="flagged is DOUBLE: write it as true or false"):
        built(files)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    files = written(tmp_path, *GOOD)
    with pytest.raises(FormatError, match="There are no files"):
        built(LakeFiles((str(tmp_path / "none-*.parquet"),), files.annotations, files.principles))


def test_another_constitution_is_refused(worked: Path, tmp_path: Path) -> None:
    files = exported(worked, tmp_path / "lake")
    text = tmp_path / "principles.txt"
    text.write_text("Keep rule number 0.\nKeep rule number 1.\nKeep another rule.\n")
    with pytest.raises(FormatError, match="by another constitution than"):
        built(LakeFiles(files.votes, files.annotations, text))
    text.write_text("".join(f"Keep rule number {n}.\n" for n in range(3)))
    assert built(LakeFiles(files.votes, files.annotations, text)).cases.sum() > 0


def test_a_lake_replaces_a_lake_and_nothing_else(worked: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    exported(worked, folder)
    exported(worked, folder)
    (folder / "votes" / "mine.txt").write_text("kept")
    with pytest.raises(ExportError, match="is there and no exported lake"):
        exported(worked, folder)
    assert (folder / "votes" / "mine.txt").read_text() == "kept"
    assert built(lake_files(folder)).cases.sum() > 0


def test_unknown_names_are_told(worked: Path, tmp_path: Path) -> None:
    files = exported(worked, tmp_path / "lake")
    with pytest.raises(FormatError, match="no annotations by nobody: choose of a0, a1"):
        built(files, annotators=["nobody"])
    with pytest.raises(AuditError, match="no oracle nobody: choose one of judge"):
        build_statistics(files, StatisticsOptions(oracle="nobody"))
    with pytest.raises(AuditError, match="no annotator nobody in these statistics: choose one of a0, a1"):
        statistics_report(built(files), "s", reference="nobody")
