"""The review journal: what is appended is there, whatever happens, and what is torn harms nothing."""

import os
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.journal import events as journal_events
from core.journal import writer as journal_writer
from core.journal.events import Event, parse_journal, read_journal, reviews_folder, valid_reviewer
from core.journal.writer import Journal
from core.model.errors import JournalError
from core.storage import append_only
from core.storage.tail import json_object

PATH = "r1.jsonl"


def fill(folder: Path, count: int = 3) -> list[Event]:
    with Journal.open(folder, "r1") as journal:
        return [
            journal.append(event="review", case=str(n), annotator="human", verdict="flag", note="é\n\u2028")
            for n in range(count)
        ]


def flag(journal: Journal, case: str = "1042") -> Event:
    return journal.append(event="review", case=case, annotator="human", verdict="flag", reason="arbitrary", note="")


def test_a_line_has_the_fields_of_the_contract(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "hh.reviews", "r1") as journal:
        event = flag(journal)
    line = (tmp_path / "hh.reviews" / PATH).read_bytes()
    assert line.endswith(b"}\n")
    read = orjson.loads(line)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", read.pop("id"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", read.pop("at"))
    said = {"case": "1042", "annotator": "human", "verdict": "flag", "reason": "arbitrary", "note": ""}
    assert read == {"seq": 1, "reviewer": "r1", "event": "review", **said}
    assert list(orjson.loads(line))[:5] == ["id", "seq", "at", "reviewer", "event"]
    assert event.to_json() + b"\n" == line


def test_what_was_appended_is_read_again_in_order(tmp_path: Path) -> None:
    events = fill(tmp_path)
    with Journal.open(tmp_path, "r1") as journal:
        assert journal.events == tuple(events)
        undo = journal.append(event="undo", of=events[0].id)
        assert journal.events == (*events, undo)
        assert journal.warnings == []
    contents = read_journal(tmp_path / PATH)
    assert (contents.events, contents.torn, contents.skipped) == ((*events, undo), None, ())
    assert [event.seq for event in contents.events] == [1, 2, 3, 4]


def test_seq_goes_on_from_the_highest(tmp_path: Path) -> None:
    (tmp_path / PATH).write_bytes(b"".join(line(seq) + b"\n" for seq in (7, 3)))
    with Journal.open(tmp_path, "r1") as journal:
        assert flag(journal).seq == 8


def line(seq: int, **said: object) -> bytes:
    return orjson.dumps({"id": f"e{seq}", "seq": seq, "at": "2026", "reviewer": "r1", "event": "review", **said})


def test_unknown_fields_and_events_are_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / PATH).write_bytes(line(1, mood="calm", case="c") + b"\n" + line(2, event="dance") + b"\n")
    contents = read_journal(tmp_path / PATH)
    assert [(event.event, event.case) for event in contents.events] == [("review", "c"), ("dance", None)]
    assert contents.skipped == ()


@pytest.mark.parametrize(
    "bad",
    [
        b"<<<<<<< ours",
        b"{",
        b"[1]",
        b"12",
        b"{}",
        line(1).replace(b'"seq":1', b'"seq":"1"'),
        line(1).replace(b'"seq":1', b'"seq":true'),
        line(-1),
        line(2**53),
        line(1, reviewer=" "),
        line(1, case=1042),
        line(1, preference=1.0),
        line(1, preference=2**53),
        line(1, annotated=-(2**63)),
        line(1, id=None),
        b'{"note": "\xff"}',
    ],
)
def test_an_unreadable_line_is_counted_and_kept(tmp_path: Path, bad: bytes) -> None:
    data = line(1) + b"\n\n" + bad + b"\n" + line(2) + b"\n"
    (tmp_path / PATH).write_bytes(data)
    contents = read_journal(tmp_path / PATH)
    assert [event.seq for event in contents.events] == [1, 2]
    assert (contents.torn, contents.skipped) == (None, (3,))
    Journal.open(tmp_path, "r1").close()
    assert (tmp_path / PATH).read_bytes() == data


