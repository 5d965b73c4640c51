"""Importing into a store: all or nothing, the same twice is nothing, and what is refused is said in a sentence."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from core.model.errors import FormatError, StoreError
from core.model.terms import AnnotatorKind
from core.storage.staged import objects
from core.storage.store import Store
from core.storage.writing import Added, StoreWriter
from tests.core.building import Answer, annotate, ballots, contents, judgements, provenance
from tests.core.storage.cases_written import add_cases

LLM = AnnotatorKind.LLM


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of three cases and two principles."""
    path = tmp_path / "s.duckdb"
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(f"c{n}", f"Question {n}", "Yes", "No") for n in range(3)])
        writer.add_principles([("0", "Help", "Be helpful."), ("1", "Harm", "Do no harm.")])
    return path


def votes_of(path: Path) -> list[list[int]]:
    with Store.open(path) as store:
        found: list[list[int]] = store.votes(store.oracles()[0], len(store.principles())).tolist()
        return found


def annotation_of(path: Path, name: str) -> list[int]:
    with Store.open(path) as store:
        annotator = next(each for each in store.annotators() if each.name == name)
        found: list[int] = store.annotations(annotator)[0].tolist()
        return found


def add_answers(writer: StoreWriter, answers: list[Answer], probability: float = 0.5) -> Added:
    return writer.add_ballots("judge", ballots(answers, probability))


def fill(writer: StoreWriter) -> None:
    add_cases(writer, [("c0", "Question 0", "Yes", "No"), ("c9", "Question 9", "Yes", "No")])
    writer.add_principles([("0", "Help", "Be helpful."), ("2", "Obey", "Do as told.")])
    add_answers(writer, [("c0", "0", 0, 1), ("c0", "0", 1, 1), ("c9", "2", 0, -1)])
    writer.add_judgements("gpt", LLM, judgements([("c0", 0, 1), ("c0", 1, -1), ("c9", 1, -1)]))
    writer.add_rewards("rm", AnnotatorKind.REWARD_MODEL, objects(["c0"]), np.array([1.0]), np.array([2.0]))
    annotate(writer, "human", {"c0": 1, "c9": -1})


def run(path: Path, *steps: Callable[[StoreWriter], object]) -> None:
    """One import of several steps."""
    with StoreWriter.open(path) as writer:
        for step in steps:
            step(writer)


def fail(_: StoreWriter) -> None:
    raise IndexError


def interrupt(_: StoreWriter) -> None:
    raise KeyboardInterrupt


def test_a_failed_import_into_a_new_store_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        run(tmp_path / "s.duckdb", fill, fail)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_import_leaves_a_store_as_it_was(path: Path) -> None:
    before = contents(path)
    with pytest.raises(KeyboardInterrupt):
        run(path, fill, interrupt)
    assert contents(path) == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize(("of", "name"), [(threading.Thread, "start"), (ThreadPoolExecutor, "submit")])
@pytest.mark.parametrize("at", [1, 2])
def test_an_interrupt_while_work_is_handed_on_waits_for_the_work(
    path: Path, monkeypatch: pytest.MonkeyPatch, of: type, name: str, at: int, *, fresh: bool
) -> None:
    real, calls = getattr(of, name), count(1)

    def interrupted(self: Any, *given: Any) -> Any:
        made = real(self, *given)
        if next(calls) == at:
            raise KeyboardInterrupt
        return made

    if fresh:
        path.unlink()
    before = None if fresh else contents(path)
    monkeypatch.setattr(of, name, interrupted)
    with suppress(KeyboardInterrupt), StoreWriter.open(path) as writer:
        add_cases(writer, [("new", "Question", "Yes", "No")])
        long = "SELECT sum(range * range) FROM range(100_000_000)"
        writer._transaction.beside(partial(writer._transaction.execute, long))
        interrupt(writer)
    monkeypatch.undo()
    assert path.exists() is not fresh
    assert fresh or contents(path) == before


@pytest.mark.parametrize("fresh", [True, False])
def test_a_failed_commit_is_a_sentence_and_leaves_nothing(path: Path, *, fresh: bool) -> None:
    if fresh:
        path.unlink()
    before = {} if fresh else contents(path)

    with pytest.raises(StoreError, match=r"could not be written to .*, which is as it was before"):
        run(path, fill, lambda writer: writer._transaction.execute("DROP TABLE votes"))
    assert path.exists() is not fresh
    if not fresh:
        assert contents(path) == before


