"""Reading files: line numbers, encodings, compression, and every way in which a file is unreadable."""

import gzip
import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.importers.containers import compression, content, line_blocks
from core.importers.source import Source
from core.model.errors import FormatError
from tests.core.importers.containers.making import COMPRESSIONS

Write = Callable[..., Path]


@pytest.mark.parametrize("zipped", [False, True])
def test_lines_end_at_line_feeds_only(write: Write, zipped: bool) -> None:
    path = write("lines", "a\r\nb\u2028\x0b\x85c\rd\n\nlast", zipped=zipped)
    assert list(Source(path).lines()) == ["a\r\n", "b\u2028\x0b\x85c\rd\n", "\n", "last"]


def test_gzip_is_known_by_content(write: Write) -> None:
    assert list(Source(write("misnamed.csv", gzip.compress(b"x\n"))).lines()) == ["x\n"]
    assert list(Source(write("plain.csv.gz", b"x\n")).lines()) == ["x\n"]


@pytest.mark.parametrize("packed", [name for name in COMPRESSIONS if name])
def test_few_bytes_that_hold_many_are_taken_apart_piece_by_piece(
    write: Write, monkeypatch: pytest.MonkeyPatch, packed: str
) -> None:
    size = 1 << 24
    path = write("bomb", COMPRESSIONS[packed](bytes(size)))
    assert path.stat().st_size < size >> 8
    monkeypatch.setattr(compression, "_PIECE", 1 << 16)
    zstd = compression.COMPRESSIONS[-1]
    assert (zstd.name, zstd.most) == ("zstd", 1 << 12)
    monkeypatch.setattr(compression, "COMPRESSIONS", (*compression.COMPRESSIONS[:-1], replace(zstd, most=1 << 6)))
    pieces = [len(piece) for piece in content.Content(path).blocks()]
    assert sum(pieces) == size
    assert max(pieces) <= size >> 2


def test_a_window_that_is_larger_than_usual_is_no_damage(write: Write) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=29)
    machine = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    path = write("long.zst", machine.compress(b"x\n") + machine.flush())
    assert list(Source(path).lines()) == ["x\n"]


def test_byte_order_mark_is_no_text(write: Write) -> None:
    assert list(Source(write("bom", b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n")).lines()) == ["a\n", "\ufeffb\n"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\0\ufeff"), max_size=20)))
def test_round_trip_across_blocks(write: Write, monkeypatch: pytest.MonkeyPatch, texts: list[str]) -> None:
    monkeypatch.setattr(content, "_BLOCK", 7)
    text = "".join(f"{text}\n" for text in texts) + "end"
    source = Source(write("any", text))
    assert "".join(source.lines()) == text
    assert list(source.lines()) == [f"{text}\n" for text in texts] + ["end"]
    assert not source.damaged


def test_damaged_lines_have_exact_numbers(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_BLOCK", 5)
    rows = [f"row {n}\n".encode() for n in range(1, 40)]
    rows[11] = b"caf\xe9\n"
    rows[30] = b"a\0b\n"
    source = Source(write("damaged", b"".join(rows)))
    assert len(list(source.lines())) == 39
    assert source.damaged == {12: "it has bytes that are not UTF-8", 31: "it has a NUL byte"}


@pytest.mark.parametrize("zipped", [False, True])
def test_digest_is_of_the_file_as_it_is(write: Write, zipped: bool) -> None:
    path = write("digest", "one\ntwo\n" * 1000, zipped=zipped)
    wanted = hashlib.sha256(path.read_bytes()).hexdigest()
    unread, read = Source(path), Source(path)
    list(read.lines())
    path.unlink()
    assert read.sha256() == wanted
    with pytest.raises(FormatError, match="cannot be read"):
        unread.sha256()


def test_progress_counts_compressed_bytes_to_the_end(write: Write) -> None:
    path = write("progress", os.urandom(3_000_000).hex(), zipped=True)
    told: list[tuple[int, int]] = []
    list(Source(path, lambda done, total: told.append((done, total))).lines())
    size = path.stat().st_size
    assert told == sorted(told)
    assert len(told) > 3
    assert told[-1] == (size, size)


def test_recent_lines_are_those_of_the_file(write: Write) -> None:
    source = Source(write("recent", "a\nb\nc\nd\n"))
    next(iter(source.lines()))
    assert source.recent(2, 3) == "b\nc"


def _read(path: Path) -> list[str]:
    source = Source(path)
    source.require_text()
    return list(source.lines())


def _message(path: Path) -> str:
    with pytest.raises(FormatError) as caught:
        _read(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


def test_what_is_not_a_readable_file(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is a folder" in _message(tmp_path)
    assert "There is no file" in _message(tmp_path / "absent")
    assert "is empty" in _message(write("empty", b""))
    assert "is empty" in _message(write("blank", " \r\n\n\t\n"))
    assert "is empty" in _message(write("blank.gz", "\n", zipped=True))
    assert "not an ordinary file" in _message(Path("/dev/null"))
    readable = write("locked", b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(content, "open_plain", refuse)
    assert "cannot be read (Permission denied)" in _message(readable)


@pytest.mark.parametrize("keep", [20, 200, -4])
def test_gzip_that_is_cut_short(write: Write, keep: int) -> None:
    data = gzip.compress(os.urandom(5000).hex().encode())
    assert "cut short or damaged gzip" in _message(write("cut.gz", data[:keep]))


def test_gzip_that_is_corrupt(write: Write) -> None:
    data = bytearray(gzip.compress(b"text\n" * 1000))
    data[len(data) // 2] ^= 0xFF
    assert "cut short or damaged gzip" in _message(write("corrupt.gz", bytes(data)))
    assert "cut short or damaged gzip" in _message(write("trailing.gz", gzip.compress(b"text\n") + b"more"))


@pytest.mark.parametrize(
    ("start", "meaning"),
    [
        (b"PK\x03\x04rest", "zip archive"),
        (b"BZh91AY", "damaged bzip2"),
        (b"\xfd7zXZ\0", "damaged xz"),
        (b"\x28\xb5\x2f\xfd....", "damaged zstd"),
        ("text".encode("utf-16"), "UTF-16"),
    ],
)
def test_other_encodings_are_named(write: Write, start: bytes, meaning: str) -> None:
    assert meaning in _message(write("foreign", start))


def test_an_endless_line_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_BLOCK", 16)
    monkeypatch.setattr(line_blocks, "_LONGEST_LINE", 64)
    assert "a line of more than" in _message(write("endless", "x" * 1000))


def test_names_are_safe_to_show(tmp_path: Path) -> None:
    assert "\x1b" not in _message(tmp_path / "bad\x1b[2J")
