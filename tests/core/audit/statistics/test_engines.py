"""Engines count the same to the bit, refuse the same, and ibis makes the SQL that is known of each dialect."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from core.audit.statistics.build import LakeFiles, StatisticsOptions, build_statistics
from core.audit.statistics.counting import count_rows
from core.audit.statistics.engines import sums
from core.audit.statistics.engines.spark import Spark, counter, packed, unpacked
from core.audit.statistics.statistics import Statistics
from core.model.errors import AuditError, FormatError
from core.storage.lake import Lake
from core.storage.writing import StoreWriter
from tests.core.audit.statistics.lakes import annotation, built, exported, vote, written
from tests.core.building import build

SQL = Path(__file__).resolve().parents[3] / "data" / "sql"
DIALECTS = ("BigQuery", "ClickHouse", "Databricks", "DuckDB", "Postgres", "PySpark", "Snowflake", "Trino")
GOOD = ([vote(1, 1, -1), vote(2, -1, 1)], [annotation(1, 1), annotation(2, 1)])


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> LakeFiles:
    """Some votes missing, two annotators of the same cases and one of others, a declared order."""
    folder, generator = tmp_path_factory.mktemp("lake"), np.random.default_rng(7)
    votes = (generator.integers(-1, 2, (50, 5)) * (generator.random((50, 5)) < 0.6)).astype(np.int8)
    missing = [(n, p) for n in range(50) for p in range(5) if not votes[n, p] and generator.random() < 0.1]
    people: dict[str, Any] = {name: generator.integers(-1, 2, 50).tolist() for name in ("a", "b")}
    people["c"] = [None if n % 3 else 1 for n in range(50)]
    store = build(folder / "s.duckdb", votes, people, missing=missing)
    with StoreWriter.open(store) as writer:
        writer.declare([str(n) for n in reversed(range(5))])
    return exported(store, folder / "lake")


def engine(files: LakeFiles, address: str) -> Statistics:
    return build_statistics(files, StatisticsOptions(shards=64, engine=address))


def assert_same(one: Statistics, other: Statistics) -> None:
    assert other.about.annotators == one.about.annotators
    assert other.about.unknown == one.about.unknown
    for name in ("cases", "counts", "sides", "wins", "followed"):
        assert (getattr(one, name) == getattr(other, name)).all(), name
    for pair, held in one.pairs.items():
        assert (held.counts == other.pairs[pair].counts).all()
        assert (held.wins is None) == (other.pairs[pair].wins is None)
        assert (one.pair_wins(*pair) == other.pair_wins(*pair)).all()


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One small session of Spark, of which little is compiled: what there is to count is soon counted."""
    from pyspark.sql import SparkSession

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    options = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f'--driver-java-options "{options}" pyspark-shell')
    monkeypatch.setattr("core.audit.statistics.engines.spark._PARTS", 2)
    builder = SparkSession.builder.master("local[1]")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }.items():
        builder = builder.config(name, value)
    begun = builder.getOrCreate()
    begun.sparkContext.setLogLevel("OFF")
    yield
    begun.stop()


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not here")
@pytest.mark.filterwarnings("ignore")
def test_spark_counts_the_same_to_the_bit(lake: LakeFiles, tmp_path: Path, session: None) -> None:
    spark = engine(lake, "local[1]")
    assert_same(built(lake, 64), spark)
    assert spark.about.origins == built(lake, 64).about.origins
    twice = written(tmp_path, [vote(1, 1, -1), vote(1, 1, -1)], GOOD[1])
    about = built(written(tmp_path / "once", *GOOD), 64).about
    refused = pytest.raises(FormatError, match="The case of case_key 1 has two rows of votes: keep one")
    with Spark("local[1]", twice.votes, twice.annotations, 1) as opened, refused:
        opened.count(about, None)
    with pytest.raises(FormatError, match=r"second\.parquet: prefers_a_0 is double: write it as a signed"):
        engine(mixed(tmp_path / "mixed"), "local[1]")


