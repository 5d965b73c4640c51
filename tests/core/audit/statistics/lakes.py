"""Small lakes: a store's, or written row by row, with whatever is wrong with them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from core.audit.data import load
from core.audit.statistics.build import LakeFiles, StatisticsOptions, build_statistics
from core.audit.statistics.statistics import Statistics
from core.exporters.lake import export_lake
from core.journal.standing import Standing
from core.storage.store import Store


def lake_files(folder: Path) -> LakeFiles:
    """The parts of a lake in a folder."""
    votes, annotations = (str(folder / part / "*.parquet") for part in ("votes", "annotations"))
    return LakeFiles((votes,), (annotations,), folder / "principles.parquet")


def exported(store: Path, folder: Path, standing: Standing | None = None) -> LakeFiles:
    """A store as a lake."""
    with Store.open(store) as opened:
        export_lake(opened, load(opened, standing), folder)
    return lake_files(folder)


def built(files: LakeFiles, shards: int = 256, annotators: Sequence[str] = ()) -> Statistics:
    """Statistics of a lake."""
    return build_statistics(files, StatisticsOptions(shards=shards, annotators=tuple(annotators)))


def vote(key: int, *sides: int | None, shard: int = 0, **other: Any) -> dict[str, Any]:
    """A row of votes, one side a principle; None where no vote was cast."""
    bits = {
        "prefers_a_0": [side == 1 for side in sides],
        "prefers_b_0": [side == -1 for side in sides],
        "voted_0": [side is not None for side in sides],
    }
    masks = {name: sum(1 << place for place, bit in enumerate(each) if bit) for name, each in bits.items()}
    return {"shard": shard, "case_key": key, "oracle": "judge", **masks, **other}


def annotation(key: int, preference: int, annotator: str = "human", **other: Any) -> dict[str, Any]:
    """A row of annotations."""
    about = {"shard": 0, "case_key": key, "annotator": annotator, "kind": "human", "preference": preference}
    return {**about, **other}


def written(
    folder: Path, votes: Sequence[dict[str, Any]], annotations: Sequence[dict[str, Any]], principles: int = 2
) -> LakeFiles:
    """A lake of such rows."""
    for name, rows in (("votes", votes), ("annotations", annotations)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        parquet.write_table(pa.Table.from_pylist(list(rows)), folder / name / "rows.parquet")
    rules = [{"id": str(n), "name": f"Rule {n}", "text": f"Keep rule {n}."} for n in range(principles)]
    parquet.write_table(pa.Table.from_pylist(rules), folder / "principles.parquet")
    return lake_files(folder)
