"""An import killed at random moments: what was there before is there, whole, and the store can be used."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import contents
from tests.core.storage.cases_written import add_cases

KILLS = 6
CASES, PRINCIPLES = 400, 70

# Imports one oracle after the other, each in two chunks, and says when one is committed.
WRITER = f"""
import pathlib, sys
import numpy as np
from core.storage.staged import BallotColumns, objects
from core.storage.writing import StoreWriter
from tests.core.storage.cases_written import add_cases
path = pathlib.Path(sys.argv[1])
cells = [(n, p) for n in range({CASES}) for p in range({PRINCIPLES})]
nan = np.full(len(cells), np.nan)
columns = BallotColumns(
    objects(str(n) for n, _ in cells), objects(str(p) for _, p in cells), np.zeros(len(cells), dtype=np.int8),
    np.ones(len(cells), dtype=np.int8), nan, nan, nan,
)
print("start", flush=True)
with StoreWriter.open(path) as writer:
    add_cases(writer, [(str(n), "Question " * 50, "Yes", "No") for n in range({CASES})])
    writer.add_principles([(str(p), str(p), "A rule.") for p in range({PRINCIPLES})])
    number = writer._count("oracles")
while True:
    with StoreWriter.open(path) as writer:
        writer.add_ballots(f"oracle {{number}}", columns)
    number += 1
    print("done", flush=True)
"""


def write_until_killed(path: Path, seconds: float) -> int:
    """Start a writer, kill it so long after it began, and give how many imports it said were done."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as out:
        assert out.readline() == b"start\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        done = out.read().count(b"done\n")
    assert process.wait() == -signal.SIGKILL
    return done


def complete(path: Path) -> int:
    """How many imports are in a store; none of them may be there in part."""
    held = contents(path)
    assert len(held["cases"]) in {0, CASES}
    assert len(held["principles"]) == (PRINCIPLES if held["cases"] else 0)
    count = len(held["oracles"])
    assert [row[0] for row in held["oracles"]] == list(range(count))
    assert len(held["ballots"]) == count * CASES * PRINCIPLES
    assert len(held["votes"]) == count * CASES * -(-PRINCIPLES // 64)
    with Store.open(path) as store:
        assert all((store.votes(oracle, PRINCIPLES) == 1).all() for oracle in store.oracles())
    return count


def test_no_import_is_lost_or_half_there_when_the_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    chance = random.Random(20260131)
    there = 0
    for _ in range(KILLS):
        done = write_until_killed(path, chance.uniform(0.2, 0.9))
        now = complete(path) if path.exists() else 0
        assert there + done <= now <= there + done + 1
        there = now
    assert there > 0


def test_a_store_whose_first_import_was_killed_is_usable(tmp_path: Path) -> None:
    chance = random.Random(20260131)
    for attempt in range(KILLS):
        path = tmp_path / f"{attempt}.duckdb"
        write_until_killed(path, chance.uniform(0, 0.12))
        with StoreWriter.open(path) as writer:
            add_cases(writer, [("mine", "Question", "Yes", "No")])
        with Store.open(path) as store:
            assert "mine" in store.ids().tolist()
        complete_cases = len(contents(path)["cases"])
        assert complete_cases in {1, CASES + 1}
