"""The one way of writing: whole or not at all, through devices and links, and nothing of ours replaced."""

import os
import pty
import select
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from core.exporters.output import output_file
from core.exporters.table import Table, columns, write_table
from core.journal.events import read_journal
from core.model.errors import ExportError
from core.oracle.journal.lines import RunHead, head_line
from core.storage.store import Store

TABLE = Table(columns("a"), [("1",), ("2",)])
CSV = b"a\r\n1\r\n2\r\n"


def write(path: Path, text: str = "new") -> None:
    with output_file(path) as beside:
        beside.write_text(text)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.parametrize(
    ("name", "contents", "said"),
    [
        ("s.duckdb", b"\0" * 8 + b"DUCK" + b"\0" * 90, "is a store"),
        ("any.csv", b"\0" * 8 + b"DUCK" + b"\0" * 90, "is a store"),
        ("s.duckdb.wal", b"log", "is the log of a store"),
        ("s.reviews/r1.jsonl", b"", "is, or is in, a folder of reviews or runs"),
        ("s.reviews/new.csv", None, "is, or is in, a folder of reviews or runs"),
        ("s.runs/judge.jsonl", b"", "is, or is in, a folder of reviews or runs"),
        ("s.reviews", None, "is, or is in, a folder of reviews or runs"),
        ("copy.jsonl", b'{"id":"1","seq":1,"reviewer":"r","event":"review"}\n', "is a journal"),
        ("run.jsonl", b'{"event":"run","template":"t","model":"m"}\n', "is a journal"),
    ],
)
def test_what_is_ours_is_not_replaced(tmp_path: Path, name: str, contents: bytes | None, said: str) -> None:
    (tmp_path / "s.duckdb").write_bytes(b"x")
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    if contents is not None:
        path.write_bytes(contents)
    links = tmp_path / "link.csv"
    links.symlink_to(path)
    for target in (path, links):
        with pytest.raises(ExportError, match=said):
            write(target)
    assert contents is None or path.read_bytes() == contents
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("kind", ["reviews", "runs"])
@pytest.mark.parametrize("name", ["filters.json", "batches.log", "new.csv"])
def test_a_link_with_a_name_of_ours_is_a_folder_of_ours(tmp_path: Path, kind: str, name: str) -> None:
    """One that is shared is often linked beside the store; links to that link, and to what is in it, lead there too."""
    shared, ours, further, file = (tmp_path / each for each in ("shared", f"s.{kind}", "mine", "out.csv"))
    shared.mkdir()
    (shared / "filters.json").write_text("kept")
    ours.symlink_to("shared")
    further.symlink_to(ours.name)
    file.symlink_to(ours / name)
    for target in (ours / name, further / name, file, ours, tmp_path / "no" / ".." / ours.name / name):
        with pytest.raises(ExportError, match=rf"is, or is in, a folder of reviews or runs \(s.{kind}\)"):
            write(target)
    assert (shared / "filters.json").read_text() == "kept"
    assert names(shared) == ["filters.json"]


def test_a_link_that_leads_into_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to("round/on")
    with pytest.raises(ExportError, match="cannot be written"):
        write(tmp_path / "round" / "out.csv")


EVENT = b'{"id":"1","seq":1,"at":"2026-01-01T00:00:00Z","reviewer":"r","event":"comment","case":"c","note":"n"}\n'
HEAD = RunHead("t", "vote.v2", "m", None, {}, "0.1.0", "2026-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("before", "contents"),
    [
        *((before, EVENT) for before in (b"", b"\xef\xbb\xbf", b"\n", b"\0\0\0", b"cut sh\n", b'{"a":1}\r' * 99)),
        (b"", EVENT.replace(b'"n"', b'"%s"' % (b"n" * 100_000))),
        (b"", EVENT.replace(b"\n", b"\r")),
        (b"", head_line(HEAD)),
        (b"cut sh\n", b'{"event":"answer","key":"k","case":"c","raw":"A","cost":null}\n'),
    ],
    ids=[*("whole", "marked", "empty", "zeroes", "cut", "others"), "long", "old Mac", "run", "answer"],
)
def test_what_is_read_as_a_journal_is_known_as_one(tmp_path: Path, before: bytes, contents: bytes) -> None:
    """Whatever stands before its first line that can be read, and however long that is."""
    path = tmp_path / "kept.jsonl"
    path.write_bytes(before + contents)
    of_reviews = len(read_journal(path).events)
    with pytest.raises(ExportError, match="is a journal"):
        write(path)
    assert path.read_bytes() == before + contents
    with pytest.raises(ExportError, match="has a name that is read") if of_reviews else nullcontext():
        write(tmp_path / "other.jsonl")


