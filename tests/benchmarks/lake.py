"""How long `stats build` takes for very many annotations, as a multiple of reading the same columns, and its memory.

Usage: python -m tests.benchmarks.lake FOLDER [ANNOTATIONS], which makes a lake of so many annotations (100,000,000) in
FOLDER where none is there: three annotators on every case, 21 principles, of which each case concerns few.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import parquet

SHARDS: Final = 1024
PRINCIPLES: Final = 21
PEOPLE: Final = (("human", "human"), ("model", "llm"), ("reward", "reward-model"))
FILES: Final = 16


def make(folder: Path, annotations: int) -> None:
    """Write the lake, a file for every 64 shards, in the order of shard and key."""
    generator = np.random.default_rng(0)
    for part in ("votes", "annotations"):
        (folder / part).mkdir(parents=True)
    rules = [{"id": str(n), "name": f"Rule {n}", "text": f"Keep rule {n}."} for n in range(PRINCIPLES)]
    parquet.write_table(pa.Table.from_pylist(rules), folder / "principles.parquet")
    each = annotations // len(PEOPLE) // FILES
    for place in range(FILES):
        shard = np.sort(generator.integers(0, SHARDS // FILES, each)).astype(np.int32) + place * (SHARDS // FILES)
        key = generator.integers(-(2**63), 2**63 - 1, each)
        key = key[np.lexsort((key, shard))]
        write_votes(folder / "votes" / f"{place:02}.parquet", generator, shard, key)
        write_annotations(folder / "annotations" / f"{place:02}.parquet", generator, shard, key)


def write_votes(path: Path, generator: np.random.Generator, shard: np.ndarray, key: np.ndarray) -> None:
    """Votes on a fifth of the principles each, so that about two cases in three are a conflict."""
    concerned = generator.random((len(key), PRINCIPLES), dtype=np.float32) < 0.2
    side = generator.random((len(key), PRINCIPLES), dtype=np.float32) < 0.5
    bits = 1 << np.arange(PRINCIPLES, dtype=np.int64)
    columns = {
        "shard": shard,
        "case_key": key,
        "oracle": pa.DictionaryArray.from_arrays(np.zeros(len(key), dtype=np.int32), ["judge"]),
        "prefers_a_0": (concerned & side) @ bits,
        "prefers_b_0": (concerned & ~side) @ bits,
        "voted_0": np.full(len(key), (1 << PRINCIPLES) - 1),
    }
    parquet.write_table(pa.table(columns), path, row_group_size=1 << 17)


def write_annotations(path: Path, generator: np.random.Generator, shard: np.ndarray, key: np.ndarray) -> None:
    """Every annotator's, in the order of shard, annotator and key."""
    who = np.tile(np.arange(len(PEOPLE), dtype=np.int32), (len(key), 1)).T.reshape(-1)
    shards, keys = np.tile(shard, len(PEOPLE)), np.tile(key, len(PEOPLE))
    order = np.lexsort((keys, who, shards))
    names, kinds = zip(*PEOPLE, strict=True)
    columns = {
        "shard": shards[order],
        "case_key": keys[order],
        "annotator": pa.DictionaryArray.from_arrays(who[order], names),
        "kind": pa.DictionaryArray.from_arrays(who[order], kinds),
        "preference": generator.integers(-1, 2, len(keys)).astype(np.int8),
    }
    parquet.write_table(pa.table(columns), path, row_group_size=1 << 17)


def read(folder: Path) -> float:
    """Seconds in which the database reads all columns that are counted."""
    connection = duckdb.connect(config={"threads": "2"})
    connection.execute("SET enable_progress_bar = false")
    began = time.monotonic()
    for part, columns in (
        ("votes", ("shard", "case_key", "oracle", "prefers_a_0", "prefers_b_0", "voted_0")),
        ("annotations", ("shard", "case_key", "annotator", "kind", "preference")),
    ):
        told = ", ".join(f"sum(hash({each})::DOUBLE)" for each in columns)
        connection.execute(f"SELECT {told} FROM read_parquet('{folder}/{part}/*.parquet')").fetchall()
    return time.monotonic() - began


def build(folder: Path) -> float:
    """Seconds of the command, its start included."""
    began = time.monotonic()
    command = ["stats", "build", f"{folder}/votes/*.parquet", "--annotations", f"{folder}/annotations/*.parquet"]
    script = "from tui.cli import main; main()"
    subprocess.run(
        [
            sys.executable,
            "-c",
            script,
            *command,
            "--principles",
            f"{folder}/principles.parquet",
            "-o",
            f"{folder}/s.stats",
        ],
        check=True,
    )
    return time.monotonic() - began


def main() -> None:
    """Measure the two in turn, three times."""
    folder, annotations = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000_000
    if not (folder / "principles.parquet").exists():
        make(folder, annotations)
    for _ in range(3):
        reading, building = read(folder), build(folder)
        print(f"read {reading:.1f} s, built {building:.1f} s, {building / reading:.2f} times", flush=True)  # noqa: T201
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB, statistics {(folder / 's.stats').stat().st_size / 1e6:.1f} MB")  # noqa: T201


if __name__ == "__main__":
    main()