@pytest.mark.filterwarnings("ignore")
def test_ibis_counts_the_same_to_the_bit(lake: LakeFiles) -> None:
    assert_same(built(lake, 64), engine(lake, "ibis:duckdb://"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("votes", "annotations", "said"),
    [
        ([vote(1, 1, -1), vote(1, 1, -1)], GOOD[1], "two rows of votes"),
        (GOOD[0], [annotation(1, 1), annotation(1, -1)], "annotated the case of case_key 1 twice"),
        (GOOD[0], [annotation(1, 5)], "A preference is 1 for A"),
        ([vote(1, 1, -1, 1)], GOOD[1], "on more than 2 principles"),
        ([vote(1, 1, -1, voted_1=1)], GOOD[1], "has votes on more principles than are given, in voted_1"),
        ([vote(1, 1, -1) | {"prefers_b_0": 1}], GOOD[1], "for A and for B at once"),
        ([vote(1, 1, -1, shard=-1)], GOOD[1], "below 0"),
        (GOOD[0], [annotation(1, 1) | {"preference": None}, annotation(2, 1)], "preference is missing"),
        ([{"shard": 0, "case_key": 1, "oracle": "x"}], GOOD[1], "no column prefers_a_0 and 2 more"),
        ([vote(1, 1, -1) | {"oracle": 7}], GOOD[1], "oracle is int64: write it as text"),
        ([vote(1, 1, -1) | {"prefers_a_0": 1.5}], GOOD[1], "prefers_a_0 is float64: write it as a signed integer"),
        (GOOD[0], [annotation(1, 1, flagged=0.4)], "flagged is float64: write it as true or false"),
    ],
)
def test_ibis_refuses_what_cannot_be_right(tmp_path: Path, votes: Any, annotations: Any, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        engine(written(tmp_path, votes, annotations), "ibis:duckdb://")


def mixed(folder: Path) -> LakeFiles:
    """A lake whose second file of votes has fractions, which engines would round as the first has none."""
    files = written(folder, *GOOD)
    fractions = [vote(key, 1, -1) | {"prefers_a_0": 1.4} for key in (3, 4)]
    parquet.write_table(pa.Table.from_pylist(fractions), folder / "votes" / "second.parquet")
    return files


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["duckdb", "ibis:duckdb://"])
def test_every_file_has_the_columns_that_it_should(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatError, match=r"second\.parquet: prefers_a_0 is (DOUBLE|double): write it as a signed"):
        engine(mixed(tmp_path), name)


def test_an_engine_that_is_not_there(tmp_path: Path) -> None:
    files = written(tmp_path, *GOOD)
    with pytest.raises(AuditError, match="There is no engine sparc: choose duckdb"):
        engine(files, "sparc")
    for url, said in (
        ("nothing://user:secret@host/db", "nothing cannot be reached"),
        ("http://secret@[::1", "the address cannot be reached"),
        ("", "the address cannot be reached"),
    ):
        with pytest.raises(AuditError, match=said) as caught:
            engine(files, f"ibis:{url}")
        assert "secret" not in str(caught.value)


def test_a_warehouse_whose_driver_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(_: str) -> None:
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr(pytest.importorskip("ibis"), "connect", connect)
    with pytest.raises(AuditError, match=r"for postgres is not installed \(psycopg\): install"):
        engine(written(tmp_path, *GOOD), "ibis:postgres://user:secret@host/db")


def test_what_workers_send_is_what_they_counted(lake: LakeFiles) -> None:
    about = built(lake, 64).about
    with Lake(lake.votes, lake.annotations, 1) as opened:
        names = [each.name for each in about.annotators]
        rows = opened.votes("judge", 0, 1023), opened.annotations(names, 0, 1023)
    for _, counted, _ in count_rows(*rows, about):
        back = unpacked(packed(counted), about)
        for name in ("cases", "annotators", "sides", "wins", "followed"):
            assert (getattr(back, name) == getattr(counted, name)).all()
        assert {pair: each.same for pair, each in back.pairs.items()} == {
            pair: each.same for pair, each in counted.pairs.items()
        }


@pytest.mark.parametrize(("column", "number"), [("preference", 257), ("preference", -129), ("shard", 1 << 32)])
def test_workers_refuse_numbers_that_would_come_out_as_others(tmp_path: Path, column: str, number: int) -> None:
    about = built(written(tmp_path, *GOOD), 64).about
    votes = pa.Table.from_pylist(GOOD[0]).drop(["oracle"])
    said = pa.Table.from_pylist([each | {"flagged": False} for each in GOOD[1]])
    assert counter(about, 1)(votes, said)["unknown"].to_pylist() == [0]
    wrong = said.set_column(said.column_names.index(column), column, pa.array([number] * 2, pa.int64()))
    with pytest.raises(FormatError, match=f"^{column} has a number beyond "):
        counter(about, 1)(votes, wrong)


def statements(dialect: str) -> str:
    """All that an engine of a dialect is asked to add up, for two principles."""
    import ibis
    from ibis.backends.sql import compilers

    words = dict.fromkeys(("prefers_a_0", "prefers_b_0", "voted_0"), "int64")
    votes = ibis.table({"shard": "int32", "case_key": "int64", "oracle": "string", **words}, name="votes")
    who = {"annotator": "string", "kind": "string", "preference": "int8", "flagged": "boolean"}
    said = ibis.table({"shard": "int32", "case_key": "int64", **who}, name="annotations")
    compiler = getattr(compilers, f"{dialect}Compiler")()
    asked = (
        sums.of_cases(votes, 2, 1024),
        sums.of_annotators(votes, said, 2, 1024, include_flagged=False),
        sums.of_pairs(votes, said, 2, 1024, include_flagged=False),
        sums.of_follower(votes, said, 2, (1, 0), include_flagged=False),
        sums.unmatched(votes, said),
    )
    return "\n".join(compiler.to_sqlglot(each).sql(dialect=compiler.dialect) for each in asked) + "\n"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_sql_of_each_engine_is_known(dialect: str) -> None:
    """To renew the files after a change that is meant: python -m tests.core.audit.statistics.test_engines."""
    assert statements(dialect) == (SQL / f"{dialect.lower()}.sql").read_text(encoding="utf-8")


if __name__ == "__main__":
    for each in DIALECTS:
        (SQL / f"{each.lower()}.sql").write_text(statements(each), encoding="utf-8")
