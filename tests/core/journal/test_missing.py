"""A journal whose file another program changes while it is written."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.journal.events import read_journal
from core.journal.writer import Journal
from core.model.errors import JournalError, UnwritableJournalError


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """One with an event of an earlier session, then two of this one."""
    with Journal.open(tmp_path / "s.reviews", "r1") as earlier:
        earlier.append(event="comment", case="c", note="0")
    with Journal.open(tmp_path / "s.reviews", "r1") as opened:
        opened.append(event="comment", case="c", note="1")
        opened.append(event="comment", case="c", note="2")
        yield opened


def deleted(path: Path) -> None:
    path.unlink()


def deleted_with_folder(path: Path) -> None:
    path.unlink()
    path.parent.rmdir()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def replaced(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.with_suffix(".new").write_bytes(lines[0])
    path.with_suffix(".new").replace(path)


def overwritten_as_long(path: Path) -> None:
    path.write_bytes(b"\n" * path.stat().st_size)


def untouched(_: Path) -> None:
    pass


def moved_and_copied_back(path: Path) -> None:
    path.with_suffix(".new").write_bytes(path.read_bytes())
    path.with_suffix(".new").replace(path)


LOST = [
    (deleted, "012"),
    (deleted_with_folder, "012"),
    (emptied, "012"),
    (cut, "2"),
    (replaced, "12"),
    (overwritten_as_long, "012"),
    (untouched, ""),
    (moved_and_copied_back, ""),
]


@pytest.mark.parametrize(("change", "lost"), LOST, ids=[change.__name__ for change, _ in LOST])
def test_what_was_lost_is_known_and_written_again(journal: Journal, change: Callable[[Path], None], lost: str) -> None:
    change(journal.path)
    missing = journal.missing()
    assert "".join(event.note or "" for event in missing) == lost
    journal.write_again(missing)
    assert journal.missing() == ()
    events = read_journal(journal.path).events
    assert sorted(event.note or "" for event in events) == ["0", "1", "2"]
    assert set(events) == set(journal.events)
    journal.append(event="comment", case="c", note="3")
    assert [event.note for event in read_journal(journal.path).events][-1] == "3"


def test_what_was_overwritten_before_the_last_event_is_known(journal: Journal) -> None:
    overwritten_as_long(journal.path)
    journal.append(event="comment", case="c", note="3")
    assert [event.note for event in journal.missing()] == ["0", "1", "2"]


def test_what_is_written_again_is_on_the_disk(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.path.unlink()
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    journal.write_again(journal.missing())
    assert len(synced) >= 3, "the new file, its folder, and what was written"


def test_another_session_of_the_journal_is_not_written_over(journal: Journal) -> None:
    journal.path.unlink()
    with Journal.open(journal.path.parent, "r1") as other:
        other.append(event="comment", case="c", note="other")
        with pytest.raises(JournalError, match="is already open"):
            journal.write_again(journal.missing())
    assert len(journal.missing()) == 3
    journal.write_again(journal.missing())
    assert [event.note for event in read_journal(journal.path).events] == ["other", "0", "1", "2"]


def test_one_that_may_not_be_written_takes_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnwritableJournalError, match="Read-only file system") as raised:
        Journal.open(tmp_path, "r1")
    journal = Journal.unwritten(tmp_path, "r1", raised.value)
    assert "--reviews DIR" in journal.warnings[0]
    assert "Read-only file system" in journal.warnings[0]
    with pytest.raises(JournalError, match="Nothing is saved"):
        journal.append(event="comment", case="c", note="1")
    assert (journal.events, journal.missing()) == ((), ())
    journal.close()
