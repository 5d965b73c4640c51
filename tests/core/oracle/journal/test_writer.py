"""A run's journal: what is written is read again, whatever stood at the end of the file when the run was killed."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.errors import JournalError, OracleError
from core.model.ways import How
from core.oracle.batches.under_way import BatchLog, batches_folder
from core.oracle.journal.lines import line_of
from core.oracle.journal.writer import AnswerJournal, read_answers, run_path, runs_folder
from core.oracle.terms import Answer, Failure, FailureKind, Usage
from tests.core.oracle.asked import HEAD, journal_at
from tests.core.oracle.journals import failures_in

USAGE = Usage(10, 2, 0.25, 0.5, "2026-01-01T00:00:00.000Z")
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SHARES = st.floats(0, 1)


def answer(key: str, principle: str | None = "p", **other: object) -> Answer:
    made = Answer(key, "c", principle, 0, 0, 0.7, 0.2, 0.1, How.LOGPROBS, "A", USAGE)
    return replace(made, **other)  # type: ignore[arg-type]


def failure(key: str, kind: FailureKind = FailureKind.SERVER) -> Failure:
    return Failure(key, "c", kind, "it broke", "<html>", Usage())


@st.composite
def requests(draw: st.DrawFn) -> tuple[Answer, ...] | Failure:
    asked = (draw(st.text("0123456789abcdef", min_size=32, max_size=32)), draw(NAMES))
    price, at = draw(SHARES | st.none()), "2026-01-01T00:00:00.000Z"
    usage = Usage(
        draw(st.integers(0, 10**9)), 3, price, draw(SHARES), at, draw(st.booleans()), draw(NAMES), draw(NAMES)
    )
    raw = draw(NAMES)
    if draw(st.booleans()):
        return Failure(*asked, draw(st.sampled_from(FailureKind)), draw(NAMES), raw, usage)
    shown = (draw(st.integers(0, 1)), draw(st.integers(0, 9)))
    principles = draw(st.lists(NAMES | st.none(), min_size=1, max_size=4))
    return tuple(
        Answer(*asked, each, *shown, draw(SHARES), draw(SHARES), draw(SHARES), draw(st.sampled_from(How)), raw, usage)
        for each in principles
    )


@settings(max_examples=40)
@given(
    written=st.lists(requests(), max_size=12, unique_by=lambda each: (each[0] if isinstance(each, tuple) else each).key)
)
def test_what_is_written_is_read_again(
    written: list[tuple[Answer, ...] | Failure], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("run")
    with journal_at(folder) as journal:
        journal.append(written)
        path = journal.path
    answers = [each for record in written if isinstance(record, tuple) for each in record]
    failures = [record for record in written if isinstance(record, Failure)]
    assert list(read_answers(path)) == answers
    assert list(failures_in(path)) == failures
    with journal_at(folder) as journal:
        assert all(journal.counts.holds(each.key) for each in answers)
        assert not any(journal.counts.holds(each.key) for each in failures)
        costs = [(each[0] if isinstance(each, tuple) else each).usage.cost or 0 for each in written]
        so_far = journal.counts
    assert so_far.spent == pytest.approx(sum(costs))
    assert (so_far.answered, so_far.failed) == (len({each.key for each in answers}), len(failures))
    assert so_far.estimated == sum((each[0] if isinstance(each, tuple) else each).usage.estimated for each in written)


def test_a_line_torn_by_a_crash_is_set_aside_and_all_before_it_counts(tmp_path: Path) -> None:
    with journal_at(tmp_path) as journal:
        journal.append([(answer("a1"),)])
        path = journal.path
    whole = path.read_bytes()
    line = line_of((answer("b2"),))
    for cut in range(1, len(line)):
        path.write_bytes(whole + line[:cut])
        assert [each.key for each in read_answers(path)] == (["a1", "b2"] if cut == len(line) - 1 else ["a1"])
        with journal_at(tmp_path) as journal:
            assert journal.counts.holds("a1")
            assert journal.counts.holds("b2") is (cut == len(line) - 1)
            assert bool(journal.warnings) is (cut < len(line) - 1)
            journal.append([(answer("c3"),)])
            assert journal.counts.skipped == 0
        assert [each.key for each in read_answers(path)][-1] == "c3"


@pytest.mark.parametrize("rows", [b'{"id": "1", "prompt": "How?"}\n{"id": "2", "pro', b'{"id": "1"}'])
def test_rows_of_something_else_are_not_written_to(tmp_path: Path, rows: bytes) -> None:
    path = run_path(tmp_path / "store.duckdb", "run")
    log = batches_folder(path) / "batches.log"
    log.parent.mkdir(parents=True)
    for file in (path, log):
        file.write_bytes(rows)
    with pytest.raises(JournalError, match=r"run.jsonl is no journal, so nothing is written to it: give the run ano"):
        journal_at(tmp_path)
    with pytest.raises(JournalError, match=r"batches.log is no journal, so nothing is written to it: move it away, or"):
        BatchLog.open(path)
    assert [file.read_bytes() for file in (path, log)] == [rows, rows]
    assert sorted(each.name for each in tmp_path.rglob("*.torn")) == []


def test_an_answer_stands_whatever_failures_came_before_it_and_the_first_one_counts(tmp_path: Path) -> None:
    with journal_at(tmp_path) as journal:
        journal.append([failure("a1"), failure("b2"), (answer("a1"), answer("a1", "q")), (answer("a1", prob_a=0.0),)])
        journal.append([failure("b2", FailureKind.TIMEOUT)])
        path = journal.path
    assert [(each.principle, each.prob_a) for each in read_answers(path)] == [("p", 0.7), ("q", 0.7)]
    assert [(each.key, each.kind) for each in failures_in(path)] == [("b2", FailureKind.TIMEOUT)]
    with journal_at(tmp_path) as journal:
        so_far = journal.counts
    assert (so_far.answered, so_far.failed, so_far.spent) == (1, 1, 0.5)


def test_lines_nobody_can_read_are_counted_and_unknown_events_passed_over(tmp_path: Path) -> None:
    with journal_at(tmp_path) as journal:
        journal.append([(answer("a1"),)])
        path = journal.path
    bad = [b"not json", b'{"event":"answer","key":"x"}', b'{"event":"failure","kind":"nothing"}', b'{"event":"answer"}']
    path.write_bytes(path.read_bytes() + b"\n".join([*bad, b'{"event":"note"}', line_of((answer("b2"),))]))
    assert [each.key for each in read_answers(path)] == ["a1", "b2"]
    with journal_at(tmp_path) as journal:
        assert journal.counts.skipped == len(bad)


@pytest.mark.parametrize(
    "change",
    [{"template": "u" * 64}, {"model": "openai/other"}],
)
def test_another_run_cannot_go_on_in_this_journal(tmp_path: Path, change: dict[str, object]) -> None:
    with journal_at(tmp_path) as journal:
        path = journal.path
    with pytest.raises(OracleError, match=f"begun with another {next(iter(change))}"):
        AnswerJournal.open(path, replace(HEAD, **change))  # type: ignore[arg-type]
    AnswerJournal.open(path, replace(HEAD, at="later", tool_version="9", about={"limit": 3})).close()
    events = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    assert [each["event"] for each in events] == ["run", "run"]
    with journal_at(tmp_path) as journal:
        assert journal.counts.head == HEAD


def test_a_run_under_way_can_be_read_but_not_joined(tmp_path: Path) -> None:
    with journal_at(tmp_path) as journal:
        journal.append([(answer("a1"),)])
        with pytest.raises(OracleError, match="under way in another terminal"):
            journal_at(tmp_path)
        assert [each.key for each in read_answers(journal.path)] == ["a1"]


def test_runs_stand_beside_their_store_under_names_that_files_can_have(tmp_path: Path) -> None:
    assert runs_folder(tmp_path / "hh.duckdb") == tmp_path / "hh.runs"
    assert run_path(tmp_path / "hh.duckdb", "gpt-4o.mini_1") == tmp_path / "hh.runs" / "gpt-4o.mini_1.jsonl"
    for name in ("", "../x", ".hidden", "a/b", "a" * 129, "a\x1b"):
        with pytest.raises(OracleError, match="cannot be a run's name"):
            run_path(tmp_path / "hh.duckdb", name)
    with pytest.raises(OracleError, match="cannot be read"):
        list(read_answers(tmp_path / "none.jsonl"))
