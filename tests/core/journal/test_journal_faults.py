"""The journal when writing fails, is cut short, or another program meddles: the file stays as it was, or says so."""

import errno
import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.journal.events import Event, read_journal
from core.journal.writer import Journal
from core.model.errors import JournalError

PATH = "r1.jsonl"


def fill(folder: Path) -> list[Event]:
    with Journal.open(folder, "r1") as journal:
        return [flag(journal, str(n)) for n in range(3)]


def flag(journal: Journal, case: str = "1042") -> Event:
    return journal.append(event="review", case=case, annotator="human", verdict="flag", reason="arbitrary", note="")


def failing(code: int) -> Callable[..., int]:
    def fail(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    return fail


def half_then_fail(descriptor: int, data: bytes) -> int:
    if len(data) < 100:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return WRITE(descriptor, data[: len(data) - 99])


WRITE, FSYNC = os.write, os.fsync


@pytest.mark.parametrize(
    ("call", "fake", "reason"),
    [
        ("write", failing(errno.ENOSPC), "No space left on device"),
        ("write", failing(errno.EIO), "Input/output error"),
        ("write", half_then_fail, "No space left on device"),
        ("write", lambda *_: 0, "took nothing"),
        ("fsync", failing(errno.EIO), "Input/output error"),
        ("fsync", failing(errno.ENOSPC), "No space left on device"),
    ],
)
def test_a_failed_write_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, fake: Callable[..., int], reason: str
) -> None:
    fill(tmp_path)
    before = (tmp_path / PATH).read_bytes()
    with Journal.open(tmp_path, "r1") as journal:
        with monkeypatch.context() as patch:
            patch.setattr(os, call, fake)
            for _ in range(2):
                with pytest.raises(JournalError, match=rf"{reason}.*nothing was saved.*try again\.$"):
                    flag(journal)
        assert (tmp_path / PATH).read_bytes() == before
        assert len(journal.events) == 3
        assert flag(journal).seq == 4
    assert len(read_journal(tmp_path / PATH).events) == 4


def test_an_interrupted_write_is_rolled_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        monkeypatch.setattr(os, "fsync", FSYNC)
        raise KeyboardInterrupt

    with Journal.open(tmp_path, "r1") as journal:
        monkeypatch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            flag(journal)
        assert (tmp_path / PATH).read_bytes() == b""
        assert flag(journal).seq == 1


def test_a_journal_that_cannot_be_rolled_back_is_written_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = fill(tmp_path)
    with Journal.open(tmp_path, "r1") as journal:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", half_then_fail)
            patch.setattr(os, "ftruncate", failing(errno.EIO))
            with pytest.raises(JournalError, match=r"may be saved or not.*quit and open it again"):
                flag(journal)
        with pytest.raises(JournalError, match="closed"):
            flag(journal)
    with Journal.open(tmp_path, "r1") as journal:
        assert journal.events == tuple(events)
        assert len(journal.warnings) == 1