def test_what_editors_and_file_systems_put_around_a_line_is_passed_over(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + line(1) + b"\r\n \r\n" + b"\0" * 40 + line(2) + b"\n"
    (tmp_path / PATH).write_bytes(data)
    contents = read_journal(tmp_path / PATH)
    assert ([event.seq for event in contents.events], contents.skipped) == ([1, 2], ())


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n"])
@pytest.mark.parametrize("last", [b"", b'{"torn'])
def test_lines_may_end_as_on_other_systems(tmp_path: Path, end: bytes, last: bytes) -> None:
    events = fill(tmp_path)
    path = tmp_path / PATH
    path.write_bytes(path.read_bytes().replace(b"\n", end) + last)
    contents = read_journal(path)
    assert (contents.events, contents.torn, contents.skipped) == (tuple(events), last or None, ())
    with Journal.open(tmp_path, "r1") as journal:
        assert journal.events == tuple(events)
        assert len(journal.warnings) == bool(last)
        more = journal.append(event="comment", case="c9", note="more")
    assert read_journal(path).events == (*events, more)


def test_torn_at_every_byte(tmp_path: Path) -> None:
    events = fill(tmp_path / "whole", 2)
    data = (tmp_path / "whole" / PATH).read_bytes()
    first = data.index(b"\n") + 1
    for end in range(first, len(data)):
        folder = tmp_path / str(end)
        folder.mkdir()
        (folder / PATH).write_bytes(data[:end])
        whole = end == len(data) - 1
        kept, torn = events[: 1 + whole], None if whole or end == first else data[first:end]
        contents = read_journal(folder / PATH)
        assert (contents.events, contents.torn, contents.skipped) == (tuple(kept), torn, ())
        assert (folder / PATH).read_bytes() == data[:end]
        with Journal.open(folder, "r1") as journal:
            assert journal.events == tuple(kept)
            assert len(journal.warnings) == (torn is not None)
            added = flag(journal)
        aside = folder / "r1.jsonl.torn"
        assert (aside.read_bytes() if aside.exists() else None) == (torn + b"\n" if torn is not None else None)
        assert read_journal(folder / PATH).events == (*kept, added)
        assert (folder / PATH).read_bytes().startswith(data[: first if torn is not None else end])


def test_every_torn_line_is_kept_aside(tmp_path: Path) -> None:
    for torn in (b'{"id": "a', b"\0\0\0"):
        fill(tmp_path, 1)
        with (tmp_path / PATH).open("ab") as file:
            file.write(torn)
        with Journal.open(tmp_path, "r1") as journal:
            assert "r1.jsonl.torn" in journal.warnings[0]
    assert (tmp_path / "r1.jsonl.torn").read_bytes() == b'{"id": "a\n\0\0\0\n'
    assert len(read_journal(tmp_path / PATH).events) == 2


@settings(deadline=None)
@given(st.binary(max_size=200), st.lists(st.sampled_from([b"\n", b"{", b"}", b"\0", line(5), line(6)]), max_size=8))
def test_no_contents_make_reading_fail(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, parts: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    data = junk + b"".join(parts)
    (folder / PATH).write_bytes(data)
    before = read_journal(folder / PATH)
    found = [json_object(each) for each in data.split(b"\n")]
    if found[0] is not None and not any("event" in (each or ()) for each in found):
        with pytest.raises(JournalError, match="is no journal, so nothing is written to it"):
            Journal.open(folder, "r1")
        assert (folder / PATH).read_bytes() == data
        return
    with Journal.open(folder, "r1") as journal:
        assert journal.events == before.events
        added = flag(journal)
    after = read_journal(folder / PATH)
    assert after.events == (*before.events, added)
    assert (after.torn, after.skipped) == (None, before.skipped)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([b"\n", b"\r", b"\r\n", b"{", b"\0", b" ", line(5), line(6)]), max_size=12),
    st.integers(1, 9),
)
def test_a_file_read_in_blocks_is_what_it_is_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: list[bytes], block: int
) -> None:
    monkeypatch.setattr(journal_events, "BLOCK", block)
    (tmp_path / PATH).write_bytes(b"".join(parts))
    assert read_journal(tmp_path / PATH) == parse_journal(b"".join(parts))


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("block", [*range(40, 60), 1 << 20])
def test_a_line_longer_than_any_event_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: bytes, block: int
) -> None:
    monkeypatch.setattr(journal_events, "BLOCK", block)
    monkeypatch.setattr(journal_events, "LONGEST", 400)
    (tmp_path / PATH).write_bytes(end.join([line(1), line(2) + b" " * 5000 + b"x", line(3), b""]))
    contents = read_journal(tmp_path / PATH)
    assert [event.seq for event in contents.events] == [1, 3]
    assert (contents.torn, len(contents.skipped)) == (None, 1)
    (tmp_path / PATH).write_bytes(line(1) + end + line(2) + b" " * 5000 + b"x")
    contents = read_journal(tmp_path / PATH)
    assert [event.seq for event in contents.events] == [1]


