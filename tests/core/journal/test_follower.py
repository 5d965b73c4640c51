"""Following other reviewers' journals: whatever the chunks, what is read is what was written."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.storage.tail
from core.journal.events import Event, parse_journal, read_journal
from core.journal.follower import Follower
from core.journal.writer import Journal
from core.storage.tail import BLOCK


def said(folder: Path, reviewer: str, *cases: str) -> list[Event]:
    """Let a reviewer flag some cases."""
    with Journal.open(folder, reviewer) as journal:
        return [journal.append(event="review", case=case, annotator="human", verdict="flag") for case in cases]


def line(number: int, note: str = "") -> bytes:
    """A line of a journal, with its end."""
    return (
        Event(f"id-{number}", number, "2026-01-31T12:00:00.000Z", "r2", "comment", case="1", note=note).to_json()
        + b"\n"
    )


def ids(events: list[Event]) -> list[str]:
    return [event.id for event in events]


def test_what_others_append_comes_once_and_in_order(tmp_path: Path) -> None:
    before = said(tmp_path, "r2", "1", "2")
    follower = Follower(tmp_path, "r1")
    assert follower.poll() == []
    after = said(tmp_path, "r2", "3", "4")
    new = said(tmp_path, "r3", "5")
    said(tmp_path, "r1", "6")
    assert follower.poll() == after + new
    assert follower.poll() == []
    assert follower.warnings == []
    assert before[0].id not in ids(after)


def test_a_folder_may_come_later(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "new", "r1")
    assert follower.poll() == []
    events = said(tmp_path / "new", "r2", "1")
    assert follower.poll() == events


def test_a_torn_last_line_waits_for_its_rest(tmp_path: Path) -> None:
    path = tmp_path / "r2.jsonl"
    path.write_bytes(line(1) + line(2)[:20])
    follower = Follower(tmp_path, "r1")
    assert follower.poll() == []
    path.write_bytes(line(1) + line(2)[:30])
    assert follower.poll() == []
    with path.open("ab") as file:
        file.write(line(2)[30:] + line(3)[:5])
    assert ids(follower.poll()) == ["id-2"]
    path.write_bytes(line(1) + line(2) + line(4))
    assert ids(follower.poll()) == ["id-4"], "the writer set the torn line aside and went on"


def test_a_last_line_that_lacks_only_its_end_is_there(tmp_path: Path) -> None:
    """As at opening: an editor, or who put journals together, may have left the end out."""
    path = tmp_path / "r2.jsonl"
    path.write_bytes(line(1))
    follower = Follower(tmp_path, "r1")
    for end in (b"", b"\r", b"\0"):
        path.write_bytes(line(1) + line(2).rstrip() + end)
        assert ids(follower.poll()) == ids(list(read_journal(path).events[1:])) == ["id-2"]
        assert follower.poll() == []
    path.write_bytes(line(1) + line(2).rstrip() + b"\0\n" + line(3).rstrip())
    assert ids(follower.poll()) == ["id-3"], "what came without its end does not come again"
    path.write_bytes(line(1) + line(2).rstrip() + b"\0\n" + line(3) + line(3))
    assert ids(follower.poll()) == ["id-3"], "unless it is written twice"
    assert follower.warnings == []


def test_a_truncated_or_replaced_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "r2.jsonl"
    path.write_bytes(b"".join(map(line, range(1, 6))))
    follower = Follower(tmp_path, "r1")
    path.write_bytes(line(1))
    assert ids(follower.poll()) == ["id-1"]
    assert follower.warnings == [
        "r2.jsonl holds less than it did: what it said before counts here until the store is opened anew."
    ]
    beside = tmp_path / "beside"
    beside.write_bytes(b"".join(map(line, (7, 8, 9))))
    beside.replace(path)
    assert ids(follower.poll()) == ["id-7", "id-8", "id-9"]
    path.write_bytes(b"".join(map(line, (3, 4, 5))))
    os.utime(path, ns=(time.time_ns(), time.time_ns() + 10_000_000))
    assert ids(follower.poll()) == ["id-3", "id-4", "id-5"], "same length, same file, other lines"
    path.unlink()
    assert follower.poll() == []
    path.write_bytes(b"".join(map(line, (3, 4, 5, 6))))
    assert ids(follower.poll())[-1] == "id-6"


def test_a_journal_that_is_gone_is_told_once_for_it_still_counts(tmp_path: Path) -> None:
    folder = tmp_path / "q.reviews"
    said(folder, "r2", "1")
    said(folder, "r3", "1")
    follower = Follower(folder, "r1")
    (folder / "r2.jsonl").unlink()
    assert (follower.poll(), follower.poll()) == ([], [])
    gone = f"r2.jsonl is gone from {folder}: what it said before counts here until the store is opened anew."
    assert follower.warnings == [gone]
    shutil.rmtree(folder)
    follower.poll()
    assert follower.warnings == [gone, gone.replace("r2", "r3")]


def test_a_file_much_longer_than_a_block_is_followed_from_its_end(tmp_path: Path) -> None:
    path = tmp_path / "r2.jsonl"
    path.write_bytes(line(1) + line(2, "n" * (3 * BLOCK))[:-40])
    follower = Follower(tmp_path, "r1")
    path.write_bytes(line(1) + line(2, "n" * (3 * BLOCK)) + line(3))
    assert ids(follower.poll()) == ["id-2", "id-3"]


def test_unreadable_lines_and_files_are_told_once(tmp_path: Path) -> None:
    path = tmp_path / "r2.jsonl"
    path.write_bytes(line(1))
    follower = Follower(tmp_path, "r1")
    with path.open("ab") as file:
        file.write(b"nonsense\n" + line(2))
    assert ids(follower.poll()) == ["id-2"]
    with path.open("ab") as file:
        file.write(b"nonsense\n")
    assert follower.poll() == []
    (tmp_path / "r3.jsonl").mkdir()
    assert follower.poll() == follower.poll() == []
    assert [warning.split()[0] for warning in follower.warnings] == ["r2.jsonl", "r3.jsonl"]


def test_a_file_that_becomes_readable_is_read_from_its_start(tmp_path: Path) -> None:
    (tmp_path / "r2.jsonl").mkdir()
    follower = Follower(tmp_path, "r1")
    assert follower.poll() == [], "replaying the folder has told of it"
    assert follower.warnings == []
    (tmp_path / "r2.jsonl").rmdir()
    events = said(tmp_path, "r2", "1")
    assert follower.poll() == events


def test_nothing_is_opened_where_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("r2", "r3", "r4"):
        said(tmp_path, name, "1")
    follower = Follower(tmp_path, "r1")

    def refuse(*given: object) -> bytes:
        raise AssertionError(given)

    monkeypatch.setattr(core.storage.tail, "read_at", refuse)
    assert follower.poll() == []
    monkeypatch.undo()
    said(tmp_path, "r3", "2")
    assert len(follower.poll()) == 1


def test_a_journal_of_another_process_is_followed_within_moments(tmp_path: Path) -> None:
    said(tmp_path, "r2", "0")
    follower = Follower(tmp_path, "r1")
    program = (
        "import sys; from pathlib import Path; from core.journal.writer import Journal\n"
        "with Journal.open(Path(sys.argv[1]), 'r2') as journal:\n"
        "    for case in range(50): journal.append(event='comment', case=str(case), note='n')\n"
    )
    found: list[Event] = []
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) as writer:
        while writer.poll() is None:
            found += follower.poll()
    assert writer.returncode == 0
    found += follower.poll()
    assert found == list(read_journal(tmp_path / "r2.jsonl").events[1:])


_LINE = st.one_of(
    st.integers(0, 9).map(line), st.just(b"broken\n"), st.just(b"\n"), st.builds(line, st.integers(0, 9), st.text())
)


@given(st.lists(_LINE, max_size=8).map(b"".join), st.lists(st.integers(0, 900), max_size=8), st.integers(0, 300))
def test_any_chunks_give_what_reading_all_gives(data: bytes, cuts: list[int], start: int) -> None:
    folder = Path(tempfile.mkdtemp())
    path = folder / "r2.jsonl"
    path.write_bytes(data[:start])
    held = list(parse_journal(data[: data[:start].rfind(b"\n") + 1]).events)
    follower = Follower(folder, "r1")
    found: list[Event] = []
    for end in [*sorted(cuts), len(data)]:
        with path.open("ab") as file:
            file.write(data[path.stat().st_size : end])
        found += follower.poll()
    assert held + found == list(parse_journal(data).events)
    shutil.rmtree(folder)