@pytest.mark.parametrize("first", range(6))
def test_a_server_that_is_gone_from_any_call_on_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    left = first

    def gone(call: Callable[..., Any]) -> Callable[..., Any]:
        def fail(*given: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            return failing(errno.ESTALE)() if left < 0 else call(*given, **more)

        return fail

    with Journal.open(tmp_path, "r1") as journal:
        with monkeypatch.context() as patch:
            for name in ("fstat", "stat", "write", "fsync", "ftruncate"):
                patch.setattr(os, name, gone(getattr(os, name)))
            try:
                flag(journal)
            except JournalError as error:
                assert "cannot be written (Stale file handle), so" in str(error)  # noqa: PT017 - not at the last calls
            assert left < 0, "all calls were good"
        with monkeypatch.context() as patch:
            patch.setattr(os, "close", failing(errno.EIO))
            journal.close()
    assert len(read_journal(tmp_path / PATH).events) == (first >= 4)


def test_a_partial_write_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Journal.open(tmp_path, "r1") as journal:
        monkeypatch.setattr(os, "write", lambda descriptor, data: WRITE(descriptor, data[:7]))
        event = flag(journal)
    assert read_journal(tmp_path / PATH).events == (event,)


def test_a_line_is_written_at_once_and_synced_before_append_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def note(name: str, real: Callable[..., int | None]) -> Callable[..., int | None]:
        def noted(*given: object) -> int | None:
            calls.append(name)
            return real(*given)

        return noted

    with Journal.open(tmp_path, "r1") as journal:
        monkeypatch.setattr(os, "write", note("write", WRITE))
        monkeypatch.setattr(os, "fsync", note("fsync", FSYNC))
        flag(journal)
        assert calls == ["write", "fsync"]


def test_a_new_journal_is_synced_with_its_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []

    def note(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", note)
    folder = tmp_path.resolve() / "hh.reviews"
    Journal.open(folder, "r1").close()
    assert synced == [folder / PATH, folder, folder.parent]


def replace(path: Path) -> None:
    path.with_suffix(".new").write_bytes(path.read_bytes())
    path.with_suffix(".new").replace(path)


@pytest.mark.parametrize(
    "change", [Path.unlink, replace, lambda path: os.truncate(path, 3), lambda path: path.write_bytes(b"x" * 10_000)]
)
def test_nothing_is_written_to_a_file_that_another_program_changed(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    fill(tmp_path)
    with Journal.open(tmp_path, "r1") as journal:
        change(tmp_path / PATH)
        changed = (tmp_path / PATH).read_bytes() if (tmp_path / PATH).exists() else None
        with pytest.raises(JournalError, match="changed or moved by another program"):
            flag(journal)
        assert ((tmp_path / PATH).read_bytes() if (tmp_path / PATH).exists() else None) == changed


@pytest.mark.parametrize("call", ["open", "fsync", "ftruncate"])
def test_a_journal_that_cannot_be_opened_is_one_sentence_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    fill(tmp_path)
    with (tmp_path / PATH).open("ab") as file:
        file.write(b'{"half')
    before = (tmp_path / PATH).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing(errno.EROFS))
        with pytest.raises(JournalError, match=r"r1.jsonl cannot be opened for writing: Read-only file system\.$"):
            Journal.open(tmp_path, "r1")
    assert (tmp_path / PATH).read_bytes() == before
    with Journal.open(tmp_path, "r1") as journal:
        assert len(journal.events) == 3


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_there_are_no_locks_reviewing_goes_on_and_a_second_writer_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(fcntl, "flock", failing(code))
    with Journal.open(tmp_path, "r1") as journal, Journal.open(tmp_path, "r1") as other:
        why = f"cannot be locked where it lies ({os.strerror(code)})"
        assert journal.warnings == [f"{PATH} {why}: do not write to it from two sessions at once."]
        first = flag(journal)
        with pytest.raises(JournalError, match="changed or moved by another program, so nothing was saved"):
            flag(other)
    assert read_journal(tmp_path / PATH).events == (first,)


def test_a_lock_that_fails_otherwise_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "flock", failing(errno.EIO))
    with pytest.raises(JournalError, match=r"r1.jsonl cannot be opened for writing: Input/output error\.$"):
        Journal.open(tmp_path, "r1")


def test_a_folder_that_cannot_be_synced_is_told_where_the_journal_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        FSYNC(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    folder = tmp_path / "hh.reviews"
    with Journal.open(folder, "r1") as journal:
        why = f"{folder} cannot be synced to the disk where it lies (Invalid argument)"
        assert journal.warnings == [
            f"{why}: r1.jsonl is new and may be gone if the power fails within the next minute."
        ]
        flag(journal)
    with Journal.open(folder, "r1") as journal:
        assert (len(journal.events), journal.warnings) == (1, [])


@pytest.mark.parametrize("end", [b"\n", b"", b'\n{"prompt": "cut'])
def test_rows_of_something_else_are_no_journal(tmp_path: Path, end: bytes) -> None:
    rows = b'{"id": "1", "prompt": "How?"}\n{"id": "2", "prompt": "Why?"}' + end
    (tmp_path / PATH).write_bytes(rows)
    with pytest.raises(JournalError, match=r"r1[.]jsonl is no journal, so nothing is written to it: review"):
        Journal.open(tmp_path, "r1")
    assert (tmp_path / PATH).read_bytes() == rows
    assert [each.name for each in tmp_path.iterdir()] == [PATH]
    (tmp_path / PATH).unlink()
    events = fill(tmp_path)
    with Journal.open(tmp_path, "r1") as journal:
        (tmp_path / PATH).write_bytes(rows)
        with pytest.raises(JournalError, match="is no journal"):
            journal.write_again(events)
    assert (tmp_path / PATH).read_bytes() == rows


@pytest.mark.parametrize(
    "damaged",
    [
        b'{"id": 1}\n{"event": "of another version"}\n',
        b"\0" * 80 + b"\n",
        b'{"id": "x", "se',
        b'{"event": "of another version"}\n',
        b"junk\n",
    ],
)
def test_a_damaged_journal_is_one(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / PATH).write_bytes(damaged)
    assert len(fill(tmp_path)) == 3
