"""A growing file read by complete lines, whatever becomes of it: replaced, cut, or written anew in place."""

from pathlib import Path

import pytest

from core.storage.tail import BLOCK, WITNESS, Tail


class Reader:
    """What a tail gave: lines with the places where they begin, and how often all before was to be forgotten."""

    def __init__(self, path: Path) -> None:
        self.tail = Tail(path)
        self.lines: list[tuple[int, bytes]] = []
        self.anew = 0

    def poll(self) -> list[bytes]:
        before = len(self.lines)
        self.tail.poll(lambda line: self.lines.append((self.tail.end, line)), self._forget)
        return [line for _, line in self.lines[before:]]

    def _forget(self) -> None:
        self.anew += 1


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.jsonl"


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def rewrite(path: Path, data: bytes) -> None:
    """Write a file anew in place, as some editors do."""
    inode = path.stat().st_ino
    path.write_bytes(data)
    assert path.stat().st_ino == inode


def test_whole_lines_come_once_with_where_they_begin(path: Path) -> None:
    path.write_bytes(b"one\ntwo\nthr")
    reader = Reader(path)
    assert reader.poll() == [b"one\n", b"two\n"]
    assert reader.poll() == []
    append(path, b"ee\n\nfour\n")
    assert reader.poll() == [b"three\n", b"\n", b"four\n"]
    assert [place for place, _ in reader.lines] == [0, 4, 8, 14, 15]
    assert (reader.tail.end, reader.anew) == (path.stat().st_size, 0)


def test_what_was_skipped_is_not_read(path: Path) -> None:
    path.write_bytes(b"one\n" + b"x" * (2 * BLOCK))
    reader = Reader(path)
    reader.tail.skip()
    append(path, b"\ntwo\n")
    assert [line[-2:] for line in reader.poll()] == [b"x\n", b"o\n"]
    assert reader.anew == 0


@pytest.mark.parametrize("skipped", [False, True])
@pytest.mark.parametrize("longer", [b"", b"five\n", b"n" * WITNESS + b"\n"])
def test_a_file_written_anew_in_place_is_read_from_its_start(path: Path, longer: bytes, *, skipped: bool) -> None:
    path.write_bytes(b"one\ntwo\n")
    reader = Reader(path)
    reader.tail.skip() if skipped else reader.poll()
    rewrite(path, b"ONE\nTWO\nthree\n" + longer)
    assert b"".join(reader.poll()) == b"ONE\nTWO\nthree\n" + longer
    assert (reader.anew, reader.tail.end) == (1, path.stat().st_size)
    assert reader.poll() == []


def test_a_file_that_was_cut_or_replaced_is_read_from_its_start(path: Path) -> None:
    path.write_bytes(b"one\ntwo\n")
    reader = Reader(path)
    reader.poll()
    rewrite(path, b"one\n")
    assert reader.poll() == [b"one\n"]
    beside = path.with_name("beside")
    beside.write_bytes(b"one\ntwo\n")
    beside.replace(path)
    assert reader.poll() == [b"one\n", b"two\n"], "another file, though it goes on like this one"
    assert reader.anew == 2
    path.unlink()
    with pytest.raises(FileNotFoundError):
        reader.poll()
