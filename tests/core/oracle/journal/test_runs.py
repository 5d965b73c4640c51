"""Runs as the reviewer sees them: counted while their journals grow, and read again one request at a time."""

import errno
import os
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from core.model.errors import OracleError
from core.model.ways import How
from core.oracle.journal import runs
from core.oracle.journal.lines import head_line, line_of
from core.oracle.journal.runs import Run, RunJournal, Runs, answers_on
from core.oracle.journal.writer import AnswerJournal, run_path
from core.oracle.terms import Answer, Ask, Failure, FailureKind, ModelReply, Record, Usage, ask_key
from core.storage.tail import Tail
from tests.core.oracle.asked import HEAD

A, B, NEITHER = (0.8, 0.1, 0.1), (0.1, 0.7, 0.2), (0.1, 0.2, 0.7)


def usage(second: int = 0, cost: float | None = 0.25) -> Usage:
    return Usage(100, 2, cost, 0.5, f"2026-01-01T00:00:{second:02}.000Z")


def answer(case: str, order: int, shares: tuple[float, float, float], *, second: int = 0, raw: str = "A") -> Record:
    ask = Ask(ask_key(case, order), case, ("p0",), order)
    return (Answer.of(ask, ModelReply(raw, usage=usage(second)), "p0", shares, How.LOGPROBS),)


def failure(case: str, order: int, *, second: int = 0) -> Failure:
    return Failure(ask_key(case, order), case, FailureKind.TIMEOUT, "No answer in time.", "", usage(second, None))


def journal(store: Path, name: str = "run", requests: int | None = 8) -> AnswerJournal:
    about = {} if requests is None else {"requests": requests}
    return AnswerJournal.open(run_path(store, name), replace(HEAD, about=about))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "s.duckdb"


def only(runs: Runs) -> Run:
    (run,) = runs.poll()
    return run


def test_a_run_is_counted_while_it_grows(store: Path) -> None:
    runs = Runs(store)
    assert runs.poll() == ()
    with journal(store) as writer:
        assert only(runs).left == 8
        writer.append([answer("c1", 0, A, second=1)])
        writer.append([answer("c1", 1, B, second=3), failure("c2", 0, second=5)])
        run = only(runs)
        assert (run.answered, run.failed, run.left, run.under_way) == (2, 1, 5, True)
        assert (run.pairs, run.consistent) == (1, 1), "B as shown second is A as shown first"
        assert (run.spent, run.unpriced, run.lines) == (0.5, 1, 3)
        assert run.rate == pytest.approx(2 / 4)
        writer.append([answer("c2", 0, NEITHER, second=7), answer("c2", 1, A, second=9)])
    run = only(runs)
    assert (run.answered, run.failed, run.left, run.pairs, run.consistent) == (4, 0, 4, 2, 1)
    assert run.last_at == "2026-01-01T00:00:09.000Z"
    with journal(store, requests=4) as taken_up:
        told = taken_up.counts
        assert (told.answered, told.failed, told.spent, told.unpriced) == (4, 0, run.spent, run.unpriced)
        assert only(runs).left == 4, "a run taken up again says how many it has still to ask"
    with journal(store, requests=None):
        assert only(runs).left is None


def test_it_is_under_way_as_long_as_somebody_holds_it(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.oracle.journal.runs.FRESH", -1.0)
    runs = Runs(store)
    with journal(store) as writer:
        writer.append([answer("c1", 0, A)])
        assert only(runs).under_way
    assert not only(runs).under_way
    with journal(store):
        assert only(runs).under_way, "looking keeps nobody from taking it up again"


def test_lines_are_read_when_they_are_whole_and_read_again(store: Path) -> None:
    records = [answer("c1", 0, A, raw="one"), failure("c2", 0), answer("c3", 0, B, raw="three")]
    with journal(store) as writer:
        writer.append(records)
    path = run_path(store, "run")
    read = RunJournal(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-7])
    run = read.poll()
    assert run is not None
    assert run.answered == 1
    with path.open("ab") as file:
        file.write(whole[-7:])
    run = read.poll()
    assert run is not None
    assert run.lines == 3
    assert [read.record(place) for place in read.places()] == records
    assert [read.record(place) for place in read.places(failures=True)] == records[1:2]
    path.write_bytes(head_line(HEAD))
    run = read.poll()
    assert run is not None
    assert (run.answered, run.failed, run.lines, len(read.places())) == (0, 0, 0, 0), "a file that was cut is read anew"
    path.unlink()
    assert read.poll() is None
    assert read.record(3) is None


