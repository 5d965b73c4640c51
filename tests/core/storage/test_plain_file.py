"""What stands where a file should: pipes, devices, sockets and folders are told and left alone, never waited for."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from core.journal.follower import Follower
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.model.errors import JournalError
from core.oracle.journal.lines import lines
from core.oracle.journal.runs import run_paths
from core.query.errors import SavedFilterError
from core.query.saved import FILE_NAME, save_filter, saved_filters
from core.review.bookmark import Place, place_path, read_place
from core.storage import plain_file
from core.storage.plain_file import SMALL, read_small
from tui.app.settings import Settings, read_settings


def _socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # the name of a socket has few characters
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(before)


UNPLAIN: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "folder": Path.mkdir,
    "socket": _socket,
}
unplain = pytest.mark.parametrize("make", UNPLAIN.values(), ids=UNPLAIN)


@unplain
def test_another_reviewer_s_journal_is_left_out_and_told(tmp_path: Path, make: Callable[[Path], object]) -> None:
    with Journal.open(tmp_path, "r1") as journal:
        journal.append(event="comment", case="c0", note="kept")
        make(tmp_path / "r2.jsonl")
        follower = Follower(tmp_path, "r1")
        assert follower.poll() == []
        standing, warnings = load_folder(tmp_path)
    assert [event.note for event in standing.events] == ["kept"]
    assert len(warnings) == 1
    assert f"The review journal {tmp_path / 'r2.jsonl'} cannot be read: " in warnings[0]


@unplain
def test_one_s_own_journal_is_refused_in_a_sentence(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "r1.jsonl")
    with pytest.raises(JournalError, match=r"r1\.jsonl cannot be opened for writing"):
        Journal.open(tmp_path, "r1")


@unplain
def test_what_is_remembered_is_forgotten(tmp_path: Path, make: Callable[[Path], object]) -> None:
    for path in (place_path(tmp_path, "r1"), tmp_path / FILE_NAME, tmp_path / "settings.json"):
        make(path)
    assert read_place(place_path(tmp_path, "r1")) == Place()
    assert read_settings(tmp_path / "settings.json") == Settings()
    with pytest.raises(SavedFilterError, match=r"cannot be read|is a link to"):
        saved_filters(tmp_path)
    with pytest.raises(SavedFilterError, match=r"cannot be changed|is a link to"):
        save_filter(tmp_path, "mine", "conflict")


@unplain
def test_no_run_has_such_a_journal(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "run.jsonl")
    assert run_paths(tmp_path) == []


def test_a_run_without_a_file_is_a_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "run.jsonl")
    with pytest.raises(Exception, match="cannot be read: it is a pipe or a device, and no file"):
        next(lines(tmp_path / "run.jsonl"))


@pytest.mark.parametrize(
    "held",
    [
        *(
            b'{"annotator":null,"query":"","order":"sample","size":%s,"seed":0,"case":null}' % each
            for each in (
                b"1e300",
                b"0",
                b"1.5",
                b"true",
                b"[1]",
                b"-1",
                b'"7"',
                b"123456789012345678901234567890",
                b"NaN",
                b"null",
            )
        ),
        b'{"annotator":null,"query":"","order":"sample","size":5,"seed":1e300,"case":null}',
        b'{"annotator":null,"query":["conflict"],"order":"dataset","size":5,"seed":0,"case":null}',
        b'{"annotator":null,"query":"","order":{"a":[]},"size":5,"seed":0,"case":null}',
        b"[" * 100_000,
        b"\xff\xfe",
        b"[" + b" " * SMALL + b"]",
    ],
)
def test_a_place_that_makes_no_sense_is_the_beginning(tmp_path: Path, held: bytes) -> None:
    path = place_path(tmp_path, "r1")
    path.write_bytes(held)
    assert read_place(path) == Place()
    (tmp_path / "settings.json").write_bytes(held)
    assert read_settings(tmp_path / "settings.json") == Settings()


def test_a_file_that_waits_for_what_others_write_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()  # some files of /proc call themselves regular and are such
    path = tmp_path / "kmsg"
    path.write_text("{}")
    monkeypatch.setattr(plain_file, "_waits", lambda _, waits=plain_file._waits: waits(reading))
    with pytest.raises(OSError, match="it waits for what others write"):
        read_small(path)
    os.write(writing, b"x")
    assert read_small(path) == b"{}"
    for each in (reading, writing):
        os.close(each)
