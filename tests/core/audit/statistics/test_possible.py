"""Statistics with numbers that nothing can have are told to be damaged, and not reported on."""

import json
import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.audit.statistics.file import read_statistics, write_statistics
from core.audit.statistics.statistics import Statistics
from core.model.errors import FormatError
from tests.core.audit.statistics.lakes import built, exported

BIG = 1 << 20


def about(**changed: Any) -> Callable[[Statistics], Statistics]:
    return lambda it: replace(it, about=replace(it.about, **changed))


def put(sums: str, place: tuple[int, ...], number: int) -> Callable[[Statistics], Statistics]:
    def change(found: Statistics) -> Statistics:
        other = deepcopy(found)
        array = other.pairs[0, 1].counts if sums == "pairs" else getattr(other, sums)
        array[place] = number
        return other

    return change


def test_sums_that_nothing_can_have_are_refused(worked: Path, tmp_path: Path) -> None:
    found, path = built(exported(worked, tmp_path / "lake")), tmp_path / "s.stats"
    for change in (
        put("cases", (0, 0), -3),
        put("cases", (0, 2), 1 << 62),
        put("cases", (0, 5), BIG),
        put("counts", (0, 0, 1), -1),
        put("counts", (0, 0, 2), BIG),
        put("counts", (0, 0, 4), BIG),
        put("sides", (0, 0, 0), BIG),
        put("wins", (0, 0, 0, 1), BIG),
        put("wins", (0, 0, 0, 1), -1),
        put("pairs", (0, 0), BIG),
        put("pairs", (0, 1), -1),
        about(declared=(99,)),
        about(declared=(0, 0)),
        about(declared=(-1,)),
        about(unknown=-1),
        about(annotators=found.about.annotators[:1] * len(found.about.annotators)),
    ):
        write_statistics(change(found), path)
        with pytest.raises(FormatError, match=r"s\.stats (has statistics of another version|is damaged)"):
            read_statistics(path)


@pytest.mark.parametrize("followed", ["[[[1e300]]]", "[[[99999999999999999999]]]", "[]", "3"])
def test_what_no_number_holds_is_refused(worked: Path, tmp_path: Path, followed: str) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    path = tmp_path / "s.stats"
    found = built(exported(worked, tmp_path / "lake"))
    write_statistics(about(declared=(0,))(found), path)
    table = parquet.read_table(path)
    metadata = table.schema.metadata
    said = metadata[b"discretion.stats"]
    at = said.index(b'"followed":')
    metadata[b"discretion.stats"] = said[:at] + f'"followed":{followed}}}'.encode()
    parquet.write_table(pa.table(table).replace_schema_metadata(metadata), path)
    with pytest.raises(FormatError, match="is damaged: build it again"):
        read_statistics(path)


@pytest.mark.parametrize(
    "otherwise",
    [
        {"unknown": 1e300},
        {"unknown": 1 << 64},
        {"unknown": 0.5},
        {"oracle": 5},
        {"oracle": [{}]},
        {"include_flagged": "no"},
        {"named": [5]},
        {"sources": [{"file": "a", "rows": "3", "digest": "b"}]},
        {"followed": [[[1]]]},
    ],
)
def test_what_would_have_to_be_turned_into_something_is_refused(
    worked: Path, tmp_path: Path, otherwise: dict[str, object]
) -> None:
    from pyarrow import parquet

    path = tmp_path / "s.stats"
    write_statistics(built(exported(worked, tmp_path / "lake")), path)
    table = parquet.read_table(path)
    said = json.loads(table.schema.metadata[b"discretion.stats"])

    def write(**more: object) -> None:
        parquet.write_table(table.replace_schema_metadata({b"discretion.stats": json.dumps(said | more)}), path)

    write(more="of a later version")
    read_statistics(path)
    write(**otherwise)
    with pytest.raises(FormatError, match="damaged: build it again"):
        read_statistics(path)


@pytest.mark.filterwarnings("error")
def test_a_missing_number_is_refused(worked: Path, tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    path = tmp_path / "s.stats"
    write_statistics(built(exported(worked, tmp_path / "lake")), path)
    table = parquet.read_table(path)
    counts = [[None, *each[1:]] for each in table["counts"].to_pylist()]
    parquet.write_table(table.set_column(3, "counts", pa.array(counts, pa.list_(pa.int64()))), path)
    with pytest.raises(FormatError, match="is damaged: build it again"):
        read_statistics(path)


@pytest.mark.parametrize(
    "many", [{"shards": 9_999}, {"annotators": [{"name": f"a{n}", "kind": "human"} for n in range(20_000)]}]
)
def test_no_room_is_made_for_numbers_that_are_not_there(
    worked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: dict[str, object]
) -> None:
    from pyarrow import parquet

    path = tmp_path / "s.stats"
    write_statistics(built(exported(worked, tmp_path / "lake")), path)
    table = parquet.read_table(path)
    metadata = table.schema.metadata
    metadata[b"discretion.stats"] = orjson.dumps(orjson.loads(metadata[b"discretion.stats"]) | many)
    parquet.write_table(table.replace_schema_metadata(metadata), path)
    monkeypatch.setattr(Statistics, "empty", lambda _: pytest.fail("room was made"))
    with pytest.raises(FormatError, match="or is damaged: build it again"):
        read_statistics(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "s.stats")
    with pytest.raises(FormatError, match="it is a pipe or a device"):
        read_statistics(tmp_path / "s.stats")
