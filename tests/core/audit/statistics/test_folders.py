"""What the files of a lake are called, and their folders, is a name: it changes no number."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from core.audit.statistics.build import LakeFiles, StatisticsOptions, build_statistics
from core.audit.statistics.engines import warehouse
from core.audit.statistics.file import read_statistics, write_statistics
from core.model.errors import FormatError
from core.storage.lake_columns import told_by_folders
from tests.core.audit.statistics.lakes import annotation, built, exported, vote, written

GOOD = ([vote(1, 1, -1), vote(2, -1, 1)], [annotation(1, 1, flagged=False), annotation(2, -1, flagged=True)])


def moved(files: LakeFiles, folder: Path, *drop: str) -> LakeFiles:
    """The same lake with its annotations in another folder, without some columns."""
    folder.mkdir(parents=True, exist_ok=True)
    with (Path(files.annotations[0]).parent / "rows.parquet").open("rb") as file:
        table = parquet.read_table(file).drop_columns(list(drop))
    with (folder / "rows.parquet").open("wb") as out:
        parquet.write_table(table, out)
    return replace(files, annotations=(str(folder / "*.parquet"),))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ["duckdb", "ibis:duckdb://"])
def test_folders_tell_only_what_files_do_not(tmp_path: Path, engine: str) -> None:
    def counts(found: LakeFiles) -> list[int]:
        counted = build_statistics(found, StatisticsOptions(engine=engine)).counts
        return [int(count) for count in counted[0].sum(axis=0)]

    files = written(tmp_path, *GOOD)
    whole = counts(files)
    assert whole[:3] == [2, 1, 1]
    for name in ("preference=-1", "annotator=x", "flagged=1", "shard=7", "case_key=9"):
        assert counts(moved(files, tmp_path / name)) == whole
    assert counts(moved(files, tmp_path / "a" / "flagged=true", "flagged"))[:3] == [2, 2, 0]
    assert counts(moved(files, tmp_path / "b" / "shard=0", "shard")) == whole
    with pytest.raises(FormatError, match="both files and folders tell annotator"):
        counts(moved(files, tmp_path / "annotator=x" / "flagged=1", "flagged"))


class Elsewhere:
    """An engine that takes columns from folders in a way of its own."""

    name = "polars"

    def read_parquet(self, *_: object) -> None:
        raise RuntimeError("read")

    def disconnect(self) -> None:
        pass


@pytest.mark.parametrize("named", ["{}/flagged=1/*.parquet", "{}/*/rows.parquet", "{}"])
def test_other_engines_are_not_asked_what_folders_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setattr(warehouse, "_connected", lambda _: Elsewhere())
    files = written(tmp_path, *GOOD)
    moved(files, tmp_path / "elsewhere" / "flagged=1")
    told = replace(files, votes=(named.format(tmp_path / "elsewhere"),))
    with pytest.raises(FormatError, match="folders tell a column, which the engines duckdb and Spark alone"):
        build_statistics(told, StatisticsOptions(engine="ibis:polars://"))
    with pytest.raises(FormatError, match=r"cannot be read \(RuntimeError\)"):
        build_statistics(files, StatisticsOptions(engine="ibis:polars://"))


@pytest.mark.parametrize("name", ["s3:x", "file:x", "name=3", os.fsdecode(b"\xff")])
def test_any_name_of_a_file_is_only_a_name(worked: Path, tmp_path: Path, name: str) -> None:
    files = exported(worked, tmp_path / "lake")
    expected = built(files)
    exported(worked, tmp_path / name)
    exported(worked, tmp_path / name)
    found = built(replace(files, principles=tmp_path / name / "principles.parquet"))
    assert found.about.principles == expected.about.principles
    write_statistics(expected, tmp_path / name / "s.stats")
    assert read_statistics(tmp_path / name / "s.stats").about == expected.about


@pytest.mark.parametrize("ranks", [(1, 1), ("1", "2"), (1.5, 2.0)])
def test_ranks_that_are_none_are_refused(tmp_path: Path, ranks: tuple[Any, Any]) -> None:
    files = written(tmp_path, *GOOD)
    rows = [{"id": str(n), "name": f"Rule {n}", "text": "Keep.", "declared_rank": rank} for n, rank in enumerate(ranks)]
    parquet.write_table(pa.Table.from_pylist(rows), files.principles)
    with pytest.raises(FormatError, match="declared_rank is no rank"):
        built(files)


def test_principles_out_of_the_order_of_their_ids_are_refused(tmp_path: Path) -> None:
    files = written(tmp_path, *GOOD)
    rows = parquet.read_table(files.principles).to_pylist()
    assert [row["id"] for row in rows] == ["0", "1"]
    parquet.write_table(pa.Table.from_pylist(rows[::-1]), files.principles)
    with pytest.raises(FormatError, match="in another order than their ids, by which the bits of the votes go"):
        built(files)
    named = [{**row, "id": f"rule-{row['id']}"} for row in rows[::-1]]
    parquet.write_table(pa.Table.from_pylist(named), files.principles)
    assert [each.id for each in built(files).about.principles] == ["rule-1", "rule-0"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ["duckdb", "ibis:duckdb://"])
@pytest.mark.parametrize(("name", "beside"), [("L[1]", "L1"), ("a?b", "axb"), ("a*b", "a--b"), ("[[x]", "[x")])
def test_a_name_that_is_there_is_no_pattern(tmp_path: Path, engine: str, name: str, beside: str) -> None:
    one = written(tmp_path / name, *GOOD)
    written(tmp_path / beside, [vote(each, 1, -1) for each in range(5, 9)], [annotation(5, 1)])
    for what in ("votes", "annotations"):
        (tmp_path / name / what / "rows.parquet").rename(tmp_path / name / what / "r[ow]s.parquet")
        (tmp_path / name / what / "ros.parquet").write_bytes(b"no Parquet")
    files = [str(tmp_path / name / what / "r[ow]s.parquet") for what in ("votes", "annotations")]
    named = replace(one, votes=(files[0],), annotations=(files[1],))
    counted = build_statistics(named, StatisticsOptions(engine=engine))
    assert (counted.about.origins[0].rows, int(counted.cases[:, :4].sum())) == (2, 2)
    assert [each.name for each in counted.about.annotators] == ["human"]


def test_a_folder_that_is_called_as_a_column_tells_none() -> None:
    assert not told_by_folders(("shard", "oracle"), (), ["/shard/oracle/rows.parquet"], "it")
    assert told_by_folders(("shard", "oracle"), (), ["/shard/oracle=judge/rows.parquet"], "it")