@pytest.mark.parametrize("block", [40, 57, 1 << 20])
@pytest.mark.parametrize("length", [401, 800, 801, 5000])
def test_ones_own_line_longer_than_any_event_is_not_held_and_one_at_the_end_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, length: int
) -> None:
    monkeypatch.setattr(journal_writer, "BLOCK", block)
    monkeypatch.setattr(journal_events, "LONGEST", 400)
    monkeypatch.setattr(append_only, "_LONGEST", 400)
    kept = b"\n".join([line(1), b"y" * 5000, line(3), b""])
    whole = line(4) + b" " * (length - len(line(4)))  # an event, but for its length
    (tmp_path / PATH).write_bytes(kept + whole)
    with Journal.open(tmp_path, "r1") as journal:
        assert [event.seq for event in journal.events] == [1, 3]
        assert "r1.jsonl.torn" in journal.warnings[0]
        assert journal.append(event="review").seq == 4
    assert (tmp_path / "r1.jsonl.torn").read_bytes() == whole + b"\n"
    assert (tmp_path / PATH).read_bytes().startswith(kept)
    assert [event.seq for event in read_journal(tmp_path / PATH).events] == [1, 3, 4]


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_ones_own_journal_is_read_in_pieces(tmp_path: Path, end: bytes) -> None:
    with (tmp_path / PATH).open("wb") as file:
        file.write(line(1) + b"\n{")
        file.truncate(96 << 20)  # zeros, which take no room
        file.seek(0, os.SEEK_END)
        file.write(b"}" + end)
    tracemalloc.start()
    try:
        with Journal.open(tmp_path, "r1") as journal:
            assert [event.seq for event in journal.events] == [1]
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert held < 80 << 20
    (tmp_path / "r1.jsonl.torn").unlink(missing_ok=True)


OPEN = "import sys, pathlib; from core.journal.writer import Journal; Journal.open(pathlib.Path(sys.argv[1]), 'r1')"


def test_a_second_session_of_a_reviewer_is_told_so(tmp_path: Path) -> None:
    with Journal.open(tmp_path, "r1") as journal:
        second = subprocess.run(
            [sys.executable, "-c", OPEN, str(tmp_path)], capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        message = second.stderr.strip().splitlines()[-1].removeprefix("core.model.errors.JournalError: ")
        assert "r1 is already open" in message
        assert "--reviewer NAME" in message
        assert message.count(". ") == 0
        Journal.open(tmp_path, "r2").close()
        assert flag(journal) in read_journal(tmp_path / PATH).events
    subprocess.run([sys.executable, "-c", OPEN, str(tmp_path)], check=True)


def test_a_refused_session_changes_nothing(tmp_path: Path) -> None:
    fill(tmp_path)
    with Journal.open(tmp_path, "r1"):
        with (tmp_path / PATH).open("ab") as file:
            file.write(b'{"half')
        with pytest.raises(JournalError, match="already open"):
            Journal.open(tmp_path, "r1")
        assert (tmp_path / PATH).read_bytes().endswith(b'{"half')
        assert not (tmp_path / "r1.jsonl.torn").exists()


def test_a_note_of_any_text_survives(tmp_path: Path) -> None:
    with Journal.open(tmp_path, "r1") as journal:
        event = journal.append(event="comment", case="c", note='\ud800\0\n\r\u2028"\\é😀')
    assert event.note == '\ufffd\0\n\r\u2028"\\é😀'
    assert read_journal(tmp_path / PATH).events == (event,)


@pytest.mark.parametrize("said", [{"case": "\ud800"}, {"case": 7}, {"preference": "a"}, {"preference": 2**70}])
def test_an_event_that_no_reader_could_read_is_never_written(tmp_path: Path, said: dict[str, str]) -> None:
    with Journal.open(tmp_path, "r1") as journal:
        with pytest.raises(ValueError, match="this event"):
            journal.append(event="preference", **said)  # type: ignore[arg-type]
        assert (tmp_path / PATH).read_bytes() == b""


def test_reading_what_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match=r"cannot be read: No such file or directory\.$"):
        read_journal(tmp_path / PATH)


def test_closing_twice_is_harmless_and_a_closed_journal_says_so(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "r1")
    journal.close()
    journal.close()
    with pytest.raises(JournalError, match="closed"):
        flag(journal)


@pytest.mark.parametrize("name", ["r1", "Jose", "a.b-c_d", "-", "x" * 64])
def test_names_that_can_be_a_reviewers(name: str) -> None:
    assert valid_reviewer(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", ".r1", "a/b", "a\\b", "a b", "r1\n", "é", "a\0", "x" * 65, "../r1"])
def test_names_that_cannot(tmp_path: Path, name: str) -> None:
    with pytest.raises(JournalError, match="cannot be a reviewer's name"):
        Journal.open(tmp_path / "reviews", name)
    assert not (tmp_path / "reviews").exists()


@pytest.mark.parametrize(
    ("store", "folder"), [("hh.duckdb", "hh.reviews"), ("a.b.duckdb", "a.b.reviews"), ("hh", "hh.reviews")]
)
def test_where_the_journals_of_a_store_are(store: str, folder: str) -> None:
    assert reviews_folder(Path("x") / store) == Path("x") / folder


@pytest.mark.parametrize("sign", ["x", "\x01", "é", "\n"])
def test_a_note_that_readers_would_pass_over_is_not_written(tmp_path: Path, sign: str) -> None:
    with Journal.open(tmp_path, "r1") as journal:
        with pytest.raises(JournalError, match="is too long to be kept: shorten it to a megabyte"):
            journal.append(event="review", case="c", annotator="human", verdict="flag", note=sign * (1 << 20))
        kept = journal.append(event="comment", case="c", note=sign * 100_000)
    assert read_journal(tmp_path / "r1.jsonl").events == (kept,)
