"""A new store is there whole or not at all: a full disk or a crash leaves nothing that blocks the retry."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from core.model.errors import StoreError, StoreInUseError
from core.storage.connection import make, open_read_write
from core.storage.creating import put_whole
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import contents
from tests.core.storage.cases_written import add_cases
from tests.core.storage.room import room_for


def fill(path: Path) -> None:
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(f"new {n}", f"Question {n} " * 20, "Yes", "No") for n in range(400)])


@pytest.mark.parametrize("size", [0, 1, 4096, 12_287, 12_288, 13_000, 262_144])
def test_no_room_for_a_new_store_leaves_nothing(tmp_path: Path, size: int) -> None:
    path = tmp_path / "s.duckdb"
    with room_for(size), pytest.raises(StoreError, match=r"File too large.*: (mend|correct) that and try again\.$"):
        fill(path)
    assert list(tmp_path.iterdir()) == []
    fill(path)
    assert len(contents(path)["cases"]) == 400


@pytest.mark.parametrize("size", [0, 1000, 4096])
def test_no_room_in_a_store_leaves_it_as_it_was(worked: Path, size: int) -> None:
    before = contents(worked)
    with room_for(size), pytest.raises(StoreError, match=r"which is as it was before \(.*File too large\)"):
        fill(worked)
    assert contents(worked) == before
    fill(worked)
    assert len(contents(worked)["cases"]) == len(before["cases"]) + 400


def test_an_empty_file_that_a_crash_left_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    path.touch()
    with pytest.raises(StoreError, match=r"s.duckdb is empty, as a crash or a full disk may leave it: fill it with"):
        Store.open(path)
    fill(path)
    assert len(contents(path)["cases"]) == 400


def test_the_log_of_a_store_that_is_gone_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute("CREATE TABLE old (i INTEGER)")
    log = Path(f"{path}.wal").read_bytes()
    connection.close()
    path.unlink()
    Path(f"{path}.wal").write_bytes(log)
    fill(path)
    assert "old" not in contents(path)


def test_a_new_store_that_another_program_is_making_is_in_use(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    path.touch()
    script = "import fcntl, sys; f = open(sys.argv[1], 'r+'); fcntl.lockf(f, fcntl.LOCK_EX); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(StoreInUseError, match="is in use by another program"):
            fill(path)
        other.kill()
    assert path.read_bytes() == b""


def test_without_locks_no_store_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(37, os.strerror(37))

    monkeypatch.setattr(fcntl, "lockf", none)
    with pytest.raises(StoreError, match=r"cannot be locked where it lies \(No locks available\), and without a lock"):
        make(tmp_path / "s.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(StoreError, match=r"s.duckdb cannot be made \(No space left on device\): mend that or choose"):
        make(tmp_path / "s.duckdb")


def test_a_store_takes_the_place_of_nothing_else(tmp_path: Path) -> None:
    made, pipe, text = (tmp_path / name for name in ("made.duckdb", "pipe", "notes.txt"))
    fill(made)
    os.mkfifo(pipe)
    text.write_text("mine")
    for path in (pipe, text):
        with pytest.raises(StoreError, match=r"no store|not a Discretion store"):
            put_whole(made, path)
    assert pipe.is_fifo()
    assert text.read_text() == "mine"
    assert made.exists()


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("ending", [".wal", ".wal.checkpoint", ".wal.recovery"])
def test_a_file_with_the_name_of_a_log_that_is_none_stays(tmp_path: Path, ending: str, *, there: bool) -> None:
    store, log = tmp_path / "song", tmp_path / f"song{ending}"
    if there:
        make(store)
    for held in (b"precious", b"d\0c", b"\0\0x" + bytes(60), None):
        if held is None:
            log.unlink()
            make(log.with_name("other"))
            log.with_name("other").rename(log)
        else:
            log.write_bytes(held)
        before = log.read_bytes()
        for way in (make, open_read_write, lambda path: put_whole(log, path)):
            with pytest.raises(StoreError, match="is not known to be a log of the database's"):
                way(store)
        assert log.read_bytes() == before
        assert store.exists() == there


@pytest.mark.parametrize("held", [b"", b"d", b"d\0", bytes(3), bytes(60)])
def test_what_a_crash_left_of_a_log_is_one(tmp_path: Path, held: bytes) -> None:
    log = tmp_path / "song.wal"
    log.write_bytes(held)
    make(tmp_path / "song")
    assert not log.exists()


def test_a_log_that_the_database_leaves_is_one(tmp_path: Path) -> None:
    make(tmp_path / "song")
    wrote = "connection.execute('CREATE TABLE own (n INTEGER)'); import os; os._exit(0)"
    settings = "connection.execute('PRAGMA disable_checkpoint_on_shutdown')"
    program = f"import duckdb; connection = duckdb.connect({str(tmp_path / 'song')!r}); {settings}; {wrote}"
    subprocess.run([sys.executable, "-c", program], check=True)
    assert (tmp_path / "song.wal").stat().st_size > 0
    with open_read_write(tmp_path / "song") as connection:
        assert connection.execute("SELECT count(*) FROM own").fetchall() == [(0,)]


def test_no_store_is_made_where_another_has_its_log(tmp_path: Path) -> None:
    make(tmp_path / "song")
    with pytest.raises(StoreError, match=r"song\.wal has the name of a log that the database keeps of .*song: choose"):
        make(tmp_path / "song.wal")
    assert not (tmp_path / "song.wal").exists()
    (tmp_path / "other").mkdir()
    make(tmp_path / "other.wal")
