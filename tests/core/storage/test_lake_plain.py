"""Rows that are read without a query are those that the query gives."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from core.storage.lake import Lake
from core.storage.lake_groups import GroupOfRows
from core.storage.lake_plain import plain

Change = Callable[[pa.Table], pa.Table]
VOTES = ("shard", "case_key", "oracle", "prefers_a_0", "prefers_b_0", "voted_0")


@pytest.fixture
def tables() -> dict[str, pa.Table]:
    """Votes by two oracles or nobody, and annotations, in the order of their shards or nearly."""
    drawn = np.random.default_rng(7)
    shard = np.sort(drawn.integers(0, 12, 90)).astype(np.int32)
    shard[shard == 5] = 6
    votes = {
        "shard": shard,
        "case_key": drawn.integers(-(2**63), 2**63 - 1, 90),
        "oracle": [("judge", "other", None)[n % 3] for n in range(90)],
        **{name: drawn.integers(0, 4, 90) for name in VOTES[3:]},
    }
    said = {
        "shard": np.r_[shard[10:], shard[:10]],
        "case_key": votes["case_key"],
        "annotator": [("ada", "", "bo", None)[n % 4] for n in range(90)],
        "kind": ["human" if n % 8 else "llm" for n in range(90)],
        "preference": drawn.integers(-1, 2, 90).astype(np.int8),
        "flagged": drawn.random(90) < 0.5,
    }
    return {"votes": pa.table(votes), "annotations": pa.table(said)}


def written(folder: Path, tables: dict[str, pa.Table]) -> dict[str, str]:
    """Two files of each, in groups of eight rows."""
    for what, table in tables.items():
        (folder / what).mkdir(parents=True)
        for place, part in enumerate((table[:50], table[50:])):
            parquet.write_table(part, folder / what / f"{place}.parquet", row_group_size=8)
    return {what: str(folder / what / "*.parquet") for what in tables}


def rows(lake: Lake) -> list[list[object]]:
    """All that is read shard by shard, and who annotated."""
    found: list[list[object]] = [list(lake.annotators())]
    for first, last in ((0, 4), (3, 3), (5, 5), (2, 11), (0, 99)):
        votes, said = lake.votes("judge", first, last), lake.annotations(["bo", "ada"], first, last)
        masks = (each[:, 0] for each in (votes.for_a, votes.for_b, votes.cast))
        found.append(list(zip(votes.shard, votes.key, *masks, strict=True)))
        found.append(list(zip(said.shard, said.key, said.who, said.preference, said.flagged, strict=True)))
    return found


@pytest.mark.parametrize("name", ["large_string", "dictionary", "as written"])
def test_rows_without_a_query_are_those_of_the_query(
    tables: dict[str, pa.Table], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for what, column in (("votes", "oracle"), ("annotations", "annotator")):
        place, texts = tables[what].column_names.index(column), tables[what][column]
        other = {"large_string": texts.cast(pa.large_string()), "dictionary": texts.dictionary_encode()}
        tables[what] = tables[what].set_column(place, column, other.get(name, texts))
    globs = written(tmp_path, tables)

    def without(*_: object) -> None:
        raise AssertionError("A query was made.")

    with Lake([globs["votes"]], [globs["annotations"]], 1) as lake, monkeypatch.context() as patched:
        patched.setattr(lake, "_arrays", without)
        found = rows(lake)
    monkeypatch.setattr("core.storage.lake.plain", lambda *_: False)
    with Lake([globs["votes"]], [globs["annotations"]], 1) as lake:
        assert found == rows(lake)
    assert found[0] == [("", "human"), ("ada", "human"), ("ada", "llm"), ("bo", "human")]
    assert [len(each) for each in found[1:]] == [len(each) for each in rows_expected(tables)]


def rows_expected(tables: dict[str, pa.Table]) -> list[list[object]]:
    """What there is by a plain definition."""
    found = []
    for first, last in ((0, 4), (3, 3), (5, 5), (2, 11), (0, 99)):
        for what, column, names in (("votes", "oracle", {"judge"}), ("annotations", "annotator", {"ada", "bo"})):
            some = tables[what].to_pylist()
            found.append([each for each in some if first <= each["shard"] <= last and each[column] in names])
    return found


def cast(name: str, kind: pa.DataType) -> Change:
    return lambda table: table.set_column(table.column_names.index(name), name, table[name].cast(kind))


@pytest.mark.parametrize(
    "change",
    [
        cast("shard", pa.int64()),
        cast("voted_0", pa.int32()),
        cast("oracle", pa.binary()),
        lambda table: table.drop(["prefers_b_0"]),
        lambda table: table.rename_columns(["Shard", *VOTES[1:]]),
        lambda table: table.append_column("oracle", table["oracle"]),
    ],
)
def test_other_columns_are_left_to_the_query(tables: dict[str, pa.Table], tmp_path: Path, change: Change) -> None:
    path = tmp_path / "v.parquet"
    parquet.write_table(tables["votes"], path)
    groups = [GroupOfRows(str(path), 0, 90, 0, 11, 0)]
    assert plain(groups, VOTES)
    parquet.write_table(change(tables["votes"]), path)
    assert not plain(groups, VOTES)
    assert not plain([], VOTES)
    assert not plain([GroupOfRows("s3://bucket/v.parquet", 0, 90, 0, 11, 0)], VOTES)


def test_missing_numbers_and_damage_are_left_to_the_query(tables: dict[str, pa.Table], tmp_path: Path) -> None:
    lost = pa.array([None if n == 4 else n for n in range(90)], pa.int64())
    tables["votes"] = tables["votes"].set_column(1, "case_key", lost)
    globs = written(tmp_path, tables)
    with Lake([globs["votes"]], [globs["annotations"]], 1) as lake:
        assert len(lake.votes("judge", 0, 99).key) == 30  # the row without a number is another oracle's
        whole = len(lake.annotations(["ada"], 0, 99).key)
        (tmp_path / "annotations" / "1.parquet").unlink()
        with pytest.raises(Exception, match=r"cannot be read|no files"):
            lake.annotations(["ada"], 0, 99)
    assert whole == 23