@pytest.mark.parametrize(
    "name", ["new.jsonl", "r1.jsonl", "müller.jsonl", "filters.json", ".r1.place.json", "r1.jsonl.torn"]
)
@pytest.mark.parametrize("known", ["named", "by its journals"])
def test_nothing_is_written_where_it_would_be_read_as_a_journal(
    worked: Path, tmp_path: Path, name: str, known: str
) -> None:
    """In a folder given as `--reviews`, though nobody reviewed there yet, and in one that has a journal."""
    folder = tmp_path / "anywhere"
    folder.mkdir()
    if known == "named":
        (folder / "r1.jsonl").touch()
        Store.open(worked, folder).close()
    else:
        (folder / "r2.jsonl").write_text('{"id":"1","seq":1,"reviewer":"r2","event":"review"}\n')
    before = names(folder)
    with pytest.raises(ExportError, match=r"has a name that is read in a folder of reviews \(anywhere\), which no out"):
        write(folder / name)
    assert names(folder) == before
    for harmless in ("report.html", "out.json", "journal.csv"):
        write(folder / harmless)
        assert (folder / harmless).read_text() == "new"
    if known == "named":
        with pytest.raises(ExportError, match="is a folder of reviews"):
            write(folder)


def test_lines_of_others_are_no_journals(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text('{"id":"1","prompt":"p"}\n')
    (tmp_path / "reviews.jsonl").write_text('{"id":"1","seq":1,"reviewer":"r","event":"review","principle":null}\n')
    write(tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text() == "new"


def test_an_export_of_reviews_is_written_over_again(tmp_path: Path) -> None:
    path = tmp_path / "reviews.jsonl"
    path.write_text('{"id":"1","seq":1,"reviewer":"r","event":"review","principle":null}\n')
    write(path)
    assert path.read_text() == "new"


def test_a_link_stays_and_its_file_is_replaced_with_its_permissions(tmp_path: Path) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write(link)
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    """No name beside the target can be foreseen; of those in use none is opened through a link."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    for name in (f".out.csv.{os.getpid()}.part", ".out.csv.part", "out.csv.part"):
        (tmp_path / name).symlink_to(victim)
    write(tmp_path / "out.csv")
    assert victim.read_text() == "mine"
    assert (tmp_path / "out.csv").read_text() == "new"


def test_a_fifo_and_a_device_are_written_to(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    assert write_table(TABLE, fifo) == 2
    reader.join(120)
    assert read == [CSV]
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    assert write_table(TABLE, Path("/dev/null")) == 2
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_pipe_that_nobody_reads_is_not_waited_for_in_a_thread(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with ThreadPoolExecutor(1) as beside:
        with pytest.raises(ExportError, match=r"Nobody reads the pipe .*/fifo: begin to read it"):
            beside.submit(write_table, TABLE, fifo).result(60)
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        assert beside.submit(write_table, TABLE, fifo).result(60) == 2
        assert os.read(reader, 100) == CSV
        os.close(reader)
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        more = beside.submit(write, fifo, "x" * 300_000)  # more than a pipe takes at once
        select.select([reader], [], [], 60)
        os.set_blocking(reader, True)
        assert sum(map(len, iter(partial(os.read, reader, 1 << 16), b""))) == 300_000
        more.result(60)
        os.close(reader)


def test_a_full_device_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="No space left"):
        write_table(TABLE, Path("/dev/full"))


def test_a_terminal_obeys_nothing_of_an_output() -> None:
    master, terminal = pty.openpty()
    try:
        path = Path(os.ttyname(terminal))
        with output_file(path) as contents:
            contents.write_text("a,\x1b]52;c;eA==\x07\u202e\n\x9b2J,é\n", encoding="utf-8")
        expected = "a,␛]52;c;eA==␇⟨U+202E⟩\r\n\ufffd2J,é\r\n".encode()
        shown = b""
        while len(shown) < len(expected):  # a terminal may give it in parts
            shown += os.read(master, 1 << 12)
        assert shown == expected
        with (
            pytest.raises(ExportError, match=r"^This is no text .*: name a file with -o[.]$"),
            output_file(path) as contents,
        ):
            contents.write_bytes(b"PAR1\0\x1b[2J")
    finally:
        os.close(master)
        os.close(terminal)


def test_a_dash_is_standard_output(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_table(TABLE, Path("-"))
    assert capfdbinary.readouterr().out == CSV
    assert names(tmp_path) == []


def test_writers_at_once_each_succeed(tmp_path: Path) -> None:
    path, texts = tmp_path / "out.csv", [str(n) * 100_000 for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: write(path, text), texts * 4))
    assert path.read_text() in texts
    assert names(tmp_path) == ["out.csv"]


def test_links_that_go_round_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises(ExportError, match="cannot be written"):
        write(tmp_path / "a.csv")