class Full:
    """A connection to a database whose file has no room: what is committed stays in its log."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, query: str, *values: Any) -> duckdb.DuckDBPyConnection:
        if query == "CHECKPOINT":
            raise duckdb.IOException("Could not write: No space left on device")
        return self._connection.execute(query, *values)


@pytest.mark.parametrize("fresh", [True, False])
def test_what_stays_in_the_log_is_told(path: Path, *, fresh: bool) -> None:
    if fresh:
        path.unlink()

    def no_room(writer: StoreWriter) -> None:
        writer._transaction.connection = Full(writer._transaction.connection)  # type: ignore[assignment]

    with pytest.raises(StoreError) as told:
        run(path, fill, no_room)
    if fresh:
        assert "which is as it was before (Could not write: No space left on device)" in str(told.value)
        assert list(path.parent.iterdir()) == []
        return
    assert str(told.value).startswith(f"The import is kept, but could not be put into {path} itself (Could not write")
    assert "leave s.duckdb.wal beside it, mend that and run the same import again." in str(told.value)
    with Store.open(path) as store:
        assert store.count_cases() == 4


def test_text_that_no_file_could_hold_is_refused_in_a_sentence(path: Path) -> None:
    before = contents(path)
    with pytest.raises(StoreError, match=r"^The import could not be written to .*UTF-8.*: correct that"):
        run(path, lambda writer: add_cases(writer, [("c7", "half a pair \ud800", "Yes", "No")]))
    assert contents(path) == before


def test_the_same_import_twice_changes_nothing(path: Path) -> None:
    with StoreWriter.open(path) as writer:
        fill(writer)
        assert writer.record(provenance())
    once = contents(path)
    with StoreWriter.open(path) as writer:
        fill(writer)
        assert not writer.record(provenance(kept=0))
    assert contents(path) == once
    with StoreWriter.open(path) as writer:
        fill(writer)
        fill(writer)
        assert writer.record(provenance("1" * 64, kept=0))
    assert len(contents(path)["imports"]) == 2


def test_what_is_new_is_counted(path: Path) -> None:
    with StoreWriter.open(path) as writer:
        rows = [("c2", "Question 2", "Yes", "No"), ("c3", "Question 3", "Yes", "No")]
        assert add_cases(writer, rows) == 1
        assert add_cases(writer, rows) == 0
        assert writer.add_principles([("0", "Help", "Be helpful."), ("2", "Obey", "Do as told.")]) == 1
        assert writer.add_principles([("0", "Helpfulness", "Be helpful.")]) == 1
        answers = [("c0", "0", 0, 1), ("c0", "0", 0, 1), ("zz", "0", 0, 1), ("c0", "zz", 0, 1), ("zz", "zz", 1, 0)]
        assert add_answers(writer, answers) == Added(1, 2, 1)
        assert add_answers(writer, answers) == Added(0, 2, 1)
        given = judgements([("c0", 0, 1), ("zz", 0, 1)])
        assert writer.add_judgements("gpt", LLM, given) == Added(1, 1)
        assert writer.add_judgements("gpt", LLM, given) == Added(0, 1)
        ids, rewards = objects(["c1", "zz"]), np.array([0.5, 1.0])
        assert writer.add_rewards("rm", AnnotatorKind.REWARD_MODEL, ids, rewards, rewards[::-1]) == Added(1, 1)
    with Store.open(path) as store:
        assert [each.name for each in store.principles()] == ["Helpfulness", "Harm", "Obey"]
        assert [(each.n, each.id) for each in store.cases()] == [(0, "c0"), (1, "c1"), (2, "c2"), (3, "c3")]


def test_who_said_nothing_that_counts_is_not_there(path: Path) -> None:
    """Votes imported before their cases must not stand as an oracle that is indifferent to everything."""
    before = contents(path)
    with StoreWriter.open(path) as writer:
        assert add_answers(writer, [("later", "0", 0, 1)]) == Added(0, 1)
        annotate(writer, "human", {"later": 1})
        writer.add_judgements("gpt", LLM, judgements([("later", 0, 1)]))
    assert contents(path) == before
    with StoreWriter.open(path) as writer:
        add_cases(writer, [("later", "Question", "Yes", "No")])
        add_answers(writer, [("later", "0", 0, 1)])
    assert votes_of(path) == [[0, 0], [0, 0], [0, 0], [1, 0]]


@pytest.mark.parametrize(
    ("clash", "told"),
    [
        (lambda writer: add_cases(writer, [("c0", "Another", "Yes", "No")]), "Case c0 is already there"),
        (lambda writer: add_cases(writer, [("c0", "Question 0", "Yes", "no")]), "Case c0 is already there"),
        (lambda writer: writer.add_principles([("0", "Help", "Harm.")]), "Principle 0 is already there"),
        (lambda writer: writer.add_principles([("n", "N", "1"), ("n", "N", "2")]), "Principle n is already there"),
        (lambda writer: add_answers(writer, [("c0", "0", 0, -1)]), "Case c0 has two different answers from oracle jud"),
        (lambda writer: add_answers(writer, [("c0", "0", 0, 1)], 0.6), "Case c0 has two different answers from oracle"),
        (lambda writer: add_answers(writer, [("c1", "0", 0, 1), ("c1", "0", 0, 0)]), "Case c1 has two different"),
        (lambda writer: writer.add_judgements("gpt", LLM, judgements([("c0", 0, -1)])), "answers from annotator gpt"),
        (lambda writer: annotate(writer, "human", {"c9": 1}), "Case c9 has two different answers from annotator human"),
        (lambda writer: annotate(writer, "human", {"c1": 1}, LLM), "is there already as kind human"),
        (lambda writer: writer.add_judgements("human", LLM, judgements([])), "is there already as kind human"),
        (
            lambda writer: writer.add_judgements("human", AnnotatorKind.HUMAN, judgements([("c0", 0, 1)])),
            "Annotator human already has preferences from another kind of file",
        ),
        (lambda writer: annotate(writer, "gpt", {"c0": 0}, LLM), "Annotator gpt already has preferences from another"),
        (
            lambda writer: writer.add_rewards(
                "rm", AnnotatorKind.REWARD_MODEL, objects(["c0"]), np.array([1.0]), np.array([3.0])
            ),
            "Case c0 has two different answers from annotator rm",
        ),
    ],
)
def test_what_contradicts_the_store_is_refused(path: Path, clash: Callable[[StoreWriter], object], told: str) -> None:
    with StoreWriter.open(path) as writer:
        fill(writer)
    before = contents(path)
    with pytest.raises(FormatError) as caught:
        run(path, lambda writer: annotate(writer, "human", {"c2": 1}), clash)
    assert told in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert contents(path) == before


def test_the_second_order_may_come_in_a_later_import(path: Path) -> None:
    with StoreWriter.open(path) as writer:
        add_answers(writer, [("c0", "0", 0, 1), ("c0", "1", 0, 1), ("c1", "0", 0, -1), ("c2", "0", 0, 0)])
        writer.add_judgements("gpt", LLM, judgements([("c0", 0, 1), ("c1", 0, 1)]))
    assert votes_of(path) == [[1, 1], [-1, 0], [0, 0]]
    assert annotation_of(path, "gpt") == [1, 1, 0]
    with StoreWriter.open(path) as writer:
        add_answers(writer, [("c0", "0", 1, 1), ("c0", "1", 1, -1), ("c2", "0", 1, 1), ("c2", "1", 1, 1)])
        writer.add_judgements("gpt", LLM, judgements([("c0", 1, -1), ("c2", 1, -1)]))
    assert votes_of(path) == [[1, 0], [-1, 0], [0, 1]]
    assert annotation_of(path, "gpt") == [0, 1, -1]
    assert contents(path)["votes"] == [
        (0, 0, 0, 0b01, 0, 0b11, 0b11, 0b10),
        (1, 0, 0, 0, 0b01, 0b01, 0, 0),
        (2, 0, 0, 0b10, 0, 0b11, 0b01, 0b01),
    ]
    assert contents(path)["annotations"] == [(0, 0, 0, True, True), (1, 0, 1, False, False), (2, 0, -1, False, False)]


def test_rewards_become_preferences(path: Path) -> None:
    with StoreWriter.open(path) as writer:
        rewards = np.array([1.0, -2.0, 0.5]), np.array([0.0, -1.0, 0.5])
        writer.add_rewards("rm", AnnotatorKind.REWARD_MODEL, objects(["c0", "c1", "c2"]), *rewards)
    assert annotation_of(path, "rm") == [1, -1, 0]
    with Store.open(path) as store:
        assert store.annotated(store.annotators()[0]).tolist() == [True, True, True]