def test_a_journal_written_anew_in_place_and_longer_counts_its_new_contents_alone(store: Path) -> None:
    with journal(store) as writer:
        writer.append([answer("c1", 0, A), failure("c9", 0)])
    runs, path = Runs(store), run_path(store, "run")
    assert (only(runs).spent, only(runs).failed) == (0.25, 1)
    inode = path.stat().st_ino
    new = [answer(f"c{n}", 0, B) for n in range(2, 12)]
    path.write_bytes(head_line(HEAD) + b"".join(map(line_of, new)))
    assert path.stat().st_ino == inode
    run = only(runs)
    assert (run.spent, run.answered, run.failed, run.lines, run.votes, run.pairs) == (2.5, 10, 0, 10, 10, 0)
    read = runs.journals["run"]
    assert [read.record(place) for place in read.places()] == new
    assert list(read.places(failures=True)) == []


def test_lines_nobody_can_read_are_passed_over(store: Path) -> None:
    with journal(store) as writer:
        writer.append([answer("c1", 0, A)])
    path = run_path(store, "run")
    with path.open("ab") as file:
        file.write(b'\xff\n{"event":"answer"}\n[]\n\n{"event":"later","key":"k"}\n')
    run = only(Runs(store))
    assert (run.answered, run.failed, run.lines) == (1, 0, 1)


def test_all_that_was_returned_on_a_case_is_found(store: Path) -> None:
    case = 'a"b\\c\u2028é'
    with journal(store, "one") as writer:
        writer.append([answer(case, 0, A, raw="x"), answer("other", 0, A, raw=f"names {case}")])
    with journal(store, "two") as writer:
        writer.append([failure(case, 0), answer(case, 0, B, raw="y")])
    found = [(run, record) for run, head, record in answers_on(store, case) if head is not None and head.model]
    assert found == [
        ("one", answer(case, 0, A, raw="x")),
        ("two", failure(case, 0)),
        ("two", answer(case, 0, B, raw="y")),
    ]
    assert list(answers_on(store, "nobody")) == []
    assert list(answers_on(store.with_name("no.duckdb"), case)) == []


def test_what_is_no_file_is_no_run(store: Path) -> None:
    run_path(store, "run").parent.mkdir()
    run_path(store, "folder").mkdir()
    os.mkfifo(run_path(store, "pipe"))
    with journal(store, "run") as writer:
        writer.append([answer("c1", 0, A)])
    assert [run.name for run in Runs(store).poll()] == ["run"]
    assert [name for name, _, _ in answers_on(store, "c1")] == ["run"]


def test_a_journal_that_cannot_be_read_is_one_sentence(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with journal(store, "run") as writer:
        writer.append([answer("c1", 0, A)])

    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(runs, "open_plain", refuse)
    monkeypatch.setattr(Tail, "poll", refuse)
    with pytest.raises(OracleError, match=r"^The run's journal .* cannot be read: Input/output error\.$"):
        list(answers_on(store, "c1"))
    found = Runs(store)
    assert found.poll() == ()
    assert found.unread == (f"The run's journal {run_path(store, 'run')} cannot be read: Input/output error.",)


def test_the_run_written_last_comes_first(store: Path) -> None:
    for name, second in (("a", 5), ("b", 9), ("c", 1)):
        with journal(store, name) as writer:
            writer.append([answer("c1", 0, A, second=second)])
    assert [run.name for run in Runs(store).poll()] == ["b", "a", "c"]
