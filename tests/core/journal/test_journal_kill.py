"""A writer killed at random moments: whatever it said was written is there."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from core.journal.events import read_journal
from core.journal.writer import Journal

KILLS = 50

WRITER = """
import pathlib, sys
from core.journal.writer import Journal
with Journal.open(pathlib.Path(sys.argv[1]), "r1") as journal:
    print("open", flush=True)
    while True:
        event = journal.append(event="review", case="c", annotator="human", verdict="flag", note="n" * 2000)
        print(event.id, flush=True)
"""


def test_no_acknowledged_event_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    chance = random.Random(20260131)
    said: list[str] = []
    for _ in range(KILLS):
        said += write_until_killed(tmp_path, chance.uniform(0, 0.04))
    contents = read_journal(tmp_path / "r1.jsonl")
    places = {event.id: place for place, event in enumerate(contents.events)}
    assert len(said) > KILLS
    assert contents.skipped == ()
    found = [places[each] for each in said]
    assert found == sorted(found)
    assert len(places) == len(contents.events)
    with Journal.open(tmp_path, "r1") as journal:
        events = journal.events
    assert [event.seq for event in events] == list(range(1, len(events) + 1))


def write_until_killed(folder: Path, seconds: float) -> list[str]:
    """Start a writer, kill it so long after it opened the journal, and give the ids it printed whole."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as out:
        assert out.readline() == b"open\n", "reopening failed"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        lines = out.read().split(b"\n")
    assert process.wait() == -signal.SIGKILL
    return [each.decode() for each in lines[:-1]]
