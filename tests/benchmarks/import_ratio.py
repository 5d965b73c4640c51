"""What an import takes, as a multiple of what the database takes to read the same file into a table; a row a container.

python tests/benchmarks/import_ratio.py [--megabytes N] [--runs N]

Rows have a prompt, a chosen and a rejected text, some 1.6 KB together, and two columns more. Each import and each
reading is a process of its own, so that its peak memory is its own too; they take turns.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import duckdb
import orjson

from tests.benchmarks.wording import ANSWERS, DETAILS, OPENINGS, TOPICS

_TOPICS: Final = ("law", "medicine", "cooking", "code")
_MEASURED: Final = """
import re, sys, time
from pathlib import Path
began = time.perf_counter()
{work}
taken = time.perf_counter() - began
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(taken, peak)
"""
_IMPORT: Final = """
from core.importers.importing import import_file
import_file(Path(sys.argv[1]), Path(sys.argv[2]))
"""
_READ: Final = """
import duckdb
with duckdb.connect(sys.argv[2]) as connection:
    connection.execute(f"CREATE TABLE t AS SELECT * FROM {reader}('{{sys.argv[1]}}')")
"""


def make(folder: Path, megabytes: int) -> tuple[Path, ...]:
    """Write the same rows in each container: JSON lines, with gzip, messages as JSON lines, CSV, Parquet."""
    lines, messages = folder / "rows.jsonl", folder / "messages.jsonl"
    generator, size, number = random.Random(0), 0, 0
    with lines.open("wb") as plain, messages.open("wb") as spoken:
        while size < megabytes * 1_000_000:
            row = _row(generator, number)
            number += 1
            size += plain.write(orjson.dumps(row) + b"\n")
            spoken.write(orjson.dumps(_spoken(row)) + b"\n")
    with duckdb.connect() as connection:
        rows = f"SELECT * FROM read_json('{lines}')"
        connection.execute(f"COPY ({rows}) TO '{folder / 'rows.parquet'}' (FORMAT parquet)")
        connection.execute(f"COPY ({rows}) TO '{folder / 'rows.csv'}' (FORMAT csv, HEADER)")
        connection.execute(f"COPY ({rows}) TO '{folder / 'rows.jsonl.gz'}' (FORMAT json, COMPRESSION gzip)")
    return lines, folder / "rows.parquet", folder / "rows.jsonl.gz", folder / "rows.csv", messages


def _row(generator: random.Random, number: int) -> dict[str, object]:
    def text(answers: int) -> str:
        return " ".join(generator.choices(ANSWERS, k=answers)) + f" ({number})"

    asked = (generator.choice(part) for part in (OPENINGS, TOPICS, DETAILS))
    score = round(5 * generator.random(), 2)
    return {
        "prompt": " ".join((*asked, text(2))),
        "chosen": text(9),
        "rejected": text(9),
        "topic": generator.choice(_TOPICS),
        "score": score,
    }


def _spoken(row: dict[str, object]) -> dict[str, object]:
    asked = {"role": "user", "content": row["prompt"]}
    sides = {side: [asked, {"role": "assistant", "content": row[side]}] for side in ("chosen", "rejected")}
    return {**sides, "topic": row["topic"], "score": row["score"]}


def measured(work: str, file: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of a process that does the work."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _MEASURED.format(work=work), str(file), str(Path(folder) / "store.duckdb")]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(said.split()[-2]), float(said.split()[-1])  # after what a progress bar wrote


def main() -> None:
    """Print a row for each container: seconds of the import and of the database's reader, their ratio, peak memory."""
    parser = argparse.ArgumentParser(description="Imports beside the database's own reader.")
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for file in make(Path(folder), given.megabytes):
            reader = {".parquet": "read_parquet", ".csv": "read_csv"}.get(file.suffix, "read_json")
            turns = [(measured(_READ.format(reader=reader), file), measured(_IMPORT, file)) for _ in range(given.runs)]
            ratio = statistics.median(ours[0] / theirs[0] for theirs, ours in turns)
            theirs, ours = (statistics.median(each[side][0] for each in turns) for side in (0, 1))
            peak = max(each[1][1] for each in turns)
            print(  # noqa: T201
                f"{file.name:<16} import {ours:6.2f} s  {reader} {theirs:6.2f} s  {ratio:5.2f} ×  peak {peak:4.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
